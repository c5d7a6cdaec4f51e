namespace MyIkev2.SnmpProtocol.Access;

/// <summary>What somebody wants to do with the objects of a view (viewType of RFC 3415 section 3.1).</summary>
public enum ViewKind
{
    /// <summary>Reading.</summary>
    Read,

    /// <summary>Setting.</summary>
    Write,

    /// <summary>Receiving in notifications.</summary>
    Notify,
}
