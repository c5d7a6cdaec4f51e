using System.Reflection;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Invariants;

/// <summary>Remembers what the vpns of a host had counted: nothing of it may ever be less.</summary>
internal sealed class VpnTotalsWatch(SimHost host)
{
    private static readonly PropertyInfo[] IkeCounters = Counters<IkeCounterReading>(nameof(IkeCounterReading.PendingRequests), nameof(IkeCounterReading.RoundTripMicroseconds));
    private static readonly PropertyInfo[] IpsecCounters = Counters<IpsecCounterReading>();
    private Dictionary<(VpnKey Vpn, string Name), ulong> _before = [];

    public void Hold()
    {
        var now = new Dictionary<(VpnKey, string), ulong>();
        foreach (var (vpn, totals) in host.Registry.Capture().ReadVpnTotals())
        {
            AddAll(now, vpn, "ike", IkeCounters, totals.Ike);
            foreach (var policy in totals.Traffic)
            {
                AddAll(now, vpn, policy.PolicyName, IpsecCounters, policy.Counters);
                now[(vpn, $"{policy.PolicyName} rekeys")] = policy.Rekeys;
                now[(vpn, $"{policy.PolicyName} ended")] = policy.TunnelsEnded;
            }

            now[(vpn, "tunnels")] = totals.Past.Tunnels;
            now[(vpn, "up")] = totals.Past.UpCount;
            now[(vpn, "down")] = totals.Past.DownCount;
            IsUpWhileItHasATunnel(vpn, totals);
        }

        Assert.All(_before, pair => Assert.True(now.GetValueOrDefault(pair.Key) >= pair.Value, $"{pair.Key} fell from {pair.Value} to {now.GetValueOrDefault(pair.Key)}"));
        _before = now;
    }

    private void IsUpWhileItHasATunnel(VpnKey vpn, VpnTotals totals)
    {
        var established = host.Registry.Capture().Enumerate()
            .Where(tunnel => tunnel.VpnName == vpn.Name && tunnel.State is IkeTunnelState.Established or IkeTunnelState.Closing or IkeTunnelState.Expired)
            .DistinctBy(static tunnel => tunnel.Id).Count();
        Assert.Equal(established, totals.Past.TunnelsUp);
        Assert.Equal(totals.Past.DownCount + (established > 0 ? 1ul : 0), totals.Past.UpCount);
    }

    private static void AddAll<T>(Dictionary<(VpnKey, string), ulong> all, VpnKey vpn, string part, PropertyInfo[] properties, T reading)
    {
        foreach (var property in properties)
        {
            all[(vpn, $"{part} {property.Name}")] = (ulong)property.GetValue(reading)!;
        }
    }

    private static PropertyInfo[] Counters<T>(params string[] gauges) =>
        [.. typeof(T).GetProperties().Where(property => property.PropertyType == typeof(ulong) && !gauges.Contains(property.Name))];
}
