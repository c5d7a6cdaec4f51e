using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Follows what the engine publishes, for those who must know of every tunnel that comes and goes.</summary>
internal sealed class ChangeFollower : IAsyncDisposable
{
    /// <summary>Changes that may wait: more than a shard makes in a second.</summary>
    private const int Capacity = 65_536;

    private readonly ChangeSubscription _changes;
    private readonly Task _following;

    /// <param name="registry">What to follow.</param>
    /// <param name="ids">Hears of a client's tunnels; may be null.</param>
    /// <param name="arrivals">Hears of a gateway's tunnels; may be null.</param>
    public ChangeFollower(ITunnelRegistry registry, TunnelNumbers? ids, GatewayCount? arrivals)
    {
        _changes = registry.Subscribe(Capacity);

        // A gateway's first tunnel may have been faster than we.
        arrivals?.Resynchronize(registry.Capture());
        _following = FollowAsync(registry, ids, arrivals);
    }

    /// <summary>Takes what has come so far, and no more.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Dispose();
        await _following.ConfigureAwait(false);
    }

    private async Task FollowAsync(ITunnelRegistry registry, TunnelNumbers? ids, GatewayCount? arrivals)
    {
        await foreach (var change in _changes.ReadAllAsync().ConfigureAwait(false))
        {
            if (change.Kind == TunnelChangeKind.Resync)
            {
                var view = registry.Capture();
                ids?.Resynchronize(view);
                arrivals?.Resynchronize(view);
            }
            else
            {
                ids?.Apply(change);
                arrivals?.Apply(change);
            }
        }
    }
}
