namespace MyIkev2.Engine.Esp;

/// <summary>The IP protocol numbers that the packet path tells apart (IANA "Protocol Numbers").</summary>
internal static class IpProtocols
{
    public const byte Ipv6HopByHopOptions = 0;
    public const byte Icmp = 1;
    public const byte Ipv4 = 4;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Dccp = 33;
    public const byte Ipv6 = 41;
    public const byte Ipv6Routing = 43;
    public const byte Ipv6Fragment = 44;
    public const byte Esp = 50;
    public const byte Ah = 51;
    public const byte Icmpv6 = 58;
    public const byte NoNextHeader = 59;
    public const byte Ipv6DestinationOptions = 60;
    public const byte Sctp = 132;
    public const byte MobilityHeader = 135;
    public const byte UdpLite = 136;

    /// <summary>The IPv6 extension headers that a selector look-up skips (RFC 4301 section 4.4.1.1, "Next Layer Protocol").</summary>
    public static bool IsExtensionHeader(byte protocol) =>
        protocol is Ipv6HopByHopOptions or Ipv6Routing or Ipv6Fragment or Ipv6DestinationOptions;
}
