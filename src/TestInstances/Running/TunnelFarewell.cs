using MyIkev2.Engine.Runtime;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>
/// Deletes every IKE SA with its peer, some at a time: a hundred thousand DELETEs at once would overflow the peer's socket, and be sent again for
/// seconds.
/// </summary>
internal static class TunnelFarewell
{
    /// <summary>Of the deadline; the rest is for what the engine itself has to do at its stop.</summary>
    private const double Share = 0.8;

    /// <summary>Between looks at how many answers have come.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    /// <summary>Ends when all have been told and have answered, at the deadline, or when it is cancelled. The engine then stops as it always does.</summary>
    public static async Task SayAsync(EngineHost engine, int window, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline * Share);
        var waiting = new Queue<uint>(engine.Registry.Capture().Enumerate().Where(static sa => sa.State.Phase() == TunnelPhase.Active).Select(static sa => sa.UniqueId));
        try
        {
            while (true)
            {
                var closing = engine.Registry.Capture().Tally[IkeTunnelState.Closing];
                if (waiting.Count == 0 && closing == 0)
                {
                    return;
                }

                var told = new List<Task>();
                while (closing + told.Count < window && waiting.TryDequeue(out var number))
                {
                    told.Add(engine.ExecuteAsync(new EngineCommand.FlushIke(SaSelector.ByUniqueId(number)), null, limit.Token));
                }

                if (told.Count > 0)
                {
                    await Task.WhenAll(told).ConfigureAwait(false);
                }
                else
                {
                    await Task.Delay(Interval, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Peers that do not answer must not keep the run.
        }
    }
}
