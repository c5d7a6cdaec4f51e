using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>A client's configuration: a vpn for each tunnel.</summary>
internal static class ClientPolicies
{
    private static readonly IpAddress AnyIpv4 = IpAddress.FromBits(0, ipv6: false);
    private static readonly IpAddress AnyIpv6 = IpAddress.FromBits(0, ipv6: true);

    public static EngineConfiguration Build(TestSetup setup, CommonPolicies common)
    {
        var template = Template(setup, common);
        var tunnels = new PeerPolicy[setup.NumberOfTunnels];
        for (var index = 0; index < tunnels.Length; index++)
        {
            tunnels[index] = Tunnel(setup, common, template, index);
        }

        return common.Configure(ValueList.Create<PeerPolicy>(tunnels));
    }

    private static PeerPolicy Template(TestSetup setup, CommonPolicies common)
    {
        var ike = setup.Ike;
        var requested = SetupIdentities.Requested(ike.PeerIdentity, setup.PeerAddress!.Value);
        return common.Peer with
        {
            RemoteAddress = setup.PeerAddress,
            RequestedIdentity = ike.MatchPeerIdentity ? null : requested,
            RemoteIdentity = ike.MatchPeerIdentity && requested is not null ? SetupIdentities.Exactly(requested) : IdentityPattern.Any,
            UniqueSa = ike.InitialContact ? UniqueSaPolicy.No : UniqueSaPolicy.Never,
            VirtualAddressRequests = ike.RemoteAccess ? Families(setup).ToValueList() : [],
        };
    }

    private static PeerPolicy Tunnel(TestSetup setup, CommonPolicies common, PeerPolicy template, int index) => common.Authentication.ApplyOwn(
        template with
        {
            Name = TestPlan.TunnelName(index),
            LocalAddress = OwnAddress(setup, index, 0),
            Roaming = setup.Mobike.Enabled ? Roaming(setup, index) : null,
            Children = Children(setup, common, index),
        },
        index);

    /// <summary>Tunnels have consecutive addresses, each as many as the others.</summary>
    private static IpAddress OwnAddress(TestSetup setup, int index, int number) =>
        AddressSteps.Step(setup.FirstClientAddress!.Value.Address, 1, ((ulong)index * (ulong)setup.Mobike.AddressesOfTunnel) + (ulong)number)
        ?? throw new InvalidOperationException($"address {number} of tunnel {index} lies past the last one; the rules check that");

    private static RoamingPlan Roaming(TestSetup setup, int index) => new(
        Enumerable.Range(0, setup.Mobike.AddressesOfTunnel).Select(number => OwnAddress(setup, index, number)).ToValueList(),
        setup.Mobike.AddressLifetime,
        setup.Mobike.Change is MobikeChange.OwnOnly or MobikeChange.Both,
        setup.Mobike.Change is MobikeChange.PeerOnly or MobikeChange.Both);

    private static ValueList<ChildPolicy> Children(TestSetup setup, CommonPolicies common, int index)
    {
        if (index == 0)
        {
            return common.Children;
        }

        var children = new ChildPolicy[common.Children.Count];
        for (var position = 0; position < children.Length; position++)
        {
            // Each has a number of its own: what an SA was made from must be told apart.
            var child = setup.Children[position];
            var policy = common.Children[position] with { RequestId = (uint)((index * children.Length) + position + 1) };
            children[position] = SelectorSteps.AreShared(child, setup) ? policy : policy with
            {
                LocalSelectors = CommonPolicies.Selectors(child.OwnSelectors, setup.OwnSelectorStep, index),
                RemoteSelectors = CommonPolicies.Selectors(child.PeerSelectors, setup.PeerSelectorStep, index),
            };
        }

        return ValueList.Create<ChildPolicy>(children);
    }

    /// <summary>Remote access asks for an address of every family that its own traffic selectors have.</summary>
    private static IEnumerable<IpAddress> Families(TestSetup setup)
    {
        var own = setup.Children.SelectMany(static child => child.OwnSelectors).ToList();
        if (own.Any(static selector => !selector.IsIpv6))
        {
            yield return AnyIpv4;
        }

        if (own.Any(static selector => selector.IsIpv6))
        {
            yield return AnyIpv6;
        }
    }
}
