using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Puts an IP header before a payload that ESP brought in transport mode: addresses of the path, or behind a NAT those that the packet had
/// before. Belongs to one SA; its room is valid until the next packet.
/// </summary>
internal sealed class TransportReceiver(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote)
{
    private byte[] _room = [];

    /// <summary>The whole packet; empty when the path's addresses make none, or it would be too long for one.</summary>
    public Span<byte> Rebuild(Span<byte> packet, Range payload, scoped in NetworkPath path, byte protocol, byte trafficClass)
    {
        var source = OriginalAddress(remote, path.Remote.Address);
        var destination = OriginalAddress(local, path.Local.Address);
        var (offset, length) = payload.GetOffsetAndLength(packet.Length);
        var headerLength = IpHeader.LengthFor(source.IsIpv6);
        if (source.IsNone || source.Length != destination.Length || headerLength + length > ushort.MaxValue)
        {
            return default;
        }

        var rebuilt = Place(packet, offset, length, headerLength);
        new IpHeader(source, destination, protocol, trafficClass) { DontFragment = true }.Write(rebuilt);
        return rebuilt;
    }

    /// <summary>
    /// Room for a header before the payload: what ESP had before and behind it is enough for IPv4 and often for IPv6; the rest moves to room of
    /// this SA's own.
    /// </summary>
    private Span<byte> Place(Span<byte> packet, int offset, int length, int headerLength)
    {
        if (offset >= headerLength)
        {
            return packet.Slice(offset - headerLength, headerLength + length);
        }

        var target = packet;
        if (packet.Length < headerLength + length)
        {
            if (_room.Length < headerLength + length)
            {
                _room = new byte[headerLength + length];
            }

            target = _room;
        }

        packet.Slice(offset, length).CopyTo(target[headerLength..]);
        return target[..(headerLength + length)];
    }

    /// <summary>
    /// The address a packet had before a NAT changed it: that of the path when the selectors allow it, else the one host that they name. When
    /// they name more, nothing is known of it.
    /// </summary>
    private static IpAddress OriginalAddress(IReadOnlyList<TrafficSelector> selectors, IpAddress outer)
    {
        IpAddress only = default;
        var isOne = true;
        for (var i = 0; i < selectors.Count; i++)
        {
            var selector = selectors[i];
            if (selector.Start.Length == outer.Length && selector.Start <= outer && outer <= selector.End)
            {
                return outer;
            }

            isOne = isOne && selector.Start == selector.End && (only.IsNone || only == selector.Start);
            only = selector.Start;
        }

        return isOne && !only.IsNone ? only : outer;
    }
}
