using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>
/// Knows the number of each tunnel's present IKE SA, by following what the engine publishes: closing one of a hundred thousand by its number needs no
/// search. One thread follows, any thread reads.
/// </summary>
internal sealed class TunnelNumbers
{
    private readonly Dictionary<string, int> _indexes;
    private readonly uint[] _numbers;

    /// <param name="vpns">Names of the tunnels' vpns, in the order of the tunnels.</param>
    public TunnelNumbers(IEnumerable<string> vpns)
    {
        _indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var vpn in vpns)
        {
            _indexes.Add(vpn, _indexes.Count);
        }

        _numbers = new uint[_indexes.Count];
    }

    /// <summary>The number of the tunnel's IKE SA; 0 while it has none, or none that was heard of.</summary>
    public uint Of(int tunnel) => Volatile.Read(ref _numbers[tunnel]);

    /// <summary>Takes a change.</summary>
    public void Apply(TunnelChange change)
    {
        if (change.Tunnel is not { } sa || !_indexes.TryGetValue(sa.VpnName, out var tunnel))
        {
            return;
        }

        switch (change.Kind)
        {
            case TunnelChangeKind.Opened or TunnelChangeKind.Rekeyed:
                Volatile.Write(ref _numbers[tunnel], sa.UniqueId);
                break;
            case TunnelChangeKind.Closed when _numbers[tunnel] == sa.UniqueId:
                Volatile.Write(ref _numbers[tunnel], 0);
                break;
        }
    }

    /// <summary>Changes were missed: takes what a view shows.</summary>
    public void Resynchronize(RegistryView view)
    {
        foreach (var sa in view.Enumerate())
        {
            if (sa.State is IkeTunnelState.Established or IkeTunnelState.Rekeying && _indexes.TryGetValue(sa.VpnName, out var tunnel))
            {
                Volatile.Write(ref _numbers[tunnel], sa.UniqueId);
            }
        }
    }
}
