using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>What became of a packet to protect.</summary>
internal enum ProtectResult
{
    Protected,

    /// <summary>The SA has used its last sequence number (RFC 4303 section 3.3.3): only a rekey helps.</summary>
    SequenceExhausted,

    /// <summary>It would exceed the path MTU and must not be fragmented; <see cref="OutboundSa.LargestInner"/> would fit.</summary>
    TooBig,

    /// <summary>This SA cannot carry it: a fragment, IP options or foreign addresses in transport mode, or no room.</summary>
    NotPossible,
}

/// <summary>
/// The outbound direction of a pair of Child SAs: IP packets in, ESP (RFC 4303) or AH (RFC 4302) packets out. Owns copies of its keys until disposed.
/// Owned by one shard; allocates nothing per packet.
/// </summary>
internal sealed class OutboundSa : IDisposable
{
    private const int LargestIpPacket = ushort.MaxValue;
    private const int UdpHeaderLength = 8;

    /// <summary>What <c>tfc-padding mtu</c> goes by while the path MTU is not known.</summary>
    private const int UsualMtu = 1500;

    private readonly uint _spi;
    private readonly bool _tunnel;
    private readonly bool _udpEncapsulation;
    private readonly ulong _lastSequence;
    private readonly ChildPolicy _policy;
    private readonly PacketTransform _transform;
    private readonly bool _padsToMtu;

    /// <exception cref="NotSupportedException">This process lacks an algorithm of the installation.</exception>
    public OutboundSa(ChildSaInstallation i, ICryptoProvider c, IRandomSource r)
    {
        _spi = i.SpiOut;
        _tunnel = i.Mode == IpsecMode.Tunnel;
        _udpEncapsulation = i.UdpEncapsulation;
        _lastSequence = SequenceNumbers.Last(i.ExtendedSequenceNumbers);
        _policy = i.Policy;
        _transform = PacketTransform.Create(i, c, r);
        Path = i.Path;
        PadTo = i.Policy.TfcPadding == ChildPolicy.TfcPaddingToMtu ? LargestIpPacket : Math.Clamp(i.Policy.TfcPadding, 0, LargestIpPacket);
        _padsToMtu = i.Policy.TfcPadding == ChildPolicy.TfcPaddingToMtu;
    }

    /// <summary>The last sequence number used; 0 before the first packet.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The pair that it is a direction of; null when it is used alone.</summary>
    public SaPair? Pair { get; init; }

    /// <summary>Nine tenths of the sequence numbers are used: time for a rekey.</summary>
    public bool IsRunningOut => Sequence >= _lastSequence / 10 * 9;

    /// <summary>Where packets go; changes when the peer moves.</summary>
    public NetworkPath Path { get; set; }

    /// <summary>Octets of ESP or AH sent.</summary>
    public ulong Octets { get; private set; }

    public ulong Packets { get; private set; }

    /// <summary>Largest outer IP packet that reaches the peer; 0 when not known.</summary>
    public int PathMtu { get; set; }

    /// <summary>Tunnel mode pads inner packets up to this length (traffic flow confidentiality, RFC 4303 section 2.7), as far as the path MTU allows; 0 = off.</summary>
    public int PadTo { get; set; }

    /// <summary>The longest IP packet that fits into <see cref="PathMtu"/>, or into any IP packet while that is not known.</summary>
    public int LargestInner => LargestInnerOf(OuterLimit);

    /// <summary>What short packets are padded to.</summary>
    private int PaddedLength => !_tunnel ? 0 : Math.Min(PadTo, _padsToMtu && PathMtu == 0 ? LargestInnerOf(UsualMtu) : LargestInner);

    private int OuterLimit => PathMtu > 0 ? Math.Min(PathMtu, LargestIpPacket) : LargestIpPacket;

    private int OuterHeaderLength =>
        TransportMode.HeaderLength(Path.Remote.Address.IsIpv6) + (_udpEncapsulation ? UdpHeaderLength : 0);

    /// <summary>Room that <see cref="Protect"/> needs at most for an inner packet of this length.</summary>
    public int MaximumLength(int innerLength) => EspLength(Math.Max(innerLength, PaddedLength));

    /// <summary>Takes up where another owner of the SA stopped: the next packet gets a number beyond <paramref name="sequence"/>. Numbers never go back.</summary>
    public void ResumeAt(ulong sequence) => Sequence = Math.Max(Sequence, Math.Min(sequence, _lastSequence));

    /// <summary>Protects one packet; only <see cref="ProtectResult.Protected"/> uses up a sequence number.</summary>
    /// <param name="innerPacket">The IP packet; octets beyond its own length are ignored.</param>
    /// <param name="inner">The same, parsed.</param>
    /// <param name="room">Where the result goes: at least <see cref="MaximumLength"/>.</param>
    /// <param name="written">Octets of the result.</param>
    /// <param name="outer">What the outer IP header must say.</param>
    public ProtectResult Protect(ReadOnlySpan<byte> innerPacket, in InnerPacket inner, Span<byte> room, out int written, out OuterHeader outer)
    {
        written = 0;
        outer = default;
        if (innerPacket.Length < inner.Length)
        {
            return ProtectResult.NotPossible;
        }

        var offset = 0;
        var nextHeader = inner.IsIpv6 ? IpProtocols.Ipv6 : IpProtocols.Ipv4;
        if (!_tunnel && !(IsOurs(inner) && TransportMode.TrySplit(innerPacket, inner, out offset, out nextHeader)))
        {
            return ProtectResult.NotPossible;
        }

        outer = Outer(inner);
        var payload = innerPacket[offset..inner.Length];
        var length = EspLength(payload.Length);
        if (OuterHeaderLength + length > (outer.DontFragment ? OuterLimit : LargestIpPacket))
        {
            return ProtectResult.TooBig;
        }

        var padded = Math.Max(payload.Length, PaddedLength);
        length = EspLength(padded);
        if (room.Length < length)
        {
            return ProtectResult.NotPossible;
        }

        if (Sequence >= _lastSequence)
        {
            return ProtectResult.SequenceExhausted;
        }

        Sequence++;
        var packet = room[..length];
        EspPacket.WriteHeader(packet, _spi, Sequence);
        var text = packet[_transform.PayloadOffset..^_transform.IcvLength];
        payload.CopyTo(text);
        text[payload.Length..padded].Clear();
        EspPacket.WriteTrailer(text, padded, nextHeader);
        _transform.Seal(packet, Sequence);
        written = length;
        Packets++;
        Octets += (ulong)length;
        return ProtectResult.Protected;
    }

    public void Dispose() => _transform.Dispose();

    private int LargestInnerOf(int outerLimit)
    {
        var text = outerLimit - OuterHeaderLength - _transform.PayloadOffset - _transform.IcvLength;
        var payload = (text / _transform.Alignment * _transform.Alignment) - EspPacket.TrailerLength;
        return Math.Max(0, _tunnel ? payload : payload + TransportMode.HeaderLength(Path.Remote.Address.IsIpv6));
    }

    private int EspLength(int payloadLength) =>
        _transform.PayloadOffset + EspPacket.PaddedLength(payloadLength, _transform.Alignment) + _transform.IcvLength;

    private OuterHeader Outer(in InnerPacket inner)
    {
        var encapsulation = _udpEncapsulation ? PacketEncapsulation.Udp : PacketEncapsulation.Esp;
        return _tunnel
            ? new OuterHeader(
                encapsulation,
                TunnelHeader.OuterTrafficClass(inner.TrafficClass, _policy.EncapsulationCopiesDscp),
                TunnelHeader.OuterDontFragment(inner, _policy))
            : new OuterHeader(encapsulation, inner.TrafficClass, inner.IsIpv6 || inner.DontFragment);
    }

    /// <summary>
    /// In transport mode the outer header stands for the inner one, so the packet's addresses must be those of the path, but for what a NAT
    /// between the two makes of them.
    /// </summary>
    private bool IsOurs(in InnerPacket inner) =>
        inner.IsIpv6 == Path.Remote.Address.IsIpv6
        && (_udpEncapsulation
            || (inner.Destination == Path.Remote.Address && (inner.Source == Path.Local.Address || Path.Local.Address.IsUnspecified)));
}
