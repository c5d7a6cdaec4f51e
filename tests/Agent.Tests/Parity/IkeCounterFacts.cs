using MyIkev2.Registry;
using Row = MyIkev2.Agent.Tests.Parity.Fact<MyIkev2.Agent.Tests.Parity.IkeObservation>;
using C = MyIkev2.Registry.IkeCounterReading;

namespace MyIkev2.Agent.Tests.Parity;

// In here, because the namespaces of the other tests have the same names.
using static MyIkev2.Agent.Tests.Parity.Interfaces;

/// <summary>TABLE: the counters of an IKE tunnel, and what a reading sums up over its children.</summary>
internal static class IkeCounterFacts
{
    private const Interfaces GrpcOnly = All & ~Grpc;

    public static IReadOnlyList<Row> Table { get; } =
    [
        Of(nameof(C.InMessages), c => c.InMessages).Grpc(o => o.Message.Counters.InMessages).NotIn(GrpcOnly),
        Of(nameof(C.OutMessages), c => c.OutMessages).Grpc(o => o.Message.Counters.OutMessages).NotIn(GrpcOnly),
        Of(nameof(C.InOctets), c => c.InOctets).Grpc(o => o.Message.Counters.InOctets).NotIn(GrpcOnly),
        Of(nameof(C.OutOctets), c => c.OutOctets).Grpc(o => o.Message.Counters.OutOctets).NotIn(GrpcOnly),
        Of(nameof(C.InitialRetransmits), c => c.InitialRetransmits).Nmsec(o => o.Record.Statistics.Phase1Retransmissions.Value).Grpc(o => o.Message.Counters.InitialRetransmits).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.InitialReplays), c => c.InitialReplays).Nmsec(o => o.Record.Statistics.Phase1Replays.Value).Grpc(o => o.Message.Counters.InitialReplays).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildRetransmits), c => c.ChildRetransmits).Nmsec(o => o.Record.Statistics.Phase2Retransmissions.Value).Grpc(o => o.Message.Counters.ChildRetransmits).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildReplays), c => c.ChildReplays).Nmsec(o => o.Record.Statistics.Phase2Replays.Value).Grpc(o => o.Message.Counters.ChildReplays).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildrenCreatedLocal), c => c.ChildrenCreatedLocal).Nmsec(o => o.Record.Statistics.LocalActivationSuccesses.Value).Grpc(o => o.Message.Counters.ChildrenCreatedLocal).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildrenCreatedRemote), c => c.ChildrenCreatedRemote).Nmsec(o => o.Record.Statistics.RemoteActivationSuccesses.Value).Grpc(o => o.Message.Counters.ChildrenCreatedRemote).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildrenFailedLocal), c => c.ChildrenFailedLocal).Nmsec(o => o.Record.Statistics.LocalActivationFailures.Value).Grpc(o => o.Message.Counters.ChildrenFailedLocal).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.ChildrenFailedRemote), c => c.ChildrenFailedRemote).Nmsec(o => o.Record.Statistics.RemoteActivationFailures.Value).Grpc(o => o.Message.Counters.ChildrenFailedRemote).NotIn(Snmp | TestApi | Cli),
        Of(nameof(C.IkeRekeys), c => c.IkeRekeys).Grpc(o => o.Message.Counters.IkeRekeys).NotIn(GrpcOnly),
        Of(nameof(C.ChildRekeys), c => c.ChildRekeys).Grpc(o => o.Message.Counters.ChildRekeys).NotIn(GrpcOnly),
        Of(nameof(C.RekeyFailures), c => c.RekeyFailures).Grpc(o => o.Message.Counters.RekeyFailures).NotIn(GrpcOnly),
        Of(nameof(C.Reauthentications), c => c.Reauthentications).Grpc(o => o.Message.Counters.Reauthentications).NotIn(GrpcOnly),
        Of(nameof(C.DpdProbes), c => c.DpdProbes).Grpc(o => o.Message.Counters.DpdProbes).NotIn(GrpcOnly),
        Of(nameof(C.DpdReplies), c => c.DpdReplies).Grpc(o => o.Message.Counters.DpdReplies).NotIn(GrpcOnly),
        Of(nameof(C.BadIntegrity), c => c.BadIntegrity).Grpc(o => o.Message.Counters.BadIntegrity).NotIn(GrpcOnly),
        Of(nameof(C.Malformed), c => c.Malformed).Grpc(o => o.Message.Counters.Malformed).NotIn(GrpcOnly),
        Of(nameof(C.Retransmits), c => c.Retransmits).Grpc(o => o.Message.Counters.Retransmits).NotIn(GrpcOnly),
        Of(nameof(C.InRetransmits), c => c.InRetransmits).Grpc(o => o.Message.Counters.InRetransmits).NotIn(GrpcOnly),
        Of(nameof(C.InNotifies), c => c.InNotifies).Grpc(o => o.Message.Counters.InNotifies).NotIn(GrpcOnly),
        Of(nameof(C.OutNotifies), c => c.OutNotifies).Grpc(o => o.Message.Counters.OutNotifies).NotIn(GrpcOnly),
        Of(nameof(C.InDropped), c => c.InDropped).Grpc(o => o.Message.Counters.InDropped).NotIn(GrpcOnly),
        Of(nameof(C.OutDropped), c => c.OutDropped).Grpc(o => o.Message.Counters.OutDropped).NotIn(GrpcOnly),
        Of(nameof(C.InChildExchanges), c => c.InChildExchanges).Grpc(o => o.Message.Counters.InChildExchanges).NotIn(GrpcOnly),
        Of(nameof(C.InChildExchangesInvalid), c => c.InChildExchangesInvalid).Grpc(o => o.Message.Counters.InChildExchangesInvalid).NotIn(GrpcOnly),
        Of(nameof(C.InChildExchangesRejected), c => c.InChildExchangesRejected).Grpc(o => o.Message.Counters.InChildExchangesRejected).NotIn(GrpcOnly),
        Of(nameof(C.InChildDeletes), c => c.InChildDeletes).Grpc(o => o.Message.Counters.InChildDeletes).NotIn(GrpcOnly),
        Of(nameof(C.OutChildExchanges), c => c.OutChildExchanges).Grpc(o => o.Message.Counters.OutChildExchanges).NotIn(GrpcOnly),
        Of(nameof(C.OutChildExchangesInvalid), c => c.OutChildExchangesInvalid).Grpc(o => o.Message.Counters.OutChildExchangesInvalid).NotIn(GrpcOnly),
        Of(nameof(C.OutChildExchangesRejected), c => c.OutChildExchangesRejected).Grpc(o => o.Message.Counters.OutChildExchangesRejected).NotIn(GrpcOnly),
        Of(nameof(C.OutChildDeletes), c => c.OutChildDeletes).Grpc(o => o.Message.Counters.OutChildDeletes).NotIn(GrpcOnly),
        Of(nameof(C.AuthFailures), c => c.AuthFailures).Grpc(o => o.Message.Counters.AuthFailures).NotIn(GrpcOnly),
        Of(nameof(C.DpdFailures), c => c.DpdFailures).Grpc(o => o.Message.Counters.DpdFailures).NotIn(GrpcOnly),
        Of(nameof(C.PendingRequests), c => c.PendingRequests).Grpc(o => o.Message.Counters.PendingRequests).NotIn(GrpcOnly),
        Of(nameof(C.LastReceivedUnixMilliseconds), c => At(c.LastReceivedUnixMilliseconds)).Grpc(o => o.Message.Counters.LastReceivedAt?.ToDateTimeOffset()).TestApi(o => o.Dump.LastRcvPktTime?.ToDateTimeOffset()).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(C.LastDpdUnixMilliseconds), c => At(c.LastDpdUnixMilliseconds)).Grpc(o => o.Message.Counters.LastDpdAt?.ToDateTimeOffset()).TestApi(o => o.Dump.LastSendDPDTime?.ToDateTimeOffset()).NotIn(Nmsec | Snmp | Cli),
        Of(nameof(C.RoundTripMicroseconds), c => TimeSpan.FromMicroseconds(c.RoundTripMicroseconds)).Grpc(o => Times.Span(o.Message.Counters.RoundTrip)).NotIn(GrpcOnly),
        // The test API shows it as a state of its own while the SA is established.
        Of(nameof(C.Activity), c => c.Activity).Grpc(o => o.Message.Activity).TestApi(o => o.Dump.State, IkeFacts.TestApiState).NotIn(Nmsec | Snmp | Cli),
        Sum(nameof(TunnelReading.ActiveChildren), r => r.ActiveChildren).Nmsec(o => o.Record.Statistics.DynamicTunnelsActive.Value).Snmp(o => o.VpnColumn(26, SnmpRow.Number))
            .Grpc(o => o.Message.Children.Count(static c => c.State is MyIkev2.Agent.Grpc.V1.IpsecTunnelState.Installed or MyIkev2.Agent.Grpc.V1.IpsecTunnelState.Rekeying))
            .Cli(o => o.Json.GetProperty("child-sa").EnumerateArray().Count(static c => c.GetProperty("state").GetString() is "installed" or "rekeying")).NotIn(TestApi),
        Sum(nameof(TunnelReading.PendingChildren), r => r.PendingChildren).Nmsec(o => o.Record.Statistics.DynamicTunnelsInProgress.Value)
            .Grpc(o => o.Message.Children.Count(static c => c.State is MyIkev2.Agent.Grpc.V1.IpsecTunnelState.Pending or MyIkev2.Agent.Grpc.V1.IpsecTunnelState.Negotiating)).NotIn(Snmp | TestApi | Cli),
        Sum("Traffic.InOctets", r => r.Traffic.InOctets).Nmsec(Bytes, ExpectedBytes).Grpc(o => o.Message.Traffic.InOctets).NotIn(Snmp | TestApi | Cli),
        Sum("Traffic.OutOctets", r => r.Traffic.OutOctets).Nmsec(Bytes, ExpectedBytes).Grpc(o => o.Message.Traffic.OutOctets).NotIn(Snmp | TestApi | Cli),
        Sum("Traffic.InPackets", r => r.Traffic.InPackets).Grpc(o => o.Message.Traffic.InPackets).NotIn(GrpcOnly),
        Sum("Traffic.OutPackets", r => r.Traffic.OutPackets).Grpc(o => o.Message.Traffic.OutPackets).NotIn(GrpcOnly),
        Sum("Traffic.InErrors", r => r.Traffic.InErrors).Grpc(o => o.Message.Traffic.InErrors).NotIn(GrpcOnly),
        Sum("Traffic.OutErrors", r => r.Traffic.OutErrors).Grpc(o => o.Message.Traffic.OutErrors).NotIn(GrpcOnly),
    ];

    /// <summary>A moment that is kept as a counter; 0 for never.</summary>
    public static DateTimeOffset? At(ulong unixMilliseconds) => unixMilliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)unixMilliseconds);

    private static Row Of(string name, Func<C, object?> truth) => new(name, o => truth(o.Reading.Counters));

    private static Row Sum(string name, Func<TunnelReading, object?> truth) => new(name, o => truth(o.Reading));

    // One number for both directions.
    private static object Bytes(IkeObservation o) => o.Record.Statistics.Bytes.Value;

    private static object ExpectedBytes(IkeObservation o) => o.Reading.Traffic.InOctets + o.Reading.Traffic.OutOctets;
}
