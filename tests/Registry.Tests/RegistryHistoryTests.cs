using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

/// <summary>The history as the registry makes it out of the changes that shards publish.</summary>
public sealed class RegistryHistoryTests
{
    [Fact]
    public void History_OfAYoungRegistry_IsEmptyWithTheDefaultDepth()
    {
        var history = new CannedRegistry().Registry.Capture().History;
        Assert.Empty(history.Tunnels);
        Assert.Empty(history.Children);
        Assert.Empty(history.Failures);
        Assert.Equal((200, 200, 0ul), (history.TunnelDepth, history.FailureDepth, history.Dropped));
    }

    [Fact]
    public void Commit_WithEndsAndFailures_EntersEachAndSubscribersSeeItsNumber()
    {
        var canned = new CannedRegistry(shards: 2);
        using var changes = canned.Registry.Subscribe();
        var tunnel = CannedRegistry.Tunnel(2) with { UpSince = CannedRegistry.Now.AddHours(-1) };
        canned.Commit(0, changes: [Failing(Failure("first")), new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel, Reason: CloseReason.Idle, Text: "idle")]);
        canned.Commit(1, changes:
        [
            new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel, tunnel.Children[0], Reason: CloseReason.PeerDelete) { TogglesPolicy = true },
            new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel, tunnel.Children[0], Reason: CloseReason.PeerDelete),
            Failing(Failure("second")),
        ]);

        var history = canned.Registry.Capture().History;
        Assert.Equal([(1u, "first"), (2u, "second")], history.Failures.Select(static row => (row.Number, row.Text)));
        var ended = Assert.Single(history.Tunnels);
        Assert.Equal((CloseReason.Idle, "idle", TimeSpan.FromHours(1)), (ended.Reason, ended.Text, ended.Duration));
        Assert.Equal((tunnel.Counters.Read(), 5_000ul + 200_000ul), (ended.Counters, ended.Traffic.InOctets));
        var child = Assert.Single(history.Children);
        Assert.Equal(("trunk", 2ul, 205_000ul), (child.PolicyName, child.Pairs, child.Traffic.InOctets));
        Assert.True(changes.TryRead(out var told));
        Assert.Equal(1u, told.Failure!.Number);
    }

    [Fact]
    public void Child_OfALaterLife_CountsFromItsBeginning()
    {
        var canned = new CannedRegistry(shards: 1);
        var tunnel = CannedRegistry.Tunnel(2);
        var before = new PastTraffic("trunk", 1, new IpsecCounterReading { InOctets = 4_000, InPackets = 40 });
        var child = tunnel.Children[0] with { Life = new ChildLife(CannedRegistry.Now.AddMinutes(-5), before) };
        canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel with { Children = [child] }, child, Reason: CloseReason.Expired) { TogglesPolicy = true }]);

        var row = Assert.Single(canned.Registry.Capture().History.Children);
        Assert.Equal((1ul, 201_000ul, 210ul, TimeSpan.FromMinutes(5)), (row.Pairs, row.Traffic.InOctets, row.Traffic.InPackets, row.Duration));
    }

    [Fact]
    public void View_CapturedBefore_DoesNotChange()
    {
        var canned = new CannedRegistry(shards: 1);
        canned.Commit(0, changes: [Failing(Failure("a"))]);
        var view = canned.Registry.Capture();
        canned.Commit(0, changes: [Failing(Failure("b"))]);
        canned.Registry.SetHistoryDepth(0, 0);
        Assert.Equal(["a"], view.History.Failures.Select(static row => row.Text));
        Assert.Empty(canned.Registry.Capture().History.Failures);
    }

    [Fact]
    public void Report_OfSomebodyElseThanAShard_IsARowAndAChange()
    {
        var canned = new CannedRegistry(shards: 1);
        using var changes = canned.Registry.Subscribe();
        canned.Registry.Report(TunnelChangeKind.ConfigurationRefused, Failure("line 7") with { Phase = FailurePhase.Configuration });
        Assert.True(changes.TryRead(out var change));
        Assert.Equal((TunnelChangeKind.ConfigurationRefused, 1u, "line 7"), (change.Kind, change.Failure!.Number, change.Text));
        Assert.Same(change.Failure, Assert.Single(canned.Registry.Capture().History.Failures));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(100_001, 0)]
    [InlineData(0, 100_001)]
    public void SetHistoryDepth_OutOfRange_Throws(int tunnels, int failures)
    {
        var registry = new CannedRegistry(shards: 1).Registry;
        Assert.Throws<ArgumentOutOfRangeException>(() => registry.SetHistoryDepth(tunnels, failures));
        Assert.Equal(200, registry.Capture().History.TunnelDepth);
    }

    /// <summary>100,000 tunnels end in one turn: of the rows that do not stay none is ever made.</summary>
    [Fact]
    public void Commit_OfAHundredThousandEnds_AllocatesForTheRowsThatStayOnly()
    {
        var registry = new CannedRegistry(shards: 1).Registry;
        var tunnel = CannedRegistry.Tunnel(2);
        var changes = new TunnelChange[100_000];
        Array.Fill(changes, new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel, Reason: CloseReason.AdminDown));
        registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, Changes = changes.AsSpan(0, 1000) });

        var before = GC.GetAllocatedBytesForCurrentThread();
        registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, Changes = changes });
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var history = registry.Capture().History;
        Assert.Equal((200, 100_801u, 101_000u, 100_800ul), (history.Tunnels.Count, history.Tunnels[0].Number, history.Tunnels[^1].Number, history.Dropped));
        Assert.InRange(allocated, 0, 400_000);
    }

    [Fact]
    public void Checkpoint_OfMoreTunnelsThanTheDepth_KeepsTheNewest()
    {
        var canned = new CannedRegistry(tunnels: 30, shards: 2);
        canned.Registry.SetHistoryDepth(10, 10);
        canned.Registry.CheckpointHistory();
        var history = canned.Registry.Capture().History;

        // Every seventh tunnel is half open.
        Assert.Equal((10, 26u), (history.Tunnels.Count, history.Tunnels[^1].Number));
        Assert.All(history.Tunnels, static row => Assert.True(row.IsCheckpoint));
        Assert.Equal([19ul, 20ul, 22ul, 23ul, 24ul, 25ul, 26ul, 27ul, 29ul, 30ul], history.Tunnels.Select(static row => row.Tunnel.Id.Value));
        Assert.Equal(10, history.Children.Count);
    }

    private static TunnelChange Failing(FailureRecord failure) => new(TunnelChangeKind.Failed, failure.At, Reason: failure.Reason, Text: failure.Text) { Failure = failure };

    private static FailureRecord Failure(string text) => new() { At = CannedRegistry.Now, Phase = FailurePhase.SaInit, Reason = CloseReason.Timeout, Text = text };
}
