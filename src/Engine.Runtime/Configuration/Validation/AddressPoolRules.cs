using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Pools of virtual addresses: no address in two places, and what the vpns want of them.</summary>
internal static class AddressPoolRules
{
    /// <summary>The word in <c>vip-pool</c> that names no pool.</summary>
    public const string Radius = "radius";

    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        CheckOverlaps(ike, diagnostics);
        foreach (var pool in ike.Entries("pool"))
        {
            if (pool.Value("netmask") is { Data: IpAddress netmask } value && !IsNetmask(netmask))
            {
                diagnostics.Error(value.Position, pool.PathOf("netmask"), $"{netmask} is not a netmask: its ones are not all before its zeros");
            }
        }

        foreach (var vpn in ike.Entries("vpn"))
        {
            CheckVpn(vpn, diagnostics);
        }
    }

    /// <summary>Two peers must never get the same address. In the order of the addresses only neighbours can overlap.</summary>
    private static void CheckOverlaps(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var ranges = ike.Entries("pool")
            .SelectMany(static pool => pool.Values("address").Select(value => (Pool: pool, Value: value, Range: (AddressRange)value.Data)))
            .OrderBy(static entry => entry.Range.First)
            .ToList();
        for (var index = 1; index < ranges.Count; index++)
        {
            var (before, entry) = (ranges[index - 1], ranges[index]);
            if (before.Range.IsIpv6 == entry.Range.IsIpv6 && before.Range.Last >= entry.Range.First)
            {
                var (first, second) = Comes(before.Value, entry.Value) ? (before, entry) : (entry, before);
                diagnostics.Error(second.Value.Position, second.Pool.PathOf("address"), $"{second.Value.Text} overlaps {first.Value.Text} of pool '{first.Pool.Key}'");
            }
        }
    }

    private static void CheckVpn(ConfigNode vpn, ConfigDiagnostics diagnostics)
    {
        if (vpn.Values("vip-request") is [var wish, ..] && (!vpn.TryGet<IpAddress>("remote-address", out var peer) || peer.IsNone))
        {
            diagnostics.Warning(wish.Position, vpn.PathOf("vip-request"), "has no effect: only an initiator asks, and there is no remote-address");
        }
    }

    private static bool Comes(ConfigValue one, ConfigValue other) =>
        (one.Position.Line, one.Position.Column).CompareTo((other.Position.Line, other.Position.Column)) < 0;

    private static bool IsNetmask(IpAddress netmask)
    {
        var zeros = ~netmask.Bits & (netmask.IsIpv6 ? UInt128.MaxValue : uint.MaxValue);
        return (zeros & (zeros + 1)) == 0;
    }
}
