namespace MyIkev2.Registry;

/// <summary>
/// What a vpn has counted since the engine started: its ended tunnels and its living ones. Within a run no number of it ever falls, whatever is rekeyed,
/// closed and set up again.
/// </summary>
/// <param name="Past">What its ended tunnels have left, and its coming and going.</param>
/// <param name="Ike">IKE counters of all its tunnels; gauges and moments of the living.</param>
/// <param name="Traffic">Traffic by security policy, in the order in which policies were met.</param>
/// <param name="IkeSas">IKE SAs in the view that are surely its own.</param>
public sealed record VpnTotals(VpnPast Past, IkeCounterReading Ike, IReadOnlyList<PolicyTotals> Traffic, int IkeSas)
{
    /// <summary>Walks a view once.</summary>
    internal static IReadOnlyDictionary<VpnKey, VpnTotals> Of(RegistryView view)
    {
        var sums = new Dictionary<VpnKey, VpnSum>();
        foreach (var shard in view.Shards)
        {
            foreach (var (key, past) in shard.Ended)
            {
                Find(sums, key).Add(past);
            }

            TunnelId last = default;
            foreach (var snapshot in shard.Tunnels.Enumerate())
            {
                if (snapshot.IsVpnCertain)
                {
                    // All generations of a tunnel show its counters and its past.
                    Find(sums, new VpnKey(snapshot.Vrf, snapshot.VpnName)).Add(snapshot, isFirst: snapshot.Id != last);
                    last = snapshot.Id;
                }
            }
        }

        return sums.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToTotals());
    }

    private static VpnSum Find(Dictionary<VpnKey, VpnSum> sums, VpnKey key)
    {
        if (!sums.TryGetValue(key, out var sum))
        {
            sums.Add(key, sum = new VpnSum());
        }

        return sum;
    }

    private sealed class VpnSum
    {
        private readonly List<PolicyTotals> _traffic = [];
        private VpnPast _past = VpnPast.None;
        private IkeCounterReading _living;
        private int _ikeSas;

        public void Add(VpnPast past)
        {
            _past = VpnPast.Merge(_past, past);
            Add(past.Traffic);
        }

        public void Add(IkeTunnelSnapshot snapshot, bool isFirst)
        {
            _ikeSas++;
            if (isFirst)
            {
                _living += snapshot.Counters.Read();
                Add(snapshot.Past);
            }

            for (var i = 0; i < snapshot.Children.Count; i++)
            {
                var child = snapshot.Children[i];
                Add(new PolicyTotals(child.PolicyName, child.Counters.Read(), 0, 0));
            }
        }

        public VpnTotals ToTotals() => new(_past, _past.Ike + _living, _traffic, _ikeSas);

        private void Add(IReadOnlyList<PastTraffic> past)
        {
            for (var i = 0; i < past.Count; i++)
            {
                Add(new PolicyTotals(past[i].PolicyName, past[i].Counters, past[i].Rekeys, past[i].TunnelsEnded));
            }
        }

        private void Add(PolicyTotals more)
        {
            for (var i = 0; i < _traffic.Count; i++)
            {
                if (_traffic[i].PolicyName == more.PolicyName)
                {
                    _traffic[i] = new PolicyTotals(
                        more.PolicyName, _traffic[i].Counters + more.Counters, _traffic[i].Rekeys + more.Rekeys, _traffic[i].TunnelsEnded + more.TunnelsEnded);
                    return;
                }
            }

            _traffic.Add(more);
        }
    }
}

/// <summary>What the Child SA pairs of one security policy have counted, those that are gone included.</summary>
/// <param name="PolicyName">The security policy.</param>
/// <param name="Counters">Traffic.</param>
/// <param name="Rekeys">Times that a pair was replaced by a rekey.</param>
/// <param name="TunnelsEnded">How often the policy had pairs in a tunnel and had none any more.</param>
public sealed record PolicyTotals(string PolicyName, IpsecCounterReading Counters, ulong Rekeys, ulong TunnelsEnded);
