using System.Net;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Counts the tunnels that come to a gateway until all that it expects have come: each peer once, however often it comes back. One thread.</summary>
internal sealed class GatewayCount(int expected, SetupNumbers numbers)
{
    private HashSet<(string Identity, IPAddress Address)>? _seen = [];

    /// <summary>Takes a change.</summary>
    public void Apply(TunnelChange change)
    {
        if (change is { Kind: TunnelChangeKind.Opened, Tunnel: { } sa })
        {
            Count(sa);
        }
    }

    /// <summary>Changes were missed: takes what a view shows.</summary>
    public void Resynchronize(RegistryView view)
    {
        foreach (var sa in view.Enumerate())
        {
            if (sa.State.Phase() == TunnelPhase.Active)
            {
                Count(sa);
            }
        }
    }

    private void Count(IkeTunnelSnapshot sa)
    {
        if (_seen is null || !_seen.Add((sa.RemoteIdentity.Text, sa.Remote.Address)))
        {
            return;
        }

        numbers.Begin();
        numbers.Created(sa.EstablishedAt - sa.CreatedAt ?? TimeSpan.Zero);
        if (_seen.Count == expected)
        {
            _seen = null;
            numbers.Finish();
        }
    }
}
