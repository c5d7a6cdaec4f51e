using System.Net;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using static MyIkev2.Agent.Tests.Parity.IkeFacts;
using static MyIkev2.Agent.Tests.Parity.SnmpRow;
using Row = MyIkev2.Agent.Tests.Parity.Fact<MyIkev2.Agent.Tests.Parity.ChildObservation>;
using Snapshot = MyIkev2.Registry.IpsecTunnelSnapshot;

namespace MyIkev2.Agent.Tests.Parity;

// In here, because the namespaces of the other tests have the same names.
using static MyIkev2.Agent.Tests.Parity.Interfaces;

/// <summary>TABLE: every fact and counter of a pair of Child SAs. In NMsec, facts are those of IKE's view, counters those of the stack's.</summary>
internal static class ChildFacts
{
    private const Interfaces GrpcOnly = All & ~Grpc;

    public static IReadOnlyList<Row> Table { get; } =
    [
        Of(nameof(Snapshot.Id), s => s.Id).Grpc(o => o.Message.TunnelId).Nmsec(o => o.Tunnel.TunnelId, o => $"Y{o.Snapshot.Id}").NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.Generation), s => s.Generation).Grpc(o => o.Message.Generation).Nmsec(o => o.Dynamic.Generation).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.UniqueId), s => s.UniqueId).Snmp(o => o.Column(32, Number)).Grpc(o => o.Message.UniqueId).Cli(o => Member(o.Json, "unique-id")).NotIn(Nmsec | TestApi),
        Of(nameof(Snapshot.RequestId), s => s.RequestId).Snmp(o => o.Column(33, Number)).Grpc(o => o.Message.RequestId).Cli(o => Member(o.Json, "reqid")).NotIn(Nmsec | TestApi),
        Of(nameof(Snapshot.IkeTunnelId), s => s.IkeTunnelId).Grpc(o => o.Message.IkeTunnelId).TestApi(o => o.Dumped(d => d.ParentIKESA), o => o.Ike.Snapshot.OwnSpi).Nmsec(o => o.Dynamic.IkeTunnelId, o => $"K{o.Snapshot.IkeTunnelId}").NotIn(Snmp | Cli),
        Of(nameof(Snapshot.PolicyName), s => s.PolicyName).Snmp(o => o.Column(2, Words)).Grpc(o => o.Message.SecurityPolicy).Cli(o => Member(o.Json, "name")).Nmsec(o => o.Tunnel.VpnAction).NotIn(TestApi),
        Of(nameof(Snapshot.State), s => s.State).Snmp(o => o.Column(3, Number), o => InterfaceCodes.SnmpChildState.Of(o.Snapshot.State)).Grpc(o => o.Message.State)
            .TestApi(o => o.Dumped(d => d.State), o => InterfaceCodes.TestApiChildState.Of(o.Snapshot.State)).Cli(o => Member(o.Json, "state"), o => InterfaceCodes.CliChildState.Of(o.Snapshot.State)).Nmsec(o => (int)o.Tunnel.State, o => InterfaceCodes.NmsecChildState.Of(o.Snapshot.State)),
        Of(nameof(Snapshot.IsInitiator), s => s.IsInitiator).Grpc(o => o.Message.Initiator).NotIn(GrpcOnly),
        Of(nameof(Snapshot.Protocol), s => s.Protocol).Snmp(o => o.Column(5, (row, column) => (int)row[column] == 2 ? IpsecProtocol.Ah : IpsecProtocol.Esp)).Grpc(o => o.Message.Protocol)
            .Cli(o => Member(o.Json, "protocol"), o => o.Snapshot.Protocol == IpsecProtocol.Ah ? "ah" : "esp").Nmsec(o => (int)o.Tunnel.Protocol, o => o.Snapshot.Protocol == IpsecProtocol.Ah ? 51 : 50).NotIn(TestApi),
        Of(nameof(Snapshot.Mode), s => s.Mode).Snmp(o => o.Column(6, (row, column) => (int)row[column] == 2 ? IpsecMode.Transport : IpsecMode.Tunnel)).Grpc(o => o.Message.Mode)
            .TestApi(o => o.Dumped(d => d.TunnelMode), o => o.Snapshot.Mode == IpsecMode.Tunnel).Cli(o => Member(o.Json, "mode"), o => o.Snapshot.Mode == IpsecMode.Tunnel ? "tunnel" : "transport").Nmsec(o => (int)o.Tunnel.Mode, o => o.Snapshot.Mode == IpsecMode.Tunnel ? 1 : 2),
        Of(nameof(Snapshot.SpiIn), s => s.SpiIn).Snmp(o => o.Column(10, Number)).Grpc(o => o.Message.SpiIn).TestApi(o => o.Dumped(d => d.OwnSPI)).Cli(o => Hex(o, "spi-in")).Nmsec(o => o.Snapshot.Protocol == IpsecProtocol.Ah ? o.Tunnel.InboundAuthenticationSpi : o.Tunnel.InboundEncryptionSpi),
        Of(nameof(Snapshot.SpiOut), s => s.SpiOut).Snmp(o => o.Column(11, Number)).Grpc(o => o.Message.SpiOut).TestApi(o => o.Dumped(d => d.PeerSPI)).Cli(o => Hex(o, "spi-out")).Nmsec(o => o.Snapshot.Protocol == IpsecProtocol.Ah ? o.Tunnel.OutboundAuthenticationSpi : o.Tunnel.OutboundEncryptionSpi),
        Of("Encryption.Id", s => s.Encryption.Id).Snmp(o => o.Column(12, Number)).Grpc(o => o.Message.Encryption?.TransformId ?? 0).TestApi(o => o.Dumped(d => d.EncAlg)).Nmsec(o => (int)o.Tunnel.Encryption, o => InterfaceCodes.NmsecDataEncryption.Of(o.Snapshot.Encryption.Id)).NotIn(Cli),
        Of("Encryption.KeyBits", s => s.Encryption.KeyBits).Snmp(o => o.Column(13, Number)).Grpc(o => o.Message.Encryption?.KeyBits ?? 0).TestApi(o => o.Dumped(d => d.KeyLen)).Nmsec(o => o.Tunnel.EncryptionKeyLength, o => o.Snapshot.Encryption.Id is 2 or 3 or 28 ? 0 : o.Snapshot.Encryption.KeyBits).NotIn(Cli),
        Of("Encryption.Name", s => s.Encryption.Name).Snmp(o => Suite(o, o.Snapshot.Encryption)).Grpc(o => o.Message.Encryption?.Name ?? "").Cli(o => Member(o.Json, "aead-alg") ?? Member(o.Json, "enc-alg") ?? "").NotIn(Nmsec | TestApi),
        Of("Encryption.IsCombinedMode", s => s.Encryption.IsCombinedMode).Grpc(o => o.Message.Encryption?.CombinedMode ?? false).Cli(o => Member(o.Json, "aead-alg") is not null).NotIn(Nmsec | Snmp | TestApi),
        Of("Integrity.Id", s => s.Integrity.Id).Snmp(o => o.Column(14, Number)).Grpc(o => o.Message.Integrity?.TransformId ?? 0).TestApi(o => o.Dumped(d => d.IntAlg)).Nmsec(o => (int)o.Tunnel.Authentication, o => InterfaceCodes.NmsecDataIntegrity.Of(o.Snapshot.Integrity.Id)).NotIn(Cli),
        Of("Integrity.KeyBits", s => s.Integrity.KeyBits).Grpc(o => o.Message.Integrity?.KeyBits ?? 0).NotIn(GrpcOnly),
        Of("Integrity.Name", s => s.Integrity.Name).Snmp(o => Suite(o, o.Snapshot.Integrity)).Grpc(o => o.Message.Integrity?.Name ?? "").Cli(o => Member(o.Json, "auth-alg") ?? "").NotIn(Nmsec | TestApi),
        // Means something for ciphers only.
        Of("Integrity.IsCombinedMode", s => s.Integrity.IsCombinedMode).NotIn(All),
        Of("KeyExchange.Id", s => s.KeyExchange.Id).Snmp(o => o.Column(15, Number)).Grpc(o => o.Message.KeyExchange?.TransformId ?? 0).Nmsec(o => o.Dynamic.DiffieHellmanGroup).NotIn(TestApi | Cli),
        Of("KeyExchange.KeyBits", s => s.KeyExchange.KeyBits).Grpc(o => o.Message.KeyExchange?.KeyBits ?? 0).NotIn(GrpcOnly),
        Of("KeyExchange.Name", s => s.KeyExchange.Name).Snmp(o => Suite(o, o.Snapshot.KeyExchange)).Grpc(o => o.Message.KeyExchange?.Name ?? "").Cli(o => Member(o.Json, "dh-group") ?? "").NotIn(Nmsec | TestApi),
        Of("KeyExchange.IsCombinedMode", s => s.KeyExchange.IsCombinedMode).NotIn(All),
        Of(nameof(Snapshot.ExtendedSequenceNumbers), s => s.ExtendedSequenceNumbers).Snmp(o => o.Column(16, Truth)).Grpc(o => o.Message.ExtendedSequenceNumbers).TestApi(o => o.Dumped(d => d.ESN)).Cli(o => Member(o.Json, "esn")).NotIn(Nmsec),
        Of(nameof(Snapshot.ReplayWindow), s => s.ReplayWindow).Grpc(o => o.Message.ReplayWindow).TestApi(o => o.Dumped(d => d.ReplayWindowSize)).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(Snapshot.UdpEncapsulation), s => s.UdpEncapsulation).Snmp(o => o.Column(7, Truth)).Grpc(o => o.Message.UdpEncapsulation).Cli(o => Member(o.Json, "udp-encap")).Nmsec(o => o.Dynamic.Flags.HasFlag(DynamicTunnelFlags.UdpEncapsulation)).NotIn(TestApi),
        Of("Local.Address", s => s.Local.Address).Grpc(o => o.Message.Local.Address).TestApi(o => o.Dumped(d => Ip(d.OwnAddr))).Nmsec(o => o.Tunnel.LocalAddress).NotIn(Snmp | Cli),
        Of("Local.Port", s => s.Local.Port).Grpc(o => o.Message.Local.Port).NotIn(GrpcOnly),
        Of("Remote.Address", s => s.Remote.Address).Grpc(o => o.Message.Remote.Address).TestApi(o => o.Dumped(d => Ip(d.PeerAddr))).Nmsec(o => o.Tunnel.RemoteAddress).NotIn(Snmp | Cli),
        Of("Remote.Port", s => s.Remote.Port).Grpc(o => o.Message.Remote.Port).NotIn(GrpcOnly),
        Of(nameof(Snapshot.LocalSelectors), s => s.LocalSelectors.Select(Parts)).Snmp(o => o.Column(8, Words), o => Texts(o.Snapshot.LocalSelectors)).Grpc(o => o.Message.LocalSelectors.Select(Parts))
            .TestApi(o => o.Dumped(d => d.OwnTS.Select(Parts))).Cli(o => Strings(o, "local-ts"), o => Texts(o.Snapshot.LocalSelectors)).Nmsec(o => o.Nmsec.LocalClientIdentity, o => Addresses(o.Snapshot.LocalSelectors)),
        Of(nameof(Snapshot.RemoteSelectors), s => s.RemoteSelectors.Select(Parts)).Snmp(o => o.Column(9, Words), o => Texts(o.Snapshot.RemoteSelectors)).Grpc(o => o.Message.RemoteSelectors.Select(Parts))
            .TestApi(o => o.Dumped(d => d.PeerTS.Select(Parts))).Cli(o => Strings(o, "remote-ts"), o => Texts(o.Snapshot.RemoteSelectors)).Nmsec(o => o.Nmsec.RemoteClientIdentity, o => Addresses(o.Snapshot.RemoteSelectors)),
        Of(nameof(Snapshot.InstalledAt), s => s.InstalledAt).Snmp(o => o.Column(18, Moment), o => Times.Hundredths(o.Ike.Reading, o.Snapshot.InstalledAt)).Grpc(o => o.Message.InstalledAt?.ToDateTimeOffset())
            .TestApi(o => o.Dumped(d => d.EstabTime?.ToDateTimeOffset())).Cli(o => Member(o.Json, "installed-time"), o => Times.Since(o.Ike.Reading, o.Snapshot.InstalledAt))
            .Nmsec(o => Times.Unix(o.Tunnel.StartTime), o => o.Snapshot.State.Phase() is TunnelPhase.InProgress or TunnelPhase.None ? null : Times.WholeSeconds(o.Snapshot.InstalledAt)),
        // What the history tells.
        Of(nameof(Snapshot.Life), s => s.Life).NotIn(All),
        Of(nameof(Snapshot.RekeyAt), s => s.RekeyAt).Snmp(o => o.Column(19, Number), o => Times.Left(o.Ike.Reading, o.Snapshot.RekeyAt)).Grpc(o => o.Message.RekeyAt?.ToDateTimeOffset())
            .Cli(o => Member(o.Json, "rekey-time"), o => Times.Until(o.Ike.Reading, o.Snapshot.RekeyAt)).Nmsec(o => Times.Unix(o.Dynamic.LifetimeRefresh), o => Times.WholeSeconds(o.Snapshot.RekeyAt)).NotIn(TestApi),
        Of(nameof(Snapshot.ExpiresAt), s => s.ExpiresAt).Snmp(o => o.Column(20, Number), o => Times.Left(o.Ike.Reading, o.Snapshot.ExpiresAt)).Grpc(o => o.Message.ExpiresAt?.ToDateTimeOffset())
            .Cli(o => Member(o.Json, "life-time"), o => Times.Until(o.Ike.Reading, o.Snapshot.ExpiresAt)).Nmsec(o => Times.Unix(o.Dynamic.LifetimeExpire), o => Times.WholeSeconds(o.Snapshot.ExpiresAt)).NotIn(TestApi),
        Of(nameof(Snapshot.Lifetime), s => s.Lifetime).Grpc(o => Times.Span(o.Message.Lifetime)).TestApi(o => o.Dumped(d => Times.Span(d.LifeTime))).Nmsec(o => TimeSpan.FromSeconds(o.Dynamic.Lifetime), o => TimeSpan.FromSeconds((long)o.Snapshot.Lifetime.TotalSeconds)).NotIn(Snmp | Cli),
        Of(nameof(Snapshot.RekeyTime), s => s.RekeyTime).Grpc(o => Times.Span(o.Message.RekeyTime)).NotIn(GrpcOnly),
        Of(nameof(Snapshot.RekeyBytes), s => s.RekeyBytes).Grpc(o => o.Message.RekeyBytes).Nmsec(o => o.Dynamic.LifesizeRefresh).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.RekeyPackets), s => s.RekeyPackets).Grpc(o => o.Message.RekeyPackets).NotIn(GrpcOnly),
        Of(nameof(Snapshot.LifeBytes), s => s.LifeBytes).Grpc(o => o.Message.LifeBytes).Nmsec(o => o.Dynamic.Lifesize).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.LifePackets), s => s.LifePackets).Grpc(o => o.Message.LifePackets).NotIn(GrpcOnly),
        Of(nameof(Snapshot.IkeGeneration), s => s.IkeGeneration).Grpc(o => o.Message.IkeGeneration).Nmsec(o => o.Dynamic.IkeGeneration, o => o.Ike.Snapshot.Generation).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.Activation), s => s.Activation).Grpc(o => o.Message.Activation, o => Activation(o.Snapshot.Activation)).Nmsec(o => (int)o.Dynamic.ActivationMethod, o => InterfaceCodes.NmsecActivation.Of(o.Snapshot.Activation)).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.RemoteUdpEncapsulationPort), s => s.RemoteUdpEncapsulationPort).Grpc(o => o.Message.RemoteUdpEncapsulationPort).Nmsec(o => o.Dynamic.RemoteUdpPort).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.CopiesDf), s => s.CopiesDf).Grpc(o => o.Message.CopiesDf).Nmsec(o => !o.Dynamic.Flags.HasFlag(DynamicTunnelFlags.ClearDontFragment), o => o.Snapshot.CopiesDf || o.Snapshot.Mode == IpsecMode.Transport).NotIn(GrpcOnly & ~Nmsec),
        Of(nameof(Snapshot.CopiesDscp), s => s.CopiesDscp).Grpc(o => o.Message.CopiesDscp).Nmsec(o => !o.Dynamic.Flags.HasFlag(DynamicTunnelFlags.ClearDscp), o => o.Snapshot.CopiesDscp || o.Snapshot.Mode == IpsecMode.Transport).NotIn(GrpcOnly & ~Nmsec),
    ];

    public static IReadOnlyList<Row> Counters { get; } =
    [
        Counter(nameof(IpsecCounterReading.InOctets), c => c.InOctets).Grpc(o => o.Message.Counters.InOctets).Cli(o => Member(o.Json, "bytes-in")).Nmsec(o => o.Installed(r => r.Stack.InboundBytes)).NotIn(Snmp | TestApi),
        Counter(nameof(IpsecCounterReading.OutOctets), c => c.OutOctets).Grpc(o => o.Message.Counters.OutOctets).Cli(o => Member(o.Json, "bytes-out")).Nmsec(o => o.Installed(r => r.Stack.OutboundBytes)).NotIn(Snmp | TestApi),
        Counter(nameof(IpsecCounterReading.InPackets), c => c.InPackets).Grpc(o => o.Message.Counters.InPackets).Cli(o => Member(o.Json, "packets-in")).Nmsec(o => o.Installed(r => r.Stack.InboundPackets)).NotIn(Snmp | TestApi),
        Counter(nameof(IpsecCounterReading.OutPackets), c => c.OutPackets).Grpc(o => o.Message.Counters.OutPackets).Cli(o => Member(o.Json, "packets-out")).Nmsec(o => o.Installed(r => r.Stack.OutboundPackets)).NotIn(Snmp | TestApi),
        Counter(nameof(IpsecCounterReading.ReplayDrops), c => c.ReplayDrops).Grpc(o => o.Message.Counters.ReplayDrops).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.IntegrityFailures), c => c.IntegrityFailures).Grpc(o => o.Message.Counters.IntegrityFailures).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.DecryptionFailures), c => c.DecryptionFailures).Grpc(o => o.Message.Counters.DecryptionFailures).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.SelectorMismatches), c => c.SelectorMismatches).Grpc(o => o.Message.Counters.SelectorMismatches).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.SequenceOverflows), c => c.SequenceOverflows).Grpc(o => o.Message.Counters.SequenceOverflows).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.OutErrors), c => c.OutErrors).Grpc(o => o.Message.Counters.OutErrors).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.InErrors), c => c.InErrors).Grpc(o => o.Message.Counters.InErrors).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.EncryptionFailures), c => c.EncryptionFailures).Grpc(o => o.Message.Counters.EncryptionFailures).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.InDummyPackets), c => c.InDummyPackets).Grpc(o => o.Message.Counters.InDummyPackets).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.OutTooBig), c => c.OutTooBig).Grpc(o => o.Message.Counters.OutTooBig).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.OutSelectorMismatches), c => c.OutSelectorMismatches).Grpc(o => o.Message.Counters.OutSelectorMismatches).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.InDecryptions), c => c.InDecryptions).Grpc(o => o.Message.Counters.InDecryptions).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.OutEncryptions), c => c.OutEncryptions).Grpc(o => o.Message.Counters.OutEncryptions).NotIn(GrpcOnly),
        Counter(nameof(IpsecCounterReading.InAuthentic), c => c.InAuthentic).NotIn(All),
        Counter(nameof(IpsecCounterReading.InIntegrityChecks), c => c.InIntegrityChecks).NotIn(All),
        Counter(nameof(IpsecCounterReading.NoPolicyDrops), c => c.NoPolicyDrops).Grpc(o => o.Message.Counters.NoPolicyDrops).NotIn(GrpcOnly),
        // Sums of others.
        Counter(nameof(IpsecCounterReading.InDrops), c => c.InDrops).NotIn(All),
        Counter(nameof(IpsecCounterReading.OutDrops), c => c.OutDrops).NotIn(All),
        Counter(nameof(IpsecCounterReading.LastInUnixMilliseconds), c => IkeCounterFacts.At(c.LastInUnixMilliseconds)).Grpc(o => o.Message.Counters.LastInAt?.ToDateTimeOffset()).Snmp(LastUsed, ExpectedLastUsed).NotIn(Nmsec | TestApi | Cli),
        Counter(nameof(IpsecCounterReading.LastOutUnixMilliseconds), c => IkeCounterFacts.At(c.LastOutUnixMilliseconds)).Grpc(o => o.Message.Counters.LastOutAt?.ToDateTimeOffset()).Snmp(LastUsed, ExpectedLastUsed).NotIn(Nmsec | TestApi | Cli),
    ];

    private static Row Of(string name, Func<Snapshot, object?> truth) => new(name, o => truth(o.Snapshot));

    private static Row Counter(string name, Func<IpsecCounterReading, object?> truth) => new(name, o => truth(o.Reading.Counters));

    private static object Hex(ChildObservation o, string name) => Convert.ToUInt32((string)Member(o.Json, name)!, 16);

    private static object? Suite(ChildObservation o, AlgorithmInfo algorithm) => o.Column(17, SuitePart("", algorithm.Name));

    private static object? LastUsed(ChildObservation o) => o.Column(31, Moment);

    private static object? ExpectedLastUsed(ChildObservation o) => Times.Hundredths(
        o.Ike.Reading, IkeCounterFacts.At(Math.Max(o.Reading.Counters.LastInUnixMilliseconds, o.Reading.Counters.LastOutUnixMilliseconds)));

    private static IEnumerable<string> Strings(ChildObservation o, string name) => o.Json.GetProperty(name).EnumerateArray().Select(static text => text.GetString()!);

    private static IEnumerable<string> Texts(IEnumerable<SelectorInfo> selectors) => selectors.Select(static selector => selector.ToString());

    /// <summary>NMsec: addresses only, a single one without its prefix length.</summary>
    private static string Addresses(IEnumerable<SelectorInfo> selectors) => string.Join(
        ',', selectors.Select(static selector => selector.StartAddress.Equals(selector.EndAddress) ? selector.StartAddress.ToString() : selector.AddressText));

    private static string Parts(SelectorInfo ts) => $"{ts.Protocol} {ts.StartPort}-{ts.EndPort} {ts.StartAddress}-{ts.EndAddress}";

    private static string Parts(MyIkev2.Agent.Grpc.V1.TrafficSelector ts) => $"{ts.Protocol} {ts.StartPort}-{ts.EndPort} {ts.StartAddress}-{ts.EndAddress}";

    private static string Parts(MyIkev2.Agent.Grpc.TestApi.CHILDSADump.Types.TS ts) =>
        $"{ts.Protocol} {ts.StartPort}-{ts.EndPort} {new IPAddress(ts.StartAddr.Span)}-{new IPAddress(ts.EndAddr.Span)}";
}
