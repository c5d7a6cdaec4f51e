namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>MAX-ACCESS of an object type as it is served (RFC 2578 section 7.3). Nothing here can be created by a manager.</summary>
public enum MibAccess
{
    /// <summary>not-accessible: an index; it has no instance of its own.</summary>
    NotAccessible = 0,

    /// <summary>read-only.</summary>
    ReadOnly = 1,

    /// <summary>read-write.</summary>
    ReadWrite = 2,
}
