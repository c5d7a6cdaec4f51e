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
    private readonly ChildPolicy _policy;
    private readonly IReadOnlyList<TrafficSelector> _local;
    private readonly IReadOnlyList<TrafficSelector> _remote;
    private readonly Decapsulator _decapsulator;

    /// <exception cref="NotSupportedException">This process lacks an algorithm of the installation.</exception>
    public InboundSa(ChildSaInstallation i, ICryptoProvider c)
    {
        _tunnel = i.Mode == IpsecMode.Tunnel;
        _udpEncapsulation = i.UdpEncapsulation;
        _policy = i.Policy;
        _local = i.LocalSelectors;
        _remote = i.RemoteSelectors;
        var numbers = new InboundNumbers(i.ExtendedSequenceNumbers, i.ReplayWindow);
        _decapsulator = i.Protocol == IpsecProtocol.Ah
            ? new AhDecapsulator(AhIntegrity.Create(i, c, outbound: false), numbers)
            : new EspDecapsulator(PacketTransform.Create(i, c, random: null), numbers, new TransportReceiver(_local, _remote));
    }

    /// <summary>The highest sequence number of a genuine packet; 0 before the first.</summary>
    public ulong HighestSequence => _decapsulator.Numbers.Highest;

    /// <summary>Octets of ESP or AH in genuine packets.</summary>
    public ulong Octets { get; private set; }

    /// <summary>Genuine packets.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Takes up where another owner of the SA stopped: sequence numbers up to <paramref name="highest"/> count as seen.</summary>
    public void ResumeAt(ulong highest) => _decapsulator.Numbers.ResumeAt(highest);

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
        var result = _decapsulator.Open(packet, out var opened);
        if (opened.IsGenuine)
        {
            Packets++;
            Octets += (ulong)packet.Length;
        }

        if (result != UnprotectResult.Accepted)
        {
            return result;
        }

        return _tunnel
            ? LeaveTunnel(packet[opened.Payload], opened.NextHeader, outerTrafficClass, out innerPacket, out inner)
            : LeaveTransport(_decapsulator.ToHostPacket(packet, opened, path, outerTrafficClass), out innerPacket, out inner);
    }

    public void Dispose() => _decapsulator.Dispose();

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

    private UnprotectResult LeaveTransport(Span<byte> packet, out Span<byte> innerPacket, out InnerPacket inner)
    {
        innerPacket = default;
        if (!InnerPacket.TryParse(packet, out inner) || inner.IsFragment)
        {
            return UnprotectResult.DecryptionFailure;
        }

        if (!SelectorMatch.Inbound(_local, _remote, inner))
        {
            return UnprotectResult.SelectorMismatch;
        }

        innerPacket = packet[..inner.Length];
        if (_udpEncapsulation)
        {
            TransportMode.RecomputeChecksum(innerPacket, inner);
        }

        return UnprotectResult.Accepted;
    }
}
