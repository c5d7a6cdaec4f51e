using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary>The agent's messages as the command line shows them.</summary>
internal static class IkeSaViewMapper
{
    public static IkeSaView Map(IkeTunnel tunnel) => new()
    {
        VpnName = tunnel.Vpn,
        UniqueId = tunnel.UniqueId,
        State = StateWord(tunnel.State),
        Vrf = tunnel.Vrf,
        Version = (int)tunnel.MajorVersion,
        InitiatorSpi = tunnel.InitiatorSpi,
        ResponderSpi = tunnel.ResponderSpi,
        LocalAddress = tunnel.Local?.Address ?? string.Empty,
        LocalPort = (int)(tunnel.Local?.Port ?? 0),
        LocalId = tunnel.LocalIdentity?.Text ?? string.Empty,
        RemoteAddress = tunnel.Remote?.Address ?? string.Empty,
        RemotePort = (int)(tunnel.Remote?.Port ?? 0),
        RemoteId = tunnel.RemoteIdentity?.Text ?? string.Empty,
        Encryption = Name(tunnel.Encryption),
        Integrity = Name(tunnel.Integrity),
        Prf = Name(tunnel.Prf),
        KeyExchange = Name(tunnel.KeyExchange),
        UdpEncapsulation = tunnel.NatTraversal?.UdpEncapsulation ?? false,
        Mobike = tunnel.Mobike,
        PpkUsed = tunnel.PpkUsed,
        EstablishedAt = tunnel.EstablishedAt?.ToDateTimeOffset(),
        RekeyAt = tunnel.RekeyAt?.ToDateTimeOffset(),
        ReauthenticateAt = tunnel.ReauthenticateAt?.ToDateTimeOffset(),
        RemoteCertificateNotAfter = tunnel.RemoteCertificateNotAfter?.ToDateTimeOffset(),
        Children = [.. tunnel.Children.Select(Map)],
    };

    public static IkeSaView WithKeys(IkeSaView sa, RevealKeysResponse keys) => sa with
    {
        Keys = new IkeSaKeysView(keys.SkEi.Memory, keys.SkEr.Memory, keys.SkAi.Memory, keys.SkAr.Memory),
        Children = [.. sa.Children.Select(child => keys.Children.FirstOrDefault(k => k.UniqueId == child.UniqueId) is { } own ? child with { Keys = Map(own) } : child)],
    };

    private static ChildSaKeysView Map(ChildKeys keys) =>
        new(keys.EncryptionIn.Memory, keys.EncryptionOut.Memory, keys.IntegrityIn.Memory, keys.IntegrityOut.Memory);

    private static ChildSaView Map(IpsecTunnel child) => new()
    {
        PolicyName = child.SecurityPolicy,
        UniqueId = child.UniqueId,
        RequestId = child.RequestId,
        State = StateWord(child.State),
        Protocol = child.Protocol == IpsecProtocol.Ah ? "ah" : "esp",
        Mode = child.Mode == IpsecMode.Transport ? "transport" : "tunnel",
        UdpEncapsulation = child.UdpEncapsulation,
        SpiIn = child.SpiIn,
        SpiOut = child.SpiOut,
        Encryption = Name(child.Encryption),
        Integrity = Name(child.Integrity),
        KeyExchange = Name(child.KeyExchange),
        ExtendedSequenceNumbers = child.ExtendedSequenceNumbers,
        InBytes = child.Counters?.InOctets ?? 0,
        InPackets = child.Counters?.InPackets ?? 0,
        OutBytes = child.Counters?.OutOctets ?? 0,
        OutPackets = child.Counters?.OutPackets ?? 0,
        InstalledAt = child.InstalledAt?.ToDateTimeOffset(),
        RekeyAt = child.RekeyAt?.ToDateTimeOffset(),
        ExpiresAt = child.ExpiresAt?.ToDateTimeOffset(),
        LocalSelectors = [.. child.LocalSelectors.Select(Map)],
        RemoteSelectors = [.. child.RemoteSelectors.Select(Map)],
    };

    private static SelectorView Map(TrafficSelector selector) => new(
        selector.Text.Split('[')[0],
        selector.Protocol > 0 ? selector.Protocol.ToString() : string.Empty,
        (selector.StartPort, selector.EndPort) switch
        {
            (0, ushort.MaxValue) => string.Empty,
            (ushort.MaxValue, 0) => "opaque",
            var (first, last) when first == last => first.ToString(),
            var (first, last) => $"{first}-{last}",
        });

    private static string Name(Algorithm? algorithm) => algorithm?.Name ?? string.Empty;

    /// <summary>The state tree's words are those of strongSwan, in lower case.</summary>
    private static string StateWord(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Pending => "created",
        IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => "connecting",
        IkeTunnelState.Established => "established",
        IkeTunnelState.Rekeying => "rekeying",
        IkeTunnelState.Rekeyed => "rekeyed",
        IkeTunnelState.Expired or IkeTunnelState.Closing => "deleting",
        IkeTunnelState.Closed => "destroying",
        _ => $"state-{(int)state}",
    };

    private static string StateWord(IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Routed => "routed",
        IpsecTunnelState.Negotiating => "installing",
        IpsecTunnelState.Installed => "installed",
        IpsecTunnelState.Rekeying => "rekeying",
        IpsecTunnelState.Rekeyed => "rekeyed",
        IpsecTunnelState.Deleting => "deleting",
        IpsecTunnelState.Deleted => "deleted",
        IpsecTunnelState.Expired => "expired",
        IpsecTunnelState.Pending => "pending",
        _ => $"state-{(int)state}",
    };
}
