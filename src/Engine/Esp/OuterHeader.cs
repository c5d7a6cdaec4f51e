namespace MyIkev2.Engine.Esp;

/// <summary>How a protected packet travels.</summary>
public enum PacketEncapsulation
{
    /// <summary>ESP in UDP on the NAT traversal port (RFC 3948).</summary>
    Udp,

    /// <summary>ESP as IP protocol 50.</summary>
    Esp,

    /// <summary>AH as IP protocol 51; the packet comes with its IP header, which the ICV covers.</summary>
    Ah,
}

/// <summary>What the sender of a protected packet must know of its outer header.</summary>
/// <param name="Encapsulation">How it travels.</param>
/// <param name="TrafficClass">DSCP and ECN as in the IPv4 TOS or IPv6 traffic class octet.</param>
/// <param name="DontFragment">IPv4 DF; an IPv6 packet is never fragmented on its way.</param>
public readonly record struct OuterHeader(PacketEncapsulation Encapsulation, byte TrafficClass, bool DontFragment);
