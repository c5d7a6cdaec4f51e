using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

public class SnmpViewSourceTests
{
    private readonly CannedRegistry _canned = new(tunnels: 5);

    [Fact]
    public void Capture_NothingChanged_UsesTheSameRowsWithFreshAges()
    {
        var source = Source(_canned.Clock);
        var first = source.Capture();
        _canned.Clock.Advance(TimeSpan.FromSeconds(3));
        var second = source.Capture();
        Assert.Same(first.Rows, second.Rows);
        Assert.Equal(TimeSpan.FromSeconds(3), second.Registry.AsOf - first.Registry.AsOf);
        Assert.Equal(TimeSpan.FromSeconds(3), second.UpTime);
    }

    [Fact]
    public void Capture_TunnelsOrConfigurationChanged_SortsAgain()
    {
        var source = Source(_canned.Clock);
        var first = source.Capture();
        _canned.Commit(1, removals: [(new TunnelId(2), 1)]);
        var second = source.Capture();
        Assert.Equal(first.Rows.IkeSas.Count - 1, second.Rows.IkeSas.Count);
        _canned.Registry.SetConfiguration([]);
        Assert.Equal(first.Rows.Vpns.Count - 2, source.Capture().Rows.Vpns.Count);
    }

    [Fact]
    public void Capture_ChangesWithoutEnd_SeesAnOldButWholeStateForAWhile()
    {
        // A clock on which each sort takes one step: the next is due twenty steps later.
        var source = Source(new SteppingTime());
        var before = source.Capture();
        _canned.Commit(1, removals: [(new TunnelId(2), 1)]);
        var during = source.Capture();
        Assert.Same(before.Rows, during.Rows);
        Assert.Equal(during.Rows.IkeSas.Count, during.Registry.TunnelCount);

        var captures = 0;
        while (ReferenceEquals(source.Capture().Rows, before.Rows))
        {
            Assert.InRange(++captures, 1, 25);
        }

        Assert.Equal(before.Rows.IkeSas.Count - 1, source.Capture().Rows.IkeSas.Count);
    }

    [Fact]
    public async Task Capture_FromManyThreadsWhileTunnelsChange_IsAlwaysWhole()
    {
        var source = Source(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var view = source.Capture();
                Assert.Equal(view.Registry.TunnelCount, view.Rows.IkeSas.Count);
            }
        })).ToArray();
        var writer = Task.Run(() =>
        {
            for (var present = true; !stop.IsCancellationRequested; present = !present)
            {
                _canned.Commit(1, present ? null : [CannedRegistry.Tunnel(2)], present ? [(new TunnelId(2), 1)] : null);
            }
        });
        try
        {
            await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            await stop.CancelAsync();
            await writer;
        }
    }

    private SnmpViewSource Source(TimeProvider time) =>
        new(_canned.Registry, new AgentFacts(MibRoot.Default, "", "", "", "", new SnmpCounters()), time);

    private sealed class SteppingTime : TimeProvider
    {
        private long _steps;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Interlocked.Increment(ref _steps);
    }
}
