using System.Runtime.CompilerServices;
using MyIkev2.Engine.Esp;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>Two endpoints and a protocol. Both directions of a flow have the same digest.</summary>
internal readonly struct FlowKey
{
    private FlowKey(UInt128 source, UInt128 destination, uint ports, byte protocol, bool isIpv6)
    {
        Source = source;
        Destination = destination;
        Ports = ports;
        Protocol = protocol;
        IsIpv6 = isIpv6;
    }

    public UInt128 Source { get; }

    public UInt128 Destination { get; }

    public uint Ports { get; }

    public byte Protocol { get; }

    public bool IsIpv6 { get; }

    /// <summary>The ports the other way around.</summary>
    public uint ReversedPorts => (Ports >> 16) | (Ports << 16);

    public static FlowKey Of(in SessionDefinition session) => new(
        session.Source.Bits, session.Destination.Bits, SessionEntry.PortsOf(session.SourcePort, session.DestinationPort), session.Protocol, session.Source.IsIpv6);

    public static FlowKey Of(in InnerPacket packet) => new(
        packet.Source.Bits, packet.Destination.Bits, SessionEntry.PortsOf(packet.SourcePort, packet.DestinationPort), packet.Protocol, packet.IsIpv6);

    public static FlowKey Of(in SessionEntry entry) => new(entry.Source, entry.Destination, entry.Ports, entry.Protocol, entry.Has(SessionFlags.Ipv6));

    /// <summary>Mixed with <paramref name="seed"/>, so that nobody outside can choose flows that share a bucket.</summary>
    public uint Digest(ulong seed)
    {
        // A sum is the same for both directions; each side is mixed before, so that swapped ports of equal addresses still differ.
        var mixed = Mix(Source, (ushort)(Ports >> 16), seed) + Mix(Destination, (ushort)Ports, seed);
        return (uint)(Finish(mixed ^ Protocol ^ seed) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(UInt128 address, ushort port, ulong seed)
    {
        var high = (ulong)(address >> 64);
        return Finish(((ulong)address + ((ulong)port << 40)) ^ seed ^ (high == 0 ? 0 : Finish(high ^ seed)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong value)
    {
        var product = Math.BigMul(value ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, out var low);
        return product ^ low;
    }
}
