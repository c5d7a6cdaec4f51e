namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// The place of one instance in a <see cref="MibTree{TView}"/> over one captured view: which node, which column of it,
/// which row. Meaningless for any other view.
/// </summary>
public struct MibCursor
{
    /// <summary>Position of the node in the tree.</summary>
    internal int Node;

    /// <summary>Position in the node's column list; 0 for a scalar.</summary>
    internal int Column;

    /// <summary>Position of the row in the captured view; 0 for a scalar.</summary>
    internal int Row;
}
