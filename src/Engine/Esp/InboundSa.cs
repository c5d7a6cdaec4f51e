using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>What became of a received ESP or AH packet.</summary>
internal enum UnprotectResult
{
    Accepted,

    /// <summary>Genuine, and there only to hide how much is sent (RFC 4303 section 2.6).</summary>
    Dummy,

    /// <summary>Too short, of a length the cipher cannot have made, or otherwise of no use.</summary>
    Malformed,

    /// <summary>Too old, or seen before.</summary>
    Replayed,

    IntegrityFailure,

    /// <summary>Genuine, but padding or inner header make no sense.</summary>
    DecryptionFailure,

    /// <summary>The inner packet is none that the SA was negotiated for (RFC 4301 section 5.2).</summary>
    SelectorMismatch,
}

/// <summary>
/// The inbound direction of a pair of Child SAs: ESP (RFC 4303) or AH (RFC 4302) packets in, IP packets out. Owns copies of its keys until disposed.
/// Owned by one shard; allocates nothing per packet.
/// </summary>
internal sealed class InboundSa : IDisposable
{
    private readonly bool _tunnel;
    private readonly bool _udpEncapsulation;
    private readonly bool _extended;
    private readonly ChildPolicy _policy;
    private readonly IReadOnlyList<TrafficSelector> _local;
    private readonly IReadOnlyList<TrafficSelector> _remote;
    private readonly PacketTransform _transform;
    private readonly ReplayWindow _window;
    private byte[] _rebuilt = [];

    /// <exception cref="NotSupportedException">This process lacks an algorithm of the installation.</exception>
    public InboundSa(ChildSaInstallation i, ICryptoProvider c)
    {
        _tunnel = i.Mode == IpsecMode.Tunnel;
        _udpEncapsulation = i.UdpEncapsulation;
        _extended = i.ExtendedSequenceNumbers;
        _policy = i.Policy;
        _local = i.LocalSelectors;
        _remote = i.RemoteSelectors;
        _transform = PacketTransform.Create(i, c, random: null);
        _window = new ReplayWindow(i.ReplayWindow);
    }

    /// <summary>The highest sequence number of a genuine packet; 0 before the first.</summary>
    public ulong HighestSequence => _window.Highest;

    /// <summary>Octets of ESP or AH in genuine packets.</summary>
    public ulong Octets { get; private set; }

    /// <summary>Genuine packets.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Takes up where another owner of the SA stopped: sequence numbers up to <paramref name="highest"/> count as seen.</summary>
    public void ResumeAt(ulong highest) => _window.ResumeAt(highest);

    /// <summary>Checks and opens one packet.</summary>
    /// <param name="path">Where it came from; transport mode needs the addresses.</param>
    /// <param name="outerTrafficClass">Of its IP header.</param>
    /// <param name="packet">ESP from the SPI on, or for AH the whole IP packet; undefined afterwards.</param>
    /// <param name="innerPacket">The IP packet that came out: a part of <paramref name="packet"/> or of this SA's own room, valid until the next call.</param>
    /// <param name="inner">The same, parsed.</param>
    public UnprotectResult Unprotect(
        in NetworkPath path, byte outerTrafficClass, Span<byte> packet, out Span<byte> innerPacket, out InnerPacket inner)
    {
        innerPacket = default;
        inner = default;
        var result = Open(packet, out var payload, out var nextHeader);
        if (result != UnprotectResult.Accepted)
        {
            return result;
        }

        if (nextHeader == IpProtocols.NoNextHeader)
        {
            return UnprotectResult.Dummy;
        }

        return _tunnel
            ? LeaveTunnel(packet[payload], nextHeader, outerTrafficClass, out innerPacket, out inner)
            : Rebuild(path, outerTrafficClass, packet, payload, nextHeader, out innerPacket, out inner);
    }

    public void Dispose() => _transform.Dispose();

    private UnprotectResult Open(Span<byte> packet, out Range payload, out byte nextHeader)
    {
        payload = default;
        nextHeader = 0;
        var textLength = packet.Length - _transform.PayloadOffset - _transform.IcvLength;
        if (textLength < EspPacket.TrailerLength || textLength % _transform.Alignment != 0)
        {
            return UnprotectResult.Malformed;
        }

        var low = BinaryPrimitives.ReadUInt32BigEndian(packet[EspPacket.SpiLength..]);
        ulong sequence = low;
        if ((_extended && !SequenceNumbers.TryRecover(low, _window.Highest, _window.Width, out sequence)) || !_window.IsNew(sequence))
        {
            return UnprotectResult.Replayed;
        }

        if (!_transform.Open(packet, sequence))
        {
            return UnprotectResult.IntegrityFailure;
        }

        _window.Accept(sequence);
        Packets++;
        Octets += (ulong)packet.Length;
        if (!EspPacket.TryReadTrailer(packet.Slice(_transform.PayloadOffset, textLength), out var payloadLength, out nextHeader))
        {
            return UnprotectResult.DecryptionFailure;
        }

        payload = _transform.PayloadOffset..(_transform.PayloadOffset + payloadLength);
        return UnprotectResult.Accepted;
    }

    private UnprotectResult LeaveTunnel(
        Span<byte> payload, byte nextHeader, byte outerTrafficClass, out Span<byte> innerPacket, out InnerPacket inner)
    {
        innerPacket = default;
        if (!InnerPacket.TryParse(payload, out inner) || nextHeader != (inner.IsIpv6 ? IpProtocols.Ipv6 : IpProtocols.Ipv4))
        {
            return UnprotectResult.DecryptionFailure;
        }

        if (!SelectorMatch.Inbound(_local, _remote, inner))
        {
            return UnprotectResult.SelectorMismatch;
        }

        if (!TunnelHeader.TryCombine(inner.TrafficClass, outerTrafficClass, _policy.DecapsulationCopiesDscp, out var trafficClass))
        {
            return UnprotectResult.Malformed;
        }

        // What the sender added for traffic flow confidentiality lies beyond the packet's own length (RFC 4303 section 2.7).
        innerPacket = payload[..inner.Length];
        if (trafficClass != inner.TrafficClass)
        {
            TunnelHeader.SetTrafficClass(innerPacket, trafficClass);
            inner = inner with { TrafficClass = trafficClass };
        }

        return UnprotectResult.Accepted;
    }

    /// <summary>Puts an IP header before a payload that came in transport mode.</summary>
    private UnprotectResult Rebuild(
        in NetworkPath path,
        byte outerTrafficClass,
        Span<byte> packet,
        Range payload,
        byte nextHeader,
        out Span<byte> innerPacket,
        out InnerPacket inner)
    {
        innerPacket = default;
        inner = default;
        var source = OriginalAddress(_remote, path.Remote.Address);
        var destination = OriginalAddress(_local, path.Local.Address);
        if (source.IsNone || source.Length != destination.Length)
        {
            return UnprotectResult.Malformed;
        }

        var headerLength = TransportMode.HeaderLength(source.IsIpv6);
        var (offset, length) = payload.GetOffsetAndLength(packet.Length);
        if (headerLength + length > ushort.MaxValue)
        {
            return UnprotectResult.DecryptionFailure;
        }

        var rebuilt = Place(packet, offset, length, headerLength);
        TransportMode.WriteHeader(rebuilt, source, destination, nextHeader, outerTrafficClass);
        if (!InnerPacket.TryParse(rebuilt, out inner) || inner.IsFragment)
        {
            return UnprotectResult.DecryptionFailure;
        }

        if (!SelectorMatch.Inbound(_local, _remote, inner))
        {
            return UnprotectResult.SelectorMismatch;
        }

        if (_udpEncapsulation)
        {
            TransportMode.RecomputeChecksum(rebuilt, inner);
        }

        innerPacket = rebuilt[..inner.Length];
        return UnprotectResult.Accepted;
    }

    /// <summary>
    /// Room for a header before the payload: what ESP had before and behind it is enough for IPv4 and mostly for IPv6; the rest moves to
    /// room of this SA's own.
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
            if (_rebuilt.Length < headerLength + length)
            {
                _rebuilt = new byte[headerLength + length];
            }

            target = _rebuilt;
        }

        packet.Slice(offset, length).CopyTo(target[headerLength..]);
        return target[..(headerLength + length)];
    }

    /// <summary>
    /// The address a packet had before a NAT changed it: that of the path when the selectors allow it, else the one host that they name.
    /// </summary>
    private static IpAddress OriginalAddress(IReadOnlyList<TrafficSelector> selectors, IpAddress outer)
    {
        IpAddress only = default;
        for (var i = 0; i < selectors.Count; i++)
        {
            var selector = selectors[i];
            if (selector.Start.Length == outer.Length && selector.Start <= outer && outer <= selector.End)
            {
                return outer;
            }

            if (selector.Start != selector.End || !(only.IsNone || only == selector.Start))
            {
                return outer;
            }

            only = selector.Start;
        }

        return only.IsNone ? outer : only;
    }
}
