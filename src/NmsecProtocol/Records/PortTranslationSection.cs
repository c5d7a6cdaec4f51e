using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecPortTran: one port translation done for a peer behind a NAT.</summary>
public record struct PortTranslationSection
{
    /// <summary>Public address of the peer, IPv4 in the first four bytes.</summary>
    public Ipv6Field RemoteAddress;

    /// <summary>6 for TCP, 17 for UDP.</summary>
    public byte IpProtocol;

    /// <summary>The peer's port as the packet had it.</summary>
    public ushort OriginalPort;

    /// <summary>The port that it was translated to.</summary>
    public ushort TranslatedPort;
}
