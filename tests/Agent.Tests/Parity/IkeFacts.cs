using System.Text.Json;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using static MyIkev2.Agent.Tests.Parity.SnmpRow;
using Row = MyIkev2.Agent.Tests.Parity.Fact<MyIkev2.Agent.Tests.Parity.IkeObservation>;
using Snapshot = MyIkev2.Registry.IkeTunnelSnapshot;

namespace MyIkev2.Agent.Tests.Parity;

// In here, because the namespaces of the other tests have the same names.
using static MyIkev2.Agent.Tests.Parity.Interfaces;

/// <summary>TABLE: every fact of an IKE SA, where each interface shows it, and which interfaces do not.</summary>
internal static class IkeFacts
{
    private const Interfaces GrpcOnly = All & ~Grpc;

    public static IReadOnlyList<Row> Table { get; } =
    [
        Of(nameof(Snapshot.Id), s => s.Id).Nmsec(o => o.Tunnel.TunnelId, o => $"K{o.Snapshot.Id}").Snmp(o => o.VpnColumn(50, Number)).Grpc(o => o.Message.TunnelId).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.Generation), s => s.Generation).Nmsec(o => o.Tunnel.Generation.Value).Snmp(o => o.VpnColumn(51, Number)).Grpc(o => o.Message.Generation).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.UniqueId), s => s.UniqueId).Snmp(o => o.SaColumn(0, (row, _) => row.Index[1])).Grpc(o => o.Message.UniqueId).Cli(o => Member(o, "unique-id")).NotIn(Nmsec | TestApi),
        Of(nameof(Snapshot.VpnName), s => s.VpnName).Nmsec(o => o.Tunnel.KeyExchangeRule).Snmp(o => o.VpnColumn(2, Words)).Grpc(o => o.Message.Vpn).Cli(o => Member(o, "name")).NotIn(TestApi),
        Of(nameof(Snapshot.Vrf), s => s.Vrf).Nmsec(o => o.Stack).Snmp(o => o.VpnColumn(49, Words)).Grpc(o => o.Message.Vrf).Cli(o => Member(o, "vrf")).NotIn(TestApi),
        Of(nameof(Snapshot.PolicyTemplate), s => s.PolicyTemplate).Nmsec(o => o.Tunnel.KeyExchangeAction).Grpc(o => o.Message.PolicyTemplate).NotIn(Snmp | TestApi | Cli),
        Of(nameof(Snapshot.State), s => s.State)
            .Nmsec(o => $"{(int)o.Tunnel.State}/{(int)o.Tunnel.ExtendedState}", o => InterfaceCodes.NmsecIkeState.Of(o.Snapshot.State))
            .Snmp(o => o.SaColumn(2, Number), o => InterfaceCodes.SnmpIkeState.Of(o.Snapshot.State))
            .Grpc(o => o.Message.State)
            .TestApi(o => o.Dump.State, TestApiState)
            .Cli(o => Member(o, "state"), o => InterfaceCodes.CliIkeState.Of(o.Snapshot.State)),
        Of(nameof(Snapshot.CloseReason), s => s.CloseReason).Grpc(o => o.Message.CloseReason).TestApi(o => o.Dump.CloseCode, o => InterfaceCodes.TestApiCloseCode.Of(o.Snapshot.CloseReason)).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(Snapshot.CloseText), s => s.CloseText).Grpc(o => o.Message.CloseText).NotIn(GrpcOnly),
        Of(nameof(Snapshot.Activation), s => s.Activation).Grpc(o => o.Message.Activation, o => Activation(o.Snapshot.Activation)).NotIn(GrpcOnly),
        Of(nameof(Snapshot.IsInitiator), s => s.IsInitiator).Nmsec(o => o.Tunnel.Role == IkeTunnelRole.Initiator).Snmp(o => o.SaColumn(5, Truth)).Grpc(o => o.Message.Initiator).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.MajorVersion), s => s.MajorVersion).Nmsec(o => o.Tunnel.MajorVersion).Snmp(o => o.VpnColumn(52, Number)).Grpc(o => o.Message.MajorVersion).Cli(o => Member(o, "version")).NotIn(TestApi),
        Of(nameof(Snapshot.MinorVersion), s => s.MinorVersion).Nmsec(o => o.Tunnel.MinorVersion).Grpc(o => o.Message.MinorVersion).NotIn(Snmp | TestApi | Cli),
        Of(nameof(Snapshot.InitiatorSpi), s => s.InitiatorSpi).Nmsec(o => o.Tunnel.InitiatorCookie.Value).Snmp(o => o.SaColumn(3, Spi)).Grpc(o => o.Message.InitiatorSpi).Cli(o => Hex(o, "initiator-spi")).NotIn(TestApi),
        Of(nameof(Snapshot.ResponderSpi), s => s.ResponderSpi).Nmsec(o => o.Tunnel.ResponderCookie.Value).Snmp(o => o.SaColumn(4, Spi)).Grpc(o => o.Message.ResponderSpi).Cli(o => Hex(o, "responder-spi")).NotIn(TestApi),
        Of(nameof(Snapshot.OwnSpi), s => s.OwnSpi).TestApi(o => o.Dump.OwnSPI).NotIn(All & ~TestApi),
        Of(nameof(Snapshot.PeerSpi), s => s.PeerSpi).TestApi(o => o.Dump.PeerSPI).NotIn(All & ~TestApi),
        Of("Local.Address", s => s.Local.Address).Nmsec(o => o.Tunnel.LocalEndpoint).Snmp(o => o.VpnColumn(13, Address)).Grpc(o => o.Message.Local.Address).TestApi(o => Ip(o.Dump.OwnAddr)).Cli(o => Member(o, "local-address")),
        Of("Local.Port", s => s.Local.Port).Snmp(o => o.VpnColumn(14, Number)).Grpc(o => o.Message.Local.Port).Cli(o => Member(o, "local-port")).NotIn(Nmsec | TestApi),
        Of("Remote.Address", s => s.Remote.Address).Nmsec(o => o.Tunnel.RemoteEndpoint).Snmp(o => o.VpnColumn(16, Address)).Grpc(o => o.Message.Remote.Address).TestApi(o => Ip(o.Dump.PeerAddr)).Cli(o => Member(o, "remote-address")),
        Of("Remote.Port", s => s.Remote.Port).Nmsec(o => o.Tunnel.RemoteUdpPort.Value).Snmp(o => o.VpnColumn(17, Number)).Grpc(o => o.Message.Remote.Port).TestApi(o => o.Dump.PeerPort).Cli(o => Member(o, "remote-port")),
        Of("LocalIdentity.Type", s => s.LocalIdentity.Type).Nmsec(o => (int)o.Tunnel.LocalIdentityType, o => InterfaceCodes.NmsecIdentity.Of(o.Snapshot.LocalIdentity.Type)).Snmp(o => o.VpnColumn(18, Number)).Grpc(o => o.Message.LocalIdentity?.Type ?? 0).TestApi(o => o.Dump.MyIdType).NotIn(Cli),
        Of("LocalIdentity.Data", s => s.LocalIdentity.Data).Grpc(o => Octets(o.Message.LocalIdentity?.Data)).NotIn(GrpcOnly),
        Of("LocalIdentity.Text", s => s.LocalIdentity.Text).Nmsec(o => o.Record.LocalIdentity).Snmp(o => o.VpnColumn(19, Words)).Grpc(o => o.Message.LocalIdentity?.Text ?? "").Cli(o => Member(o, "local-id") ?? "").NotIn(TestApi),
        Of("RemoteIdentity.Type", s => s.RemoteIdentity.Type).Nmsec(o => (int)o.Tunnel.RemoteIdentityType, o => InterfaceCodes.NmsecIdentity.Of(o.Snapshot.RemoteIdentity.Type)).Snmp(o => o.VpnColumn(20, Number)).Grpc(o => o.Message.RemoteIdentity?.Type ?? 0).NotIn(TestApi | Cli),
        Of("RemoteIdentity.Data", s => s.RemoteIdentity.Data).Grpc(o => Octets(o.Message.RemoteIdentity?.Data)).NotIn(GrpcOnly),
        Of("RemoteIdentity.Text", s => s.RemoteIdentity.Text).Nmsec(o => o.Record.RemoteIdentity).Snmp(o => o.VpnColumn(21, Words)).Grpc(o => o.Message.RemoteIdentity?.Text ?? "").Cli(o => Member(o, "remote-id") ?? "").NotIn(TestApi),
        Of(nameof(Snapshot.LocalAuthenticationMethod), s => s.LocalAuthenticationMethod).Nmsec(o => (int)o.Tunnel.LocalAuthentication, o => InterfaceCodes.NmsecAuthentication.Of(o.Snapshot.LocalAuthenticationMethod))
            .Snmp(o => o.SaColumn(16, Number), o => Iana(o.Snapshot.LocalAuthenticationMethod)).Grpc(o => o.Message.LocalAuthenticationMethod).TestApi(o => o.Dump.OwnAuth).NotIn(Cli),
        Of(nameof(Snapshot.RemoteAuthenticationMethod), s => s.RemoteAuthenticationMethod).Nmsec(o => (int)o.Tunnel.PeerAuthentication, o => InterfaceCodes.NmsecAuthentication.Of(o.Snapshot.RemoteAuthenticationMethod))
            .Snmp(o => o.SaColumn(17, Number), o => Iana(o.Snapshot.RemoteAuthenticationMethod)).Grpc(o => o.Message.RemoteAuthenticationMethod).TestApi(o => o.Dump.PeerAuth).NotIn(Cli),
        Of(nameof(Snapshot.RemoteCertificateNotAfter), s => s.RemoteCertificateNotAfter).Snmp(o => o.VpnColumn(48, Date), o => Times.Tenths(o.Snapshot.RemoteCertificateNotAfter)).Grpc(o => o.Message.RemoteCertificateNotAfter?.ToDateTimeOffset()).Cli(o => Member(o, "remote-certificate-not-after") is string text ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null).NotIn(Nmsec | TestApi),
        Of("Encryption.Id", s => s.Encryption.Id).Nmsec(o => (int)o.Tunnel.Encryption, o => InterfaceCodes.NmsecEncryption.Of(o.Snapshot.Encryption.Id)).Snmp(o => o.SaColumn(9, Number)).Grpc(o => o.Message.Encryption?.TransformId ?? 0).TestApi(o => o.Dump.EncAlg).NotIn(Cli),
        Of("Encryption.KeyBits", s => s.Encryption.KeyBits).Nmsec(o => o.Tunnel.EncryptionKeyLength.Value).Snmp(o => o.SaColumn(10, Number)).Grpc(o => o.Message.Encryption?.KeyBits ?? 0).TestApi(o => o.Dump.KeyLen * 8).NotIn(Cli),
        Of("Encryption.Name", s => s.Encryption.Name).Snmp(o => Suite(o, "", o.Snapshot.Encryption)).Grpc(o => o.Message.Encryption?.Name ?? "").Cli(o => Member(o, "aead-alg") ?? Member(o, "enc-alg") ?? "").NotIn(Nmsec | TestApi),
        Of("Encryption.IsCombinedMode", s => s.Encryption.IsCombinedMode).Grpc(o => o.Message.Encryption?.CombinedMode ?? false).Cli(o => Member(o, "aead-alg") is not null).NotIn(Nmsec | Snmp | TestApi),
        Of("Integrity.Id", s => s.Integrity.Id).Nmsec(o => (int)o.Tunnel.Authentication, o => InterfaceCodes.NmsecIntegrity.Of(o.Snapshot.Integrity.Id)).Snmp(o => o.SaColumn(12, Number)).Grpc(o => o.Message.Integrity?.TransformId ?? 0).TestApi(o => o.Dump.IntAlg).NotIn(Cli),
        Of("Integrity.KeyBits", s => s.Integrity.KeyBits).Grpc(o => o.Message.Integrity?.KeyBits ?? 0).NotIn(GrpcOnly),
        Of("Integrity.Name", s => s.Integrity.Name).Snmp(o => Suite(o, "", o.Snapshot.Integrity)).Grpc(o => o.Message.Integrity?.Name ?? "").Cli(o => Member(o, "auth-alg") ?? "").NotIn(Nmsec | TestApi),
        // Means something for ciphers only.
        Of("Integrity.IsCombinedMode", s => s.Integrity.IsCombinedMode).NotIn(All),
        Of("Prf.Id", s => s.Prf.Id).Nmsec(o => (int)o.Tunnel.PseudorandomFunction, o => InterfaceCodes.NmsecPrf.Of(o.Snapshot.Prf.Id)).Snmp(o => o.SaColumn(11, Number)).Grpc(o => o.Message.Prf?.TransformId ?? 0).TestApi(o => o.Dump.PrfAlg).NotIn(Cli),
        Of("Prf.KeyBits", s => s.Prf.KeyBits).Grpc(o => o.Message.Prf?.KeyBits ?? 0).NotIn(GrpcOnly),
        Of("Prf.Name", s => s.Prf.Name).Snmp(o => Suite(o, "prf:", o.Snapshot.Prf)).Grpc(o => o.Message.Prf?.Name ?? "").Cli(o => Member(o, "prf-alg") ?? "").NotIn(Nmsec | TestApi),
        Of("Prf.IsCombinedMode", s => s.Prf.IsCombinedMode).NotIn(All),
        Of("KeyExchange.Id", s => s.KeyExchange.Id).Nmsec(o => o.Tunnel.DiffieHellmanGroup.Value).Snmp(o => o.SaColumn(13, Number)).Grpc(o => o.Message.KeyExchange?.TransformId ?? 0).NotIn(TestApi | Cli),
        Of("KeyExchange.KeyBits", s => s.KeyExchange.KeyBits).Grpc(o => o.Message.KeyExchange?.KeyBits ?? 0).NotIn(GrpcOnly),
        Of("KeyExchange.Name", s => s.KeyExchange.Name).Snmp(o => Suite(o, "", o.Snapshot.KeyExchange)).Grpc(o => o.Message.KeyExchange?.Name ?? "").Cli(o => Member(o, "dh-group") ?? "").NotIn(Nmsec | TestApi),
        Of("KeyExchange.IsCombinedMode", s => s.KeyExchange.IsCombinedMode).NotIn(All),
        Of(nameof(Snapshot.NatTraversalAllowed), s => s.NatTraversalAllowed).Nmsec(o => o.Tunnel.Flags.HasFlag(IkeTunnelFlags.NatAllowed)).Grpc(o => o.Message.NatTraversal.Allowed).TestApi(o => o.Dump.EnableNATT).NotIn(Snmp | Cli),
        Of(nameof(Snapshot.PeerSupportsNatTraversal), s => s.PeerSupportsNatTraversal).Nmsec(o => o.Tunnel.NatTraversal == NatTraversalLevel.Ikev2, o => o.Snapshot is { PeerSupportsNatTraversal: true, NatTraversalAllowed: true })
            .Snmp(o => o.VpnColumn(22, (row, column) => (int)row[column] != 5)).Grpc(o => o.Message.NatTraversal.PeerSupports).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.LocalNatDetected), s => s.LocalNatDetected).Nmsec(o => o.Tunnel.Flags.HasFlag(IkeTunnelFlags.LocalNat)).Snmp(o => o.VpnColumn(22, (row, column) => (int)row[column] is 2 or 4)).Grpc(o => o.Message.NatTraversal.LocalNat).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.RemoteNatDetected), s => s.RemoteNatDetected).Nmsec(o => o.Tunnel.Flags.HasFlag(IkeTunnelFlags.RemoteNat)).Snmp(o => o.VpnColumn(22, (row, column) => (int)row[column] is 3 or 4)).Grpc(o => o.Message.NatTraversal.RemoteNat).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.RemotePortTranslationDetected), s => s.RemotePortTranslationDetected).Nmsec(o => o.Tunnel.Flags.HasFlag(IkeTunnelFlags.RemoteNapt)).Grpc(o => o.Message.NatTraversal.RemotePortTranslation).NotIn(Snmp | TestApi | Cli),
        Of(nameof(Snapshot.UdpEncapsulation), s => s.UdpEncapsulation).Grpc(o => o.Message.NatTraversal.UdpEncapsulation).Cli(o => Member(o, "udp-encap")).NotIn(Nmsec | Snmp | TestApi),
        Of(nameof(Snapshot.CanInitiate), s => s.CanInitiate).Nmsec(o => o.Tunnel.Flags.HasFlag(IkeTunnelFlags.CanInitiate)).Grpc(o => o.Message.CanInitiate).NotIn(Snmp | TestApi | Cli),
        Of(nameof(Snapshot.Fragmentation), s => s.Fragmentation).Snmp(o => Extension(o, 0x80)).Grpc(o => o.Message.Fragmentation).NotIn(Nmsec | TestApi | Cli),
        Of(nameof(Snapshot.Mobike), s => s.Mobike).Snmp(o => Extension(o, 0x40)).Grpc(o => o.Message.Mobike).Cli(o => Member(o, "mobike")).NotIn(Nmsec | TestApi),
        Of(nameof(Snapshot.PpkUsed), s => s.PpkUsed).Snmp(o => Extension(o, 0x20)).Grpc(o => o.Message.PpkUsed).Cli(o => Member(o, "ppk-used")).NotIn(Nmsec | TestApi),
        Of(nameof(Snapshot.IsVpnCertain), s => s.IsVpnCertain).NotIn(All),
        Of(nameof(Snapshot.Intermediate), s => s.Intermediate).Grpc(o => o.Message.Intermediate).NotIn(GrpcOnly),
        Of(nameof(Snapshot.Childless), s => s.Childless).Grpc(o => o.Message.Childless).NotIn(GrpcOnly),
        Of(nameof(Snapshot.Redirect), s => s.Redirect).Grpc(o => o.Message.Redirect).NotIn(GrpcOnly),
        Of(nameof(Snapshot.SignatureHashes), s => s.SignatureHashes).Grpc(o => o.Message.SignatureHashes).NotIn(GrpcOnly),
        Of(nameof(Snapshot.SessionResumption), s => s.SessionResumption).Grpc(o => o.Message.SessionResumption).NotIn(GrpcOnly),
        Of(nameof(Snapshot.PeerWindow), s => s.PeerWindow).Grpc(o => o.Message.PeerWindow).NotIn(GrpcOnly),
        Of(nameof(Snapshot.AdditionalKeyExchanges), s => s.AdditionalKeyExchanges.Select(static method => method.Name)).Grpc(o => o.Message.AdditionalKeyExchanges.Select(static method => method.Name)).NotIn(GrpcOnly),
        Of(nameof(Snapshot.LocalVirtualAddresses), s => s.LocalVirtualAddresses.Select(static address => address.ToString())).Grpc(o => o.Message.LocalVirtualAddresses).NotIn(GrpcOnly),
        Of(nameof(Snapshot.RemoteVirtualAddresses), s => s.RemoteVirtualAddresses.Select(static address => address.ToString())).Grpc(o => o.Message.RemoteVirtualAddresses).NotIn(GrpcOnly),
        Of(nameof(Snapshot.VirtualDnsServers), s => s.VirtualDnsServers.Select(static address => address.ToString())).Grpc(o => o.Message.VirtualDnsServers).NotIn(GrpcOnly),
        Of(nameof(Snapshot.CreatedAt), s => s.CreatedAt).Grpc(o => o.Message.CreatedAt.ToDateTimeOffset()).NotIn(GrpcOnly),
        // What the history tells; displays of SAs show EstablishedAt.
        Of(nameof(Snapshot.UpSince), s => s.UpSince).NotIn(All),
        Of(nameof(Snapshot.EstablishedAt), s => s.EstablishedAt).Nmsec(o => Times.Unix(o.Tunnel.StartTime.Value), o => Times.WholeSeconds(o.Snapshot.EstablishedAt)).Snmp(o => o.SaColumn(6, Moment), o => Times.Hundredths(o.Reading, o.Snapshot.EstablishedAt))
            .Grpc(o => o.Message.EstablishedAt?.ToDateTimeOffset()).TestApi(o => o.Dump.EstabTime?.ToDateTimeOffset()).Cli(o => Member(o, "established-time"), o => Times.Since(o.Reading, o.Snapshot.EstablishedAt)),
        Of(nameof(Snapshot.RekeyAt), s => s.RekeyAt).Nmsec(o => Times.Unix(o.Tunnel.LifetimeRefresh.Value), o => Times.WholeSeconds(o.Snapshot.RekeyAt)).Snmp(o => o.SaColumn(7, Number), o => Times.Left(o.Reading, o.Snapshot.RekeyAt))
            .Grpc(o => o.Message.RekeyAt?.ToDateTimeOffset()).Cli(o => Member(o, "rekey-time"), o => Times.Until(o.Reading, o.Snapshot.RekeyAt)).NotIn(TestApi),
        Of(nameof(Snapshot.ExpiresAt), s => s.ExpiresAt).Nmsec(o => Times.Unix(o.Tunnel.LifetimeExpire.Value), o => Times.WholeSeconds(o.Snapshot.ExpiresAt)).Snmp(o => o.SaColumn(8, Number), o => Times.Left(o.Reading, o.Snapshot.ExpiresAt))
            .Grpc(o => o.Message.ExpiresAt?.ToDateTimeOffset()).NotIn(TestApi | Cli),
        Of(nameof(Snapshot.ReauthenticateAt), s => s.ReauthenticateAt).Nmsec(o => Times.Unix(o.Tunnel.ReauthenticationTime.Value), o => Times.WholeSeconds(o.Snapshot.ReauthenticateAt))
            .Grpc(o => o.Message.ReauthenticateAt?.ToDateTimeOffset()).Cli(o => Member(o, "reauth-time"), o => Times.Until(o.Reading, o.Snapshot.ReauthenticateAt)).NotIn(Snmp | TestApi),
        Of(nameof(Snapshot.ClosedAt), s => s.ClosedAt).Grpc(o => o.Message.ClosedAt?.ToDateTimeOffset()).NotIn(GrpcOnly),
        Of(nameof(Snapshot.Lifetime), s => s.Lifetime).Nmsec(o => TimeSpan.FromSeconds(o.Tunnel.Lifetime.Value)).Grpc(o => Times.Span(o.Message.Lifetime)).TestApi(o => Times.Span(o.Dump.LifeTime)).NotIn(Snmp | Cli),
        Of(nameof(Snapshot.RekeyTime), s => s.RekeyTime).Grpc(o => Times.Span(o.Message.RekeyTime))
            .TestApi(o => Times.Span(o.Dump.MarginTime), o => o.Snapshot.RekeyTime > TimeSpan.Zero && o.Snapshot.Lifetime > o.Snapshot.RekeyTime ? o.Snapshot.Lifetime - o.Snapshot.RekeyTime : TimeSpan.Zero).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(Snapshot.ReauthenticationTime), s => s.ReauthenticationTime).Nmsec(o => TimeSpan.FromSeconds(o.Tunnel.ReauthenticationInterval.Value)).Grpc(o => Times.Span(o.Message.ReauthenticationTime)).NotIn(Snmp | TestApi | Cli),
        Of(nameof(Snapshot.DpdDelay), s => s.DpdDelay).Grpc(o => Times.Span(o.Message.DpdDelay)).TestApi(o => Times.Span(o.Dump.DPDInterval)).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(Snapshot.NatKeepaliveInterval), s => s.NatKeepaliveInterval).Grpc(o => Times.Span(o.Message.NatKeepaliveInterval)).TestApi(o => Times.Span(o.Dump.NATTKeepaliveInterval)).NotIn(Nmsec | Snmp | Cli),
        // Elsewhere part of sums: see TunnelTableTests for SNMP, Traffic for NMsec.
        Of(nameof(Snapshot.Past), s => s.Past.Select(static p => $"{p.PolicyName} {p.Pairs} {p.Rekeys} {p.TunnelsEnded} {p.Counters.InOctets} {p.Counters.OutDrops}"))
            .Grpc(o => o.Message.Past.Select(static p => $"{p.SecurityPolicy} {p.Pairs} {p.Rekeys} {p.TunnelsEnded} {p.Counters.InOctets} {p.Counters.OutErrors + p.Counters.OutTooBig + p.Counters.SequenceOverflows + p.Counters.EncryptionFailures + p.Counters.OutSelectorMismatches}"))
            .NotIn(All & ~Grpc),
        Of(nameof(Snapshot.Children), s => s.Children.Select(static c => c.SpiIn.ToString("x8"))).Grpc(o => o.Message.Children.Select(static c => c.SpiIn.ToString("x8"))).TestApi(o => o.ChildSpis.Select(static c => c.ToString("x8")), Dumpable)
            .Cli(o => o.Json.GetProperty("child-sa").EnumerateArray().Select(static c => c.GetProperty("spi-in").GetString()!)).NotIn(Nmsec | Snmp),
    ];

    /// <summary>A leaf of the command line's JSON, null when left out.</summary>
    public static object? Member(JsonElement json, string name) => json.TryGetProperty(name, out var value)
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : value.ToString()
        : null;

    /// <summary>What is not known is unspecified in the API.</summary>
    public static object Activation(Registry.ActivationMethod method) => method == Registry.ActivationMethod.Unknown ? "Unspecified" : method;

    public static object Ip(Google.Protobuf.ByteString octets) => new System.Net.IPAddress(octets.Span);

    /// <summary>What an established SA is busy with is a state of its own in the test API.</summary>
    public static object TestApiState(IkeObservation o) => InterfaceCodes.TestApiIkeState.Of(
        o.Snapshot.State == IkeTunnelState.Established ? $"Established/{o.Reading.Counters.Activity}" : o.Snapshot.State);

    private static Row Of(string name, Func<Snapshot, object?> truth) => new(name, o => truth(o.Snapshot));

    private static object? Member(IkeObservation o, string name) => Member(o.Json, name);

    private static object Hex(IkeObservation o, string name) => Convert.ToUInt64((string)Member(o, name)!, 16);

    private static object Octets(Google.Protobuf.ByteString? octets) => octets?.Memory ?? default;

    private static object? Spi(SnmpRow row, uint column) => Convert.ToUInt64(Convert.ToHexString((byte[])row[column]), 16);

    private static object? Suite(IkeObservation o, string label, AlgorithmInfo algorithm) => o.SaColumn(15, SuitePart(label, algorithm.Name));

    private static object? Extension(IkeObservation o, byte bit) => o.SaColumn(18, (row, column) => (((byte[])row[column])[0] & bit) != 0);

    // 201 is the registry's own number for EAP; the MIB has IANA's only.
    private static object Iana(byte method) => method >= 201 ? 0 : method;

    /// <summary>The test API knows pairs that are negotiated and not gone.</summary>
    public static bool IsDumpable(IpsecTunnelState state) =>
        state is not (IpsecTunnelState.Routed or IpsecTunnelState.Pending or IpsecTunnelState.Negotiating or IpsecTunnelState.Deleted);

    private static object Dumpable(IkeObservation o) =>
        o.Snapshot.Children.Where(static c => IsDumpable(c.State)).Select(static c => c.SpiIn.ToString("x8"));
}
