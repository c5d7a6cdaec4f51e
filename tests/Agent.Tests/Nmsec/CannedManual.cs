using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Made-up manual tunnels and filters.</summary>
internal static class CannedManual
{
    public static ManualTunnelSnapshot Tunnel(int number, bool active)
    {
        var counters = new IpsecTunnelCounters();
        counters.InPackets.Set(1);
        counters.OutPackets.Set(2);
        counters.InOctets.Set(0x1_0000_0003);
        counters.OutOctets.Set(4);
        return new ManualTunnelSnapshot
        {
            Id = new TunnelId((ulong)number),
            Name = $"manual-{number}",
            VpnAction = number == 1 ? "MVA-One" : string.Empty,
            IsActive = active,
            Protocol = IpsecProtocol.Esp,
            Mode = IpsecMode.Transport,
            Local = new EndpointInfo(IPAddress.Parse("192.0.2.1"), 0),
            Remote = new EndpointInfo(IPAddress.Parse($"198.51.100.{number}"), 0),
            SpiIn = 0x1000,
            SpiOut = 0x2000,
            Encryption = CannedRegistry.Aes128Cbc,
            Integrity = CannedRegistry.HmacSha256_128,
            ActivatedAt = active ? CannedRegistry.Now : null,
            Counters = counters,
        };
    }

    /// <summary>The registry with manual tunnel 1 active, 2 and 3 not, 3 in another stack, and these filters.</summary>
    public static TunnelRegistry Registry(params IpFilterSnapshot[] filters)
    {
        var registry = new CannedRegistry().Registry;
        registry.Publisher(0).Commit(new ShardChanges
        {
            At = CannedRegistry.Now,
            ManualTunnels = [Tunnel(1, active: true), Tunnel(2, active: false), Tunnel(3, active: false) with { Vrf = "TCPIP1" }],
            Filters = new Table(filters),
        });
        registry.SetStacks([CannedRegistry.Stack, new StackInfo { Name = "TCPIP1" }]);
        return registry;
    }

    public static SelectorInfo Selector(string start, string end, byte protocol = 0, ushort low = 0, ushort high = ushort.MaxValue)
        => new(protocol, low, high, IPAddress.Parse(start), IPAddress.Parse(end));

    private sealed class Table(IpFilterSnapshot[] filters) : IFilterTable
    {
        public IEnumerable<IpFilterSnapshot> Enumerate(IpFilterSet set) => set switch
        {
            IpFilterSet.Current => filters,
            IpFilterSet.Default => filters.Where(filter => filter.VpnName.Length == 0 && filter.ManualTunnel is null),
            _ => filters.Where(filter => filter.VpnName.Length > 0),
        };
    }
}
