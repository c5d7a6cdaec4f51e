namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>Why octets are not acceptable AgentX.</summary>
public enum AgentXFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The octets end inside a value, or a length claims more than is left.</summary>
    Truncated,

    /// <summary>A version other than 1.</summary>
    BadVersion,

    /// <summary>A payload above the limit or no multiple of four octets.</summary>
    BadLength,

    /// <summary>An object identifier of more than 128 sub-identifiers.</summary>
    BadObjectIdentifier,

    /// <summary>A type of value that AgentX does not have, or a value that its type does not have.</summary>
    BadValue,

    /// <summary>Octets are left behind the last value.</summary>
    TrailingOctets,
}
