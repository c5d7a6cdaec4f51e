using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using MyIkev2.Testing;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>The summaries of the interfaces over one view.</summary>
internal sealed record SummaryObservation(
    RegistryView View,
    SummarySection Nmsec,
    IReadOnlyList<DynamicTunnelIkeRecord> DynamicTunnels,
    V1.StatusResponse Grpc,
    IReadOnlyDictionary<uint, object> SnmpSystem,
    IReadOnlyDictionary<uint, object> SnmpStatistics);

/// <summary>
/// Totals are the same everywhere. NMsec and gRPC show them over the life of the service, SNMP since the process started, as its clients expect: the
/// difference is what earlier runs have counted.
/// </summary>
public sealed class SummaryParityTests
{
    private const long Earlier = 1L << 40;

    // Live states of tunnels, which gRPC does not count in its counters.
    private static readonly string[] GaugesOfActivity =
    [
        nameof(EngineCounterReading.CheckingLiveness), nameof(EngineCounterReading.ChildRekeying), nameof(EngineCounterReading.IkeRekeying),
        nameof(EngineCounterReading.UpdatingAddress),
    ];

    // TABLE: counters of myikev2Stats that the others show too.
    private static readonly (uint Number, string Counter)[] SnmpCounters =
    [
        (23, nameof(EngineCounterReading.Retransmits)), (32, nameof(EngineCounterReading.AuthFailures)), (33, nameof(EngineCounterReading.IkeSaCreated)),
        (34, nameof(EngineCounterReading.IkeSaRekeys)), (35, nameof(EngineCounterReading.ChildSaCreated)), (36, nameof(EngineCounterReading.ChildSaRekeys)),
        (43, nameof(EngineCounterReading.NoPolicyDrops)), (44, nameof(EngineCounterReading.PolicyDrops)), (45, nameof(EngineCounterReading.PolicyBypasses)),
    ];

    [Fact]
    public async Task Summaries_EveryCounterDifferent_AreTheSameOnEachInterface()
    {
        var canned = new CannedRegistry(tunnels: 21, shards: 2);
        canned.Commit(1, upserts: [.. ParityVariants.All.Select(static tunnel => tunnel with { Vrf = "main" })]);
        Fill(canned.Registry.Publisher(0).Counters, 1_000);
        Fill(canned.Registry.Publisher(1).Counters, 2_000_000);
        canned.Registry.SetBaseline(new LifetimeTotals(Filled<EngineCounterReading>(Earlier), Filled<IpsecCounterReading>(Earlier << 4)));
        await using var host = await ParityHost.StartAsync(canned.Registry);

        var seen = await host.ObserveSummaryAsync();

        var summary = seen.View.ReadSummary();
        AssertNmsec(summary, seen.Nmsec);
        AssertStates(seen);
        AssertGrpc(summary, seen.Grpc);
        var live = seen.View.ReadEngineCounters();
        var before = Filled<EngineCounterReading>(Earlier);
        Assert.All(SnmpCounters, row => Assert.Equal(Value(live, row.Counter), seen.SnmpStatistics[row.Number]));
        Assert.All(SnmpCounters, row => Assert.Equal(Value(summary.Counters, row.Counter) - Value(before, row.Counter), seen.SnmpStatistics[row.Number]));
        Assert.Equal((uint)live.Established, seen.SnmpSystem[6]);
        Assert.Equal((uint)live.ChildrenInstalled, seen.SnmpSystem[8]);
    }

    /// <summary>TABLE: the fields of NMsecStatistics.</summary>
    private static void AssertNmsec(RegistrySummary summary, SummarySection nmsec)
    {
        var counters = summary.Counters;
        var tunnels = summary.Tunnels;
        (string Name, ulong Expected, ulong Shown)[] rows =
        [
            ("P1Active", (ulong)tunnels.Ike(TunnelPhase.Active), nmsec.IkeTunnelsActive),
            ("P1InProgress", (ulong)tunnels.Ike(TunnelPhase.InProgress), nmsec.IkeTunnelsInProgress),
            ("P1Expired", (ulong)tunnels.Ike(TunnelPhase.Expired), nmsec.IkeTunnelsExpired),
            ("P1LclActSuccess", counters.IkeSaCreatedLocal, nmsec.IkeLocalActivationSuccesses),
            ("P1RmtActSuccess", counters.IkeSaCreatedRemote, nmsec.IkeRemoteActivationSuccesses),
            ("P1LclActFailure", counters.IkeSaFailedLocal, nmsec.IkeLocalActivationFailures),
            ("P1RmtActFailure", counters.IkeSaFailedRemote, nmsec.IkeRemoteActivationFailures),
            ("P1Retransmit", counters.InitialRetransmits, nmsec.IkeRetransmissions),
            ("P1Replay", counters.InitialReplays, nmsec.IkeReplays),
            ("P1Invalid", counters.InitialInvalid, nmsec.IkeInvalid),
            ("P1AuthFail", counters.AuthFailures, nmsec.IkeAuthenticationFailures),
            ("P2Active", (ulong)tunnels.Children(TunnelPhase.Active), nmsec.DynamicTunnelsActive),
            ("P2InProgress", (ulong)tunnels.Children(TunnelPhase.InProgress), nmsec.DynamicTunnelsInProgress),
            ("P2LclActSuccess", counters.ChildSaCreatedLocal, nmsec.DynamicLocalActivationSuccesses),
            ("P2RmtActSuccess", counters.ChildSaCreatedRemote, nmsec.DynamicRemoteActivationSuccesses),
            ("P2LclActFailure", counters.ChildSaFailedLocal, nmsec.DynamicLocalActivationFailures),
            ("P2RmtActFailure", counters.ChildSaFailedRemote, nmsec.DynamicRemoteActivationFailures),
            ("P2Retransmit", counters.ChildRetransmits, nmsec.DynamicRetransmissions),
            ("P2Replay", counters.ChildReplays, nmsec.DynamicReplays),
            ("P2Invalid", counters.ChildInvalid, nmsec.DynamicInvalid),
            ("P2Bytes", summary.Traffic.InOctets + summary.Traffic.OutOctets, nmsec.DynamicBytes),
            ("FltMatch", summary.FilterMatches, nmsec.FilterMatches),
            ("FltDeny", summary.FilterDenials, nmsec.FilterDenials),
            ("FltMismatch", summary.FilterMismatches, nmsec.FilterMismatches),
        ];
        Assert.All(rows, static row => Assert.Equal((row.Name, row.Expected), (row.Name, row.Shown)));
        Assert.DoesNotContain(rows, static row => row.Expected == 0);
        Assert.Equal(0u, nmsec.ShadowTunnelsActive);
    }

    /// <summary>What a summary counts is what the lists have in that state.</summary>
    private static void AssertStates(SummaryObservation seen)
    {
        uint Listed(SecurityAssociationState state) => (uint)seen.DynamicTunnels.Count(record => record.Tunnel.State == state);

        Assert.Equal(Listed(SecurityAssociationState.Active), seen.Nmsec.DynamicTunnelsActive);
        Assert.Equal(Listed(SecurityAssociationState.Expired), seen.Nmsec.DynamicTunnelsExpired);
        var tunnels = seen.View.Enumerate().ToList();
        Assert.All(seen.Grpc.IkeStates, count => Assert.Equal(tunnels.Count(tunnel => tunnel.State.ToString() == count.State.ToString()), (int)count.Count));
        Assert.All(seen.Grpc.ChildStates, count => Assert.Equal(
            tunnels.Sum(tunnel => tunnel.Children.Count(child => child.State.ToString() == count.State.ToString())), (int)count.Count));
        Assert.Equal(tunnels.Count, seen.Grpc.IkeStates.Sum(static count => (int)count.Count));
        Assert.Equal(tunnels.Sum(static tunnel => tunnel.Children.Count), seen.Grpc.ChildStates.Sum(static count => (int)count.Count));
    }

    private static void AssertGrpc(RegistrySummary summary, V1.StatusResponse grpc)
    {
        var properties = typeof(EngineCounterReading).GetProperties().Where(static property => !GaugesOfActivity.Contains(property.Name));
        Assert.All(properties, property => Assert.Equal(
            (property.Name, property.GetValue(summary.Counters)), (property.Name, typeof(V1.EngineCounters).GetProperty(property.Name)?.GetValue(grpc.LifetimeCounters))));
        Assert.Equal(
            (summary.Traffic.InOctets, summary.Traffic.OutOctets, summary.Traffic.InPackets, summary.Traffic.NoPolicyDrops),
            (grpc.LifetimeTraffic.InOctets, grpc.LifetimeTraffic.OutOctets, grpc.LifetimeTraffic.InPackets, grpc.LifetimeTraffic.NoPolicyDrops));
    }

    private static ulong Value(EngineCounterReading reading, string name) => (ulong)typeof(EngineCounterReading).GetProperty(name)!.GetValue(reading)!;

    private static void Fill(EngineCounters counters, ulong first)
    {
        foreach (var field in typeof(EngineCounters).GetFields())
        {
            var counter = default(Counter);
            counter.Set(field.Name == nameof(EngineCounters.CookieActive) ? 1 : first += 13);
            field.SetValue(counters, counter);
        }
    }

    private static T Filled<T>(long first)
        where T : struct
    {
        object filled = default(T);
        foreach (var property in typeof(T).GetProperties().Where(static property => property.CanWrite))
        {
            property.SetValue(filled, (ulong)(first += 17));
        }

        return (T)filled;
    }
}
