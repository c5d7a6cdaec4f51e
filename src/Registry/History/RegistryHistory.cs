namespace MyIkev2.Registry;

/// <summary>
/// The registry's memory of what ended and failed: reads it out of the changes that the shards publish. Thread-safe; readers never wait. What a
/// turn without ends and failures costs is one look at each of its changes.
/// </summary>
internal sealed class RegistryHistory
{
    private readonly HistoryLog<EndedTunnel> _tunnels = new(ITunnelRegistry.DefaultHistoryDepth);
    private readonly HistoryLog<EndedChild> _children = new(ITunnelRegistry.DefaultHistoryDepth);
    private readonly HistoryLog<FailureRecord> _failures = new(ITunnelRegistry.DefaultHistoryDepth);

    public HistoryView Capture() => new(_tunnels.Window, _children.Window, _failures.Window);

    public void SetDepth(int tunnels, int failures)
    {
        _tunnels.SetDepth(tunnels);
        _children.SetDepth(tunnels);
        _failures.SetDepth(failures);
    }

    public void Enter(FailureRecord failure) => _failures.Append([failure]);

    /// <summary>Enters what the changes of one turn ended, before subscribers see them: a failure has its number then.</summary>
    public void Enter(ReadOnlySpan<TunnelChange> changes)
    {
        var (tunnels, children, failures) = (0, 0, 0);
        foreach (var change in changes)
        {
            tunnels += EndsTunnel(change) ? 1 : 0;
            children += EndsChild(change) ? 1 : 0;
            failures += change.Failure is null ? 0 : 1;
        }

        if (tunnels + children + failures == 0)
        {
            return;
        }

        Enter(_tunnels, changes, tunnels, EndsTunnel, static change => EndedTunnel.From(change.Tunnel!, change.At, change.Reason, change.Text));
        Enter(
            _children,
            changes,
            children,
            EndsChild,
            static change => EndedChild.From(change.Tunnel!, change.Child!, change.At, change.Reason, change.Cause));
        Enter(_failures, changes, failures, static change => change.Failure is not null, static change => change.Failure!, keepsAll: true);
    }

    /// <summary>Enters a row for every tunnel and every policy of the view that is up.</summary>
    public void Checkpoint(RegistryView view)
    {
        var tunnels = new Queue<EndedTunnel>();
        var children = new Queue<EndedChild>();
        var (depth, skippedTunnels, skippedChildren) = (_tunnels.Window.Depth, 0, 0);
        foreach (var tunnel in view.Enumerate())
        {
            if (tunnel.State.Phase() != TunnelPhase.Active)
            {
                continue;
            }

            skippedTunnels += Push(tunnels, depth, EndedTunnel.From(tunnel, view.AsOf, CloseReason.None, "checkpoint", isCheckpoint: true));
            for (var i = 0; i < tunnel.Children.Count; i++)
            {
                if (IsNewestOfPolicy(tunnel.Children, i))
                {
                    skippedChildren += Push(
                        children, depth, EndedChild.From(tunnel, tunnel.Children[i], view.AsOf, CloseReason.None, FailureCause.None, isCheckpoint: true));
                }
            }
        }

        _tunnels.Append(tunnels.ToArray(), skippedTunnels);
        _children.Append(children.ToArray(), skippedChildren);
    }

    private static bool EndsTunnel(TunnelChange change) => change is { Kind: TunnelChangeKind.Closed, Tunnel: not null };

    private static bool EndsChild(TunnelChange change) => change is { Kind: TunnelChangeKind.ChildClosed, TogglesPolicy: true, Tunnel: not null, Child: not null };

    private static void Enter<T>(
        HistoryLog<T> log, ReadOnlySpan<TunnelChange> changes, int count, Func<TunnelChange, bool> selects, Func<TunnelChange, T> make, bool keepsAll = false)
        where T : HistoryRow
    {
        if (count == 0)
        {
            return;
        }

        var skip = keepsAll ? 0 : Math.Max(0, count - log.Window.Depth);
        var rows = new T[count - skip];
        var (seen, next) = (0, 0);
        foreach (var change in changes)
        {
            if (selects(change) && seen++ >= skip)
            {
                rows[next++] = make(change);
            }
        }

        log.Append(rows, skip);
    }

    private static int Push<T>(Queue<T> rows, int depth, T row)
    {
        rows.Enqueue(row);
        if (rows.Count <= depth)
        {
            return 0;
        }

        rows.Dequeue();
        return 1;
    }

    private static bool IsNewestOfPolicy(IReadOnlyList<IpsecTunnelSnapshot> children, int index)
    {
        if (children[index].State.Phase() != TunnelPhase.Active)
        {
            return false;
        }

        for (var i = index + 1; i < children.Count; i++)
        {
            if (children[i].PolicyName == children[index].PolicyName && children[i].State.Phase() == TunnelPhase.Active)
            {
                return false;
            }
        }

        return true;
    }
}
