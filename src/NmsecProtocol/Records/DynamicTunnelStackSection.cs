namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPDynamicStack: what the stack knows of a dynamic tunnel.</summary>
public record struct DynamicTunnelStackSection
{
    /// <summary>Packets received.</summary>
    public ulong InboundPackets;

    /// <summary>Packets sent.</summary>
    public ulong OutboundPackets;

    /// <summary>Bytes received.</summary>
    public ulong InboundBytes;

    /// <summary>Bytes sent.</summary>
    public ulong OutboundBytes;

    /// <summary>Bytes that count against the lifesize.</summary>
    public ulong CurrentLifesize;

    /// <summary>Whether the tunnel is a shadow.</summary>
    public StackTunnelFlags Flags;
}
