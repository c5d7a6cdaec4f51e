using Grpc.Core;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc;

/// <summary>
/// One caller's watch: a snapshot, then changes. The subscription begins before the capture, so nothing falls between them; a change that
/// the snapshot already shows may follow it. A caller that is too slow loses changes and gets a new snapshot.
/// </summary>
internal sealed class TunnelWatch(ITunnelRegistry registry, TunnelFilter filter, IServerStreamWriter<V1.WatchResponse> responses)
{
    private const int QueueCapacity = 4096;

    /// <summary>Runs until the caller ends the call, or until the agent stops: then with UNAVAILABLE.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using ChangeSubscription subscription = registry.Subscribe(QueueCapacity);
        try
        {
            await SendSnapshotAsync(ending.Token);
            await foreach (TunnelChange change in subscription.ReadAllAsync(ending.Token))
            {
                if (change.Kind == TunnelChangeKind.Resync)
                {
                    await SendSnapshotAsync(ending.Token);
                }
                else if (Concerns(change))
                {
                    await responses.WriteAsync(new V1.WatchResponse { Change = ChangeMapper.ToMessage(change) }, ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The agent is stopping."));
        }
    }

    private async Task SendSnapshotAsync(CancellationToken cancellationToken)
    {
        RegistryView view = registry.Capture();
        V1.SnapshotPart? pending = null;
        foreach (IReadOnlyList<V1.IkeTunnel> batch in TunnelBatches.Cut(view, filter, batchSize: 0))
        {
            if (pending is not null)
            {
                await responses.WriteAsync(new V1.WatchResponse { Snapshot = pending }, cancellationToken);
            }

            pending = new V1.SnapshotPart { AsOf = WireValues.Moment(view.AsOf), First = pending is null, Tunnels = { batch } };
        }

        // A cut has at least one batch.
        pending!.Last = true;
        await responses.WriteAsync(new V1.WatchResponse { Snapshot = pending }, cancellationToken);
    }

    private bool Concerns(TunnelChange change) => change.Tunnel is null || filter.Matches(change.Tunnel)
        || (change.Previous is { } previous && filter.Matches(previous));
}
