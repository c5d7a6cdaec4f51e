using System.Net;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class FilterMergeTests
{
    private static readonly DateTimeOffset Early = CannedRegistry.Now.AddMinutes(-5);

    [Fact]
    public void Filters_OfSeveralShards_AreOneListInSearchOrder()
    {
        var registry = new TunnelRegistry(3, new EngineInfo { Version = "test", StartedAt = Early });
        Publish(registry, 0, Filter("trap", 20) with { OutMatches = 2, CreatedAt = CannedRegistry.Now, UpdatedAt = CannedRegistry.Now }, Filter("last", 90));
        Publish(registry, 1, Filter("first", 10), Filter("trap", 20) with
        {
            Kind = IpFilterKind.Dynamic,
            IpsecTunnel = new TunnelId(7),
            OutMatches = 3,
            InMatches = 4,
            CreatedAt = Early,
            UpdatedAt = Early,
        });

        IReadOnlyList<IpFilterSnapshot> filters = [.. registry.Capture().Filters(IpFilterSet.Current)];

        Assert.Equal(["first", "trap", "last"], filters.Select(static filter => filter.Name));
        var trap = filters[1];
        Assert.Equal((IpFilterKind.Dynamic, new TunnelId(7), 5ul, 4ul, 9ul), (trap.Kind, trap.IpsecTunnel, trap.OutMatches, trap.InMatches, trap.Matches));
        Assert.Equal((Early, CannedRegistry.Now), (trap.CreatedAt, trap.UpdatedAt));
    }

    [Fact]
    public void Filters_OfOneRule_AreNumberedInOrder()
    {
        var registry = new TunnelRegistry(1, new EngineInfo { Version = "test", StartedAt = Early });
        Publish(registry, 0, Filter("a", 1), Filter("b", 2), Filter("a", 3) with { VpnName = "w" }, Filter("a", 4));

        Assert.Equal([1, 1, 1, 2], registry.Capture().Filters(IpFilterSet.Current).Select(static filter => filter.Number));
    }

    [Fact]
    public void ManualTunnels_OfSeveralShards_AreOrderedById()
    {
        var registry = new TunnelRegistry(2, new EngineInfo { Version = "test", StartedAt = Early });
        registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, ManualTunnels = [Manual(2)] });
        registry.Publisher(1).Commit(new ShardChanges { At = CannedRegistry.Now, ManualTunnels = [Manual(1), Manual(3)] });
        registry.Publisher(1).Commit(new ShardChanges { At = CannedRegistry.Now });

        Assert.Equal(["M1", "M2", "M3"], registry.Capture().ManualTunnels.Select(static tunnel => tunnel.Id.ToManualName()));
    }

    private static void Publish(TunnelRegistry registry, int shard, params IpFilterSnapshot[] filters) =>
        registry.Publisher(shard).Commit(new ShardChanges { At = CannedRegistry.Now, Filters = new Filters(filters) });

    private static IpFilterSnapshot Filter(string name, ulong order) => new()
    {
        Name = name,
        VpnName = "v",
        Kind = IpFilterKind.Anchor,
        Action = IpFilterAction.Protect,
        Local = Any(),
        Remote = Any(),
        SearchOrder = order,
    };

    private static ManualTunnelSnapshot Manual(ulong id) => new()
    {
        Id = new TunnelId(id),
        Name = $"m{id}",
        IsActive = true,
        Protocol = IpsecProtocol.Esp,
        Mode = IpsecMode.Tunnel,
        Local = new EndpointInfo(IPAddress.Loopback, 0),
        Remote = new EndpointInfo(IPAddress.Loopback, 0),
        SpiIn = 256,
        SpiOut = 256,
        Counters = new IpsecTunnelCounters(),
    };

    private static SelectorInfo Any() => new(0, 0, ushort.MaxValue, IPAddress.Any, IPAddress.Broadcast);

    private sealed class Filters(IReadOnlyList<IpFilterSnapshot> filters) : IFilterTable
    {
        public IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set) => filters;
    }
}
