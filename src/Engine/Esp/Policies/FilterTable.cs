using System.Net;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The policies of a shard as monitors see them: a reference to the very table that the packet path searches, which never changes, and to its live
/// counters. Any thread.
/// </summary>
internal sealed class FilterTable(
    string vrf, PolicyTable table, ValueList<PeerPolicy> peers, IReadOnlyList<PolicyEntry> manual, FilterStatistics defaultIpv4, FilterStatistics defaultIpv6) : IFilterTable
{
    /// <summary>The rule for packets that no other matches: they are dropped (RFC 4301 section 5.1).</summary>
    public const string DefaultRule = "SYSDEFAULTDENYRULE";

    public IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set) => set switch
    {
        IpFilterSet.Current => table.InSearchOrder.Select(Describe).Concat(Defaults()),
        IpFilterSet.Default => Defaults(),
        IpFilterSet.Policy => ConfiguredPolicies.AllOf(peers).Concat(manual).OrderBy(static entry => entry.Order).Select(Configured),
        _ => [],
    };

    private IpFilterSnapshot Describe(PolicyEntry entry)
    {
        var child = entry.Sa?.Pair?.Child;
        return Snapshot(entry, entry.Statistics) with
        {
            Kind = child is null ? KindOf(entry) : IpFilterKind.Dynamic,
            IpsecTunnel = child?.Id,
        };
    }

    private static IpFilterKind KindOf(PolicyEntry entry) =>
        entry.Manual is not null ? IpFilterKind.Manual
        : entry.Action is PolicyAction.Pass or PolicyAction.Drop ? IpFilterKind.Generic
        : IpFilterKind.Anchor;

    private IpFilterSnapshot Snapshot(PolicyEntry entry, FilterStatistics statistics) => new()
    {
        Vrf = vrf,
        Name = entry.Policy.Name,
        VpnName = entry.VpnName,
        VpnAction = entry.Manual?.VpnAction ?? string.Empty,
        Kind = KindOf(entry),
        Action = entry.Action switch
        {
            PolicyAction.Pass => IpFilterAction.Permit,
            PolicyAction.Drop => IpFilterAction.Deny,
            _ => IpFilterAction.Protect,
        },
        Local = SnapshotBuilder.Describe(entry.Local),
        Remote = SnapshotBuilder.Describe(entry.Remote),
        OnDemand = entry.Policy.StartAction == ChildAction.Trap,
        ManualTunnel = entry.Manual is { } manual ? new TunnelId(manual.Number) : null,
        Priority = entry.Priority,
        CreatedAt = statistics.CreatedAt,
        UpdatedAt = statistics.UpdatedAt,
        OutMatches = statistics.OutMatches,
        InMatches = statistics.InMatches,
        SearchOrder = entry.Order,
    };

    /// <summary>A configured rule, with what is counted of it where it is in force.</summary>
    private IpFilterSnapshot Configured(PolicyEntry entry)
    {
        var standing = table.TryFind(entry.Key);
        return Snapshot(entry, standing?.Statistics ?? entry.Statistics) with { IsActive = standing is not null };
    }

    private IEnumerable<IpFilterSnapshot> Defaults() => [Default(IPAddress.Any, Last(4), defaultIpv4), Default(IPAddress.IPv6Any, Last(16), defaultIpv6)];

    private IpFilterSnapshot Default(IPAddress first, IPAddress last, FilterStatistics statistics)
    {
        var all = new SelectorInfo(0, 0, ushort.MaxValue, first, last);
        return new IpFilterSnapshot
        {
            Vrf = vrf,
            Name = DefaultRule,
            Kind = IpFilterKind.Generic,
            Action = IpFilterAction.Deny,
            Local = all,
            Remote = all,
            CreatedAt = statistics.CreatedAt,
            UpdatedAt = statistics.UpdatedAt,
            OutMatches = statistics.OutMatches,
            InMatches = statistics.InMatches,
            SearchOrder = PolicyOrder.Last,
        };
    }

    private static IPAddress Last(int octets)
    {
        Span<byte> ones = stackalloc byte[octets];
        ones.Fill(byte.MaxValue);
        return new IPAddress(ones);
    }
}
