using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.DataPlane;

/// <summary>
/// Where the engine puts its Child SAs. Called by the owning shard only, synchronously; an implementation that must talk to a kernel queues.
/// A pair is installed once: inbound as soon as it may be used by the peer, outbound when the peer can receive.
/// </summary>
public interface IDataPlane
{
    /// <summary>Installs the inbound direction. The key material stays the caller's: copy what must be kept.</summary>
    void InstallInbound(ChildSaInstallation installation);

    /// <summary>Installs the outbound direction and moves traffic to it.</summary>
    void InstallOutbound(ChildSaInstallation installation);

    /// <summary>Removes one direction; unknown SPIs are ignored.</summary>
    void RemoveInbound(uint spi, IpsecProtocol protocol);

    /// <summary>Removes the outbound direction of the pair with this inbound SPI; unknown ones are ignored.</summary>
    void RemoveOutbound(uint inboundSpi, IpsecProtocol protocol);

    /// <summary>The peer's or our address changed, or a NAT is between them now or not any more (NAT rebinding, MOBIKE).</summary>
    void UpdateEndpoints(uint inboundSpi, IpsecProtocol protocol, in NetworkPath path, bool udpEncapsulation);

    /// <summary>When the pair last accepted a packet: proof that the peer lives (RFC 7296 section 2.4). Null: never, or not known.</summary>
    EngineInstant? LastReceived(uint inboundSpi, IpsecProtocol protocol) => null;

    /// <summary>When the pair last sent a packet. Null: never, or not known.</summary>
    EngineInstant? LastSent(uint inboundSpi, IpsecProtocol protocol) => null;
}

/// <summary>Everything a data plane needs to know of a pair of Child SAs.</summary>
public sealed record ChildSaInstallation
{
    public required uint UniqueId { get; init; }

    public required uint RequestId { get; init; }

    public required IpsecProtocol Protocol { get; init; }

    public required IpsecMode Mode { get; init; }

    /// <summary>SPI in packets to us.</summary>
    public required uint SpiIn { get; init; }

    /// <summary>SPI in packets to the peer.</summary>
    public required uint SpiOut { get; init; }

    public required EncryptionId Encryption { get; init; }

    public required int EncryptionKeyBits { get; init; }

    public required IntegrityId Integrity { get; init; }

    /// <summary>Salt included; owned by the Child SA, valid during the call.</summary>
    public required KeyMaterial EncryptionKeyIn { get; init; }

    public required KeyMaterial EncryptionKeyOut { get; init; }

    public required KeyMaterial IntegrityKeyIn { get; init; }

    public required KeyMaterial IntegrityKeyOut { get; init; }

    public required bool ExtendedSequenceNumbers { get; init; }

    public required int ReplayWindow { get; init; }

    public required NetworkPath Path { get; init; }

    /// <summary>ESP in UDP (RFC 3948).</summary>
    public required bool UdpEncapsulation { get; init; }

    public required IReadOnlyList<TrafficSelector> LocalSelectors { get; init; }

    public required IReadOnlyList<TrafficSelector> RemoteSelectors { get; init; }

    public required ChildPolicy Policy { get; init; }

    /// <summary><see cref="ChildPolicy.TfcPadding"/> where the peer takes padding, else 0.</summary>
    public int TfcPadding { get; init; }

    /// <summary>The vpn that <see cref="Policy"/> belongs to.</summary>
    public required string VpnName { get; init; }

    /// <summary>Whom a data plane of the engine itself tells what it notices.</summary>
    internal ChildSa? Child { get; init; }

    /// <summary>The manual tunnel that it belongs to; null for Child SAs.</summary>
    internal ManualTunnelReference? Manual { get; init; }

    /// <summary>Live counters to write to.</summary>
    public required IpsecTunnelCounters Counters { get; init; }
}
