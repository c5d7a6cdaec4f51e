using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Invariants;

/// <summary>
/// Follows the changes of a host: a tunnel and a policy of a tunnel come up before they go down, and go down once, whatever rekeys, collisions and
/// losses there are; and the history has exactly that.
/// </summary>
internal sealed class HistoryWatch
{
    private readonly SimHost _host;
    private readonly ChangeSubscription _changes;
    private readonly HashSet<TunnelId> _up = [];
    private readonly HashSet<(TunnelId Tunnel, string Policy)> _policiesUp = [];
    private int _tunnelsEnded;
    private int _policiesEnded;
    private int _failures;

    public HistoryWatch(SimHost host)
    {
        _host = host;
        host.Registry.SetHistoryDepth(ITunnelRegistry.MaximumHistoryDepth, ITunnelRegistry.MaximumHistoryDepth);
        _changes = host.Registry.Subscribe(100_000);
    }

    public void Hold()
    {
        while (_changes.TryRead(out var change))
        {
            Follow(change);
        }

        var view = _host.Registry.Capture();
        Assert.Equal(
            (_tunnelsEnded, _policiesEnded, _failures),
            (view.History.Tunnels.Count, view.History.Children.Count, view.History.Failures.Count));
        foreach (var tunnel in view.Enumerate().Where(static tunnel => tunnel.State == IkeTunnelState.Established))
        {
            Assert.Contains(tunnel.Id, _up);
            Assert.All(
                tunnel.Children.Where(static child => child.State.Phase() == TunnelPhase.Active),
                child => Assert.Contains((tunnel.Id, child.PolicyName), _policiesUp));
        }
    }

    /// <summary>Everything is closed.</summary>
    public void End()
    {
        Hold();
        Assert.Empty(_up);
        Assert.Empty(_policiesUp);
        var history = _host.Registry.Capture().History;
        Assert.All(history.Tunnels, static row => Assert.True(row.DownAt >= row.UpAt));
        Assert.All(history.Children, static row => Assert.True(row.DownAt >= row.UpAt && row.Pairs > 0));

        // A packet that comes while its pair is on the way out is the tunnel's alone.
        var (ofTunnels, ofChildren) = (Packets(history.Tunnels, static row => row.Traffic), Packets(history.Children, static row => row.Traffic));
        Assert.InRange(ofChildren, ofTunnels * 9 / 10, ofTunnels);
        _changes.Dispose();
    }

    private static ulong Packets<T>(IEnumerable<T> rows, Func<T, IpsecCounterReading> traffic) =>
        rows.Select(traffic).Aggregate(0ul, static (sum, one) => sum + one.InPackets + one.OutPackets);

    private void Follow(TunnelChange change)
    {
        switch (change.Kind)
        {
            case TunnelChangeKind.Resync:
                Assert.Fail("the watch is too small");
                break;
            case TunnelChangeKind.Opened:
                Assert.True(_up.Add(change.Tunnel!.Id));
                break;
            case TunnelChangeKind.Closed:
                Assert.True(_up.Remove(change.Tunnel!.Id), $"tunnel {change.Tunnel.Id} ended and was not up");
                _tunnelsEnded++;
                break;
            case TunnelChangeKind.ChildOpened or TunnelChangeKind.ChildRekeyed when change.TogglesPolicy:
                Assert.True(_policiesUp.Add((change.Tunnel!.Id, change.Child!.PolicyName)), $"{change.Child.PolicyName} came up and was up");
                break;
            case TunnelChangeKind.ChildClosed when change.TogglesPolicy:
                Assert.True(_policiesUp.Remove((change.Tunnel!.Id, change.Child!.PolicyName)), $"{change.Child.PolicyName} ended and was not up");
                _policiesEnded++;
                break;
        }

        if (change.Failure is { } failure)
        {
            Assert.Equal((uint)++_failures, failure.Number);
            Assert.True(failure.Cause != FailureCause.None || Engine.Shard.Failures.FailureRules.IsFailure(failure.Reason));
        }
    }
}
