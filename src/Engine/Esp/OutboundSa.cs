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

    /// <summary>What <c>tfc-padding mtu</c> goes by while the path MTU is not known.</summary>
    private const int UsualMtu = 1500;

    private readonly bool _tunnel;
    private readonly ulong _lastSequence;
    private readonly ChildPolicy _policy;
    private readonly Encapsulator _encapsulator;
    private readonly bool _padsToMtu;
    private NetworkPath _path;

    /// <exception cref="NotSupportedException">This process lacks an algorithm of the installation.</exception>
    public OutboundSa(ChildSaInstallation i, ICryptoProvider c, IRandomSource r)
    {
        _tunnel = i.Mode == IpsecMode.Tunnel;
        _lastSequence = SequenceNumbers.Last(i.ExtendedSequenceNumbers);
        _policy = i.Policy;
        _path = i.Path;
        _padsToMtu = i.TfcPadding == ChildPolicy.TfcPaddingToMtu;
        PadTo = _padsToMtu ? LargestIpPacket : Math.Clamp(i.TfcPadding, 0, LargestIpPacket);
        _encapsulator = i.Protocol == IpsecProtocol.Ah
            ? new AhEncapsulator(AhIntegrity.Create(i, c, outbound: true), i.SpiOut, _tunnel, (ushort)r.NextUInt32())
            : new EspEncapsulator(PacketTransform.Create(i, c, r), i.SpiOut, _tunnel, i.UdpEncapsulation);
    }

    /// <summary>The last sequence number used; 0 before the first packet.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The pair that it is a direction of; null when it is used alone.</summary>
    public SaPair? Pair { get; init; }

    /// <summary>Nine tenths of the sequence numbers are used: time for a rekey.</summary>
    public bool IsRunningOut => Sequence >= _lastSequence / 10 * 9;

    /// <summary>The last sequence number that this SA can use.</summary>
    public ulong LastSequence => _lastSequence;

    /// <summary>Where packets go; changes when the peer moves.</summary>
    public NetworkPath Path
    {
        get => _path;
        set => _path = value;
    }

    /// <summary>ESP goes in UDP; changes when a NAT comes between or goes away. No effect on AH.</summary>
    public bool UsesUdp
    {
        set => _encapsulator.UsesUdp = value;
    }

    /// <summary>Octets of ESP or AH sent.</summary>
    public ulong Octets { get; private set; }

    public ulong Packets { get; private set; }

    /// <summary>Largest outer IP packet that reaches the peer; 0 when not known.</summary>
    public int PathMtu { get; set; }

    /// <summary>
    /// ESP in tunnel mode pads inner packets up to this length (traffic flow confidentiality, RFC 4303 section 2.7), as far as the path MTU
    /// allows; 0 = off.
    /// </summary>
    public int PadTo { get; set; }

    /// <summary>The longest IP packet that fits into <see cref="PathMtu"/>, or into any IP packet while that is not known.</summary>
    public int LargestInner => LargestInnerOf(OuterLimit);

    /// <summary>What short packets are padded to.</summary>
    private int PaddedLength =>
        !_tunnel || PadTo == 0 ? 0 : Math.Min(PadTo, _padsToMtu && PathMtu == 0 ? LargestInnerOf(UsualMtu) : LargestInner);

    private int OuterLimit => PathMtu > 0 ? Math.Min(PathMtu, LargestIpPacket) : LargestIpPacket;

    /// <summary>Room that <see cref="Protect"/> needs at most for an inner packet of this length.</summary>
    public int MaximumLength(int innerLength) => _encapsulator.MaximumLength(Math.Max(innerLength, PaddedLength));

    /// <summary>A packet between other addresses than those that this transport mode SA is between.</summary>
    public bool IsForeign(in InnerPacket inner) =>
        !_tunnel && !TransportMode.IsOnPath(inner, _path, _encapsulator.Encapsulation == PacketEncapsulation.Udp);

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
        outer = Outer(inner);
        if (innerPacket.Length < inner.Length || !_encapsulator.TryPlan(innerPacket[..inner.Length], inner, _path, PaddedLength, out var plan))
        {
            return ProtectResult.NotPossible;
        }

        if (plan.OuterLength > (outer.DontFragment ? OuterLimit : LargestIpPacket))
        {
            return ProtectResult.TooBig;
        }

        if (room.Length < plan.Length)
        {
            return ProtectResult.NotPossible;
        }

        if (Sequence >= _lastSequence)
        {
            return ProtectResult.SequenceExhausted;
        }

        Sequence++;
        _encapsulator.Write(plan, innerPacket[..inner.Length], room[..plan.Length], Sequence, _path, outer);
        written = plan.Length;
        Packets++;
        Octets += (ulong)written;
        return ProtectResult.Protected;
    }

    public void Dispose() => _encapsulator.Dispose();

    private int LargestInnerOf(int outerLimit) => Math.Clamp(_encapsulator.LargestInner(outerLimit, _path), 0, LargestIpPacket);

    private OuterHeader Outer(in InnerPacket inner) => _tunnel
        ? new OuterHeader(
            _encapsulator.Encapsulation,
            TunnelHeader.OuterTrafficClass(inner.TrafficClass, _policy.EncapsulationCopiesDscp),
            TunnelHeader.OuterDontFragment(inner, _policy.EncapsulationCopiesDf))
        : new OuterHeader(_encapsulator.Encapsulation, inner.TrafficClass, TunnelHeader.OuterDontFragment(inner, copiesDontFragment: true));
}
