using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Watching;

/// <summary>The agent's list of tunnels as this side knows it. One writer and one reader at a time; the caller sees to that.</summary>
internal sealed class WatchedTunnels
{
    // Newest generation first, as the agent lists them.
    private readonly SortedDictionary<(ulong Id, uint FromNewest), IkeTunnel> _tunnels = [];

    public IReadOnlyCollection<IkeTunnel> All => _tunnels.Values;

    /// <summary>Begins with an empty list, takes over a part of a snapshot or follows a change of the list.</summary>
    public void Apply(WatchResponse response)
    {
        if (response.Snapshot is { } part)
        {
            if (part.First)
            {
                _tunnels.Clear();
            }

            foreach (IkeTunnel tunnel in part.Tunnels)
            {
                _tunnels[KeyOf(tunnel)] = tunnel;
            }
        }
        else if (response.Change is { Tunnel: { } changed } change)
        {
            if (change.Kind == TunnelChangeKind.Removed)
            {
                _tunnels.Remove(KeyOf(changed));
            }
            else if (change.Kind == TunnelChangeKind.Changed)
            {
                _tunnels[KeyOf(changed)] = changed;
            }
        }
    }

    private static (ulong Id, uint FromNewest) KeyOf(IkeTunnel tunnel) => (tunnel.TunnelId, uint.MaxValue - tunnel.Generation);
}
