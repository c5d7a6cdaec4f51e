using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>A gateway's configuration: one vpn for whoever knows the key, and the pools.</summary>
internal static class GatewayPolicies
{
    private const string Ipv4Pool = "v4";
    private const string Ipv6Pool = "v6";

    public static EngineConfiguration Build(TestSetup setup, CommonPolicies common)
    {
        var pools = Pools(setup.Pool).ToValueList();
        var gateway = common.Authentication.ApplyOwn(common.Peer, 0) with
        {
            Name = TestPlan.GatewayVpn,
            LocalAddress = setup.Mobike.Enabled ? null : setup.InterfaceAddress?.Address,
            Roaming = setup is { Mobike.Enabled: true, InterfaceAddress: { } first } ? Roaming(first.Address, setup.Mobike.AddressesOfGateway) : null,
            ReauthenticationTime = setup.Ike.Reauthentication ? setup.Ike.ReauthenticationLifetime : TimeSpan.Zero,
            AddressPools = pools.Select(static pool => pool.Name).ToValueList(),
            Children = pools.Count == 0 ? common.Children : common.Children.Select((child, position) => ForPools(child, setup.Children[position])).ToValueList(),
        };
        return common.Configure([gateway]) with { AddressPools = pools };
    }

    /// <summary>A gateway tells its addresses, and follows its clients.</summary>
    private static RoamingPlan Roaming(IpAddress first, int count) => new(
        Enumerable.Range(0, count).Select(number => AddressSteps.Step(first, 1, (ulong)number)).OfType<IpAddress>().ToValueList(), TimeSpan.Zero, ChangesOwn: false, ChangesPeer: false);

    /// <summary>Where addresses are handed out, a peer's traffic is that of its address, unless the file says what it may be.</summary>
    private static ChildPolicy ForPools(ChildPolicy policy, ChildSetup child) =>
        child.PeerSelectors.Any(SelectorSteps.IsStepped) ? policy : policy with
        {
            RemoteSelectors = child.PeerSelectors
                .Select(static selector => ConfiguredSelector.Dynamic with { Protocol = (byte)selector.Protocol, StartPort = (ushort)selector.StartPort, EndPort = (ushort)selector.EndPort })
                .Distinct()
                .ToValueList(),
        };

    private static IEnumerable<AddressPoolPolicy> Pools(PoolSetup pool)
    {
        if (pool.Ipv4 is { } ipv4)
        {
            yield return Pool(Ipv4Pool, ipv4, pool.Ipv4Dns);
        }

        if (pool.Ipv6 is { } ipv6)
        {
            yield return Pool(Ipv6Pool, ipv6, pool.Ipv6Dns);
        }
    }

    /// <summary>From the first address to the last that a host of its network may have.</summary>
    private static AddressPoolPolicy Pool(string name, AddressWithPrefix start, ValueList<IpAddress> dns)
    {
        var hosts = AddressRange.HostsOf(start.Address, start.PrefixLength);
        return new AddressPoolPolicy
        {
            Name = name,
            Ranges = [AddressRange.Between(start.Address > hosts.First ? start.Address : hosts.First, hosts.Last)],
            DnsServers = dns,
        };
    }
}
