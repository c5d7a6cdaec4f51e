namespace MyIkev2.SnmpProtocol.Access;

/// <summary>Why no view was found (RFC 3415 section 3.1).</summary>
public enum AccessError
{
    /// <summary>There is a view: accessAllowed as far as it includes the name.</summary>
    None,

    /// <summary>noGroupName: the security name belongs to no group.</summary>
    NoGroupName,

    /// <summary>noAccessEntry: the group has no rights in that context at that security level.</summary>
    NoAccessEntry,

    /// <summary>noSuchView: the entry that counts names no view for that kind of access.</summary>
    NoSuchView,
}
