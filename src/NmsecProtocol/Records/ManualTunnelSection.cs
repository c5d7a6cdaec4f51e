namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPManualTunnel: the traffic of a manual tunnel.</summary>
public record struct ManualTunnelSection
{
    /// <summary>Packets received.</summary>
    public ulong InboundPackets;

    /// <summary>Packets sent.</summary>
    public ulong OutboundPackets;

    /// <summary>Bytes received.</summary>
    public ulong InboundBytes;

    /// <summary>Bytes sent.</summary>
    public ulong OutboundBytes;
}
