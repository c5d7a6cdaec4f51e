using System.Net;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>
/// One filter record of a monitoring request. Unset members match everything, set members must all match; a request
/// with several filters gets what any of them matches.
/// </summary>
public sealed record NmsecFilter
{
    /// <summary>Tunnel ID, exactly.</summary>
    public string? TunnelId { get; init; }

    /// <summary>Name of the object: the key exchange rule of an IKE tunnel.</summary>
    public string? ObjectName { get; init; }

    /// <summary>Prefix that holds the local security endpoint.</summary>
    public IPNetwork? LocalAddress { get; init; }

    /// <summary>Prefix that holds the remote security endpoint.</summary>
    public IPNetwork? RemoteAddress { get; init; }

    /// <summary>State.</summary>
    public SecurityAssociationState? State { get; init; }

    /// <summary>Only the newest generation of each tunnel.</summary>
    public bool CurrentGenerationOnly { get; init; }

    /// <summary>Discipline of a client of the network security service.</summary>
    public uint? Discipline { get; init; }
}
