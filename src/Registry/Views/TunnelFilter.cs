using System.Net;

namespace MyIkev2.Registry;

/// <summary>The one filter that every interface shares. An unset member matches all; set members must all match.</summary>
public sealed record TunnelFilter
{
    /// <summary>Matches every tunnel.</summary>
    public static TunnelFilter All { get; } = new();

    /// <summary>Tunnel id.</summary>
    public TunnelId? Id { get; init; }

    /// <summary>Number of the IKE SA.</summary>
    public uint? UniqueId { get; init; }

    /// <summary>Name of the vpn.</summary>
    public string? VpnName { get; init; }

    /// <summary>VRF.</summary>
    public string? Vrf { get; init; }

    /// <summary>State.</summary>
    public IkeTunnelState? State { get; init; }

    /// <summary>Own address.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The peer's address.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>The peer's identity as text, ignoring case.</summary>
    public string? RemoteIdentity { get; init; }

    /// <summary>A security policy that one of the children was made from.</summary>
    public string? SecurityPolicy { get; init; }

    /// <summary>True when all set members match.</summary>
    public bool Matches(IkeTunnelSnapshot snapshot) =>
        (Id is null || snapshot.Id == Id)
        && (UniqueId is null || snapshot.UniqueId == UniqueId)
        && (VpnName is null || snapshot.VpnName == VpnName)
        && (Vrf is null || snapshot.Vrf == Vrf)
        && (State is null || snapshot.State == State)
        && (LocalAddress is null || snapshot.Local.Address.Equals(LocalAddress))
        && (RemoteAddress is null || snapshot.Remote.Address.Equals(RemoteAddress))
        && (RemoteIdentity is null || string.Equals(snapshot.RemoteIdentity.Text, RemoteIdentity, StringComparison.OrdinalIgnoreCase))
        && (SecurityPolicy is null || snapshot.Children.Any(child => child.PolicyName == SecurityPolicy));
}
