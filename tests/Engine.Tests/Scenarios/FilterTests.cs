using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>The IP filters that monitors see: which there are, in which order, and what is counted of them.</summary>
public sealed class FilterTests
{
    private static readonly byte[] Payload = new byte[50];

    [Fact]
    public void Filters_WithoutConfiguration_AreTheDefaultRules()
    {
        var host = new SimPair(carriesPackets: true).A;
        host.Configure(new EngineConfiguration());

        var filters = Filters(host);

        Assert.Equal(["SYSDEFAULTDENYRULE 1 0.0.0.0/0", "SYSDEFAULTDENYRULE 2 ::/0"], filters.Select(static f => $"{f.Name} {f.Number} {f.Remote}"));
        Assert.All(filters, static f => Assert.Equal((IpFilterAction.Deny, IpFilterKind.Generic, true), (f.Action, f.Kind, f.IsActive)));
        Assert.Equal(filters, Filters(host, IpFilterSet.Default));
        Assert.Empty(Filters(host, IpFilterSet.Policy));
        Assert.NotNull(filters[0].CreatedAt);
    }

    [Fact]
    public void Filters_OfEveryKind_StandInSearchOrder()
    {
        var pair = new SimPair(carriesPackets: true);
        var vpn = new SimVpn { ChildCount = 4, Child = Special };
        var manual = new SimManualTunnel { Priority = 5, NetOfB = new ConfiguredSelector(IpAddress.Parse("10.5.0.0"), 16) };
        pair.A.Configure(vpn.Build(true, pair.A.Address, pair.B.Address) with { ManualTunnels = [manual.Build(true, pair.A.Address, pair.B.Address)] });
        pair.B.Configure(vpn.Build(false, pair.B.Address, pair.A.Address));
        pair.Start("child-4");

        var current = Filters(pair.A);

        Assert.Equal(
            [
                ("child-2", IpFilterKind.Generic, IpFilterAction.Permit),
                ("manual", IpFilterKind.Manual, IpFilterAction.Protect),
                ("child-3", IpFilterKind.Generic, IpFilterAction.Deny),
                ("child-1", IpFilterKind.Anchor, IpFilterAction.Protect),
                ("child-4", IpFilterKind.Dynamic, IpFilterAction.Protect),
                ("SYSDEFAULTDENYRULE", IpFilterKind.Generic, IpFilterAction.Deny),
                ("SYSDEFAULTDENYRULE", IpFilterKind.Generic, IpFilterAction.Deny),
            ],
            current.Select(static f => (f.Name, f.Kind, f.Action)));
        var dynamic = current.Single(static f => f.Kind == IpFilterKind.Dynamic);
        Assert.Equal((pair.A.Tunnel.VpnName, Assert.Single(pair.A.Tunnel.Children).Id), (dynamic.VpnName, dynamic.IpsecTunnel));
        Assert.Equal(("", "Gold", new TunnelId(1), 5), (current[1].VpnName, current[1].VpnAction, current[1].ManualTunnel, current[1].Priority));
        Assert.Equal([true, false], [current.Single(static f => f.Kind == IpFilterKind.Anchor).OnDemand, current[1].OnDemand]);
        Assert.Equal(current.SkipLast(2).Select(static f => f.Name), Filters(pair.A, IpFilterSet.Policy).Select(static f => f.Name));
        Assert.All(Filters(pair.A, IpFilterSet.Policy), static f => Assert.NotEqual(IpFilterKind.Dynamic, f.Kind));
    }

    [Fact]
    public void PolicySet_RuleThatIsNotInForce_IsShownInactive()
    {
        var pair = new SimPair(carriesPackets: true);
        pair.Configure(new SimVpn { Child = static child => child with { StartAction = ChildAction.None } });
        Assert.Equal(2, Filters(pair.A).Count);

        var rule = Assert.Single(Filters(pair.A, IpFilterSet.Policy));
        Assert.Equal(("child-1", IpFilterKind.Anchor, false, null), (rule.Name, rule.Kind, rule.IsActive, rule.CreatedAt));

        pair.Start();
        rule = Assert.Single(Filters(pair.A, IpFilterSet.Policy));
        Assert.True(rule.IsActive);
        Assert.NotNull(rule.CreatedAt);
    }

    [Fact]
    public void Matches_OfEitherDirection_AreCountedByFilter()
    {
        var pair = SimPair.Established(carriesPackets: true);
        for (var i = 0; i < 3; i++)
        {
            pair.A.SendInner(IpPackets.Udp("10.1.1.5", "10.2.1.7", Payload));
        }

        pair.Drive();
        pair.B.SendInner(IpPackets.Udp("10.2.1.7", "10.1.1.5", Payload));
        pair.Drive();
        pair.A.SendInner(IpPackets.Udp("10.1.1.5", "10.99.0.1", Payload));

        var filters = Filters(pair.A);
        Assert.Equal((3ul, 1ul, 4ul), (filters[0].OutMatches, filters[0].InMatches, filters[0].Matches));
        Assert.Equal([1ul, 0ul], filters.Skip(1).Select(static f => f.Matches));
        Assert.Equal((1ul, 3ul), (Filters(pair.B)[0].OutMatches, Filters(pair.B)[0].InMatches));
        Assert.Equal((4ul, 1ul, 0ul), (pair.A.Counters.FilterMatches, pair.A.Counters.FilterDenies, pair.A.Counters.FilterMismatches));
        var summary = pair.A.Registry.Capture().ReadSummary();
        Assert.Equal((4ul, 1ul, 0ul), (summary.FilterMatches, summary.FilterDenials, summary.FilterMismatches));
    }

    [Fact]
    public void Matches_OfAHeldPacket_AreCountedOnce()
    {
        var pair = new SimPair(carriesPackets: true);
        pair.Configure(new SimVpn { Child = static child => child with { StartAction = ChildAction.Trap } });
        pair.A.SendInner(IpPackets.Udp("10.1.1.5", "10.2.1.7", Payload));
        pair.Drive();

        Assert.Single(pair.B.Delivered);
        Assert.Equal(1ul, pair.A.Counters.FilterMatches);
        Assert.Equal(1ul, Filters(pair.A).Aggregate(0ul, static (sum, f) => sum + f.OutMatches));
    }

    [Fact]
    public void Times_OfAFilter_AreThoseOfItsChanges()
    {
        var pair = new SimPair(carriesPackets: true);
        var vpn = new SimVpn { Child = static child => child with { StartAction = ChildAction.Trap } };
        pair.Configure(vpn);
        var created = Filters(pair.A)[0].CreatedAt;
        pair.Advance(60);
        pair.Start();
        var installed = Filters(pair.A)[0];
        pair.Advance(60);
        vpn.Child = static child => child with { StartAction = ChildAction.Trap, Priority = 3 };
        pair.Configure(vpn);
        var changed = Filters(pair.A)[0];

        Assert.NotNull(created);
        Assert.Equal(created, installed.CreatedAt);
        Assert.InRange((installed.UpdatedAt - created)!.Value.TotalSeconds, 60, 61);
        Assert.Equal((created, 3), (changed.CreatedAt, changed.Priority));
        Assert.True(changed.UpdatedAt >= installed.UpdatedAt!.Value.AddSeconds(59));
    }

    [Fact]
    public void View_KeptByAReader_StaysAsItWas()
    {
        var pair = SimPair.Established(carriesPackets: true);
        var before = pair.A.Registry.Capture();
        pair.A.Configure(new EngineConfiguration());
        pair.Drive();

        Assert.Equal(["child-1", "SYSDEFAULTDENYRULE", "SYSDEFAULTDENYRULE"], before.Filters(IpFilterSet.Current).Select(static f => f.Name));
        Assert.Equal(2, Filters(pair.A).Count);
    }

    private static IReadOnlyList<IpFilterSnapshot> Filters(SimHost host, IpFilterSet set = IpFilterSet.Current) => [.. host.Registry.Capture().Filters(set)];

    private static ChildPolicy Special(ChildPolicy child) => child.Name switch
    {
        "child-1" => child with { StartAction = ChildAction.Trap },
        "child-2" => child with { Action = PolicyAction.Pass, Priority = 1 },
        "child-3" => child with { Action = PolicyAction.Drop, Priority = 9 },
        _ => child with { StartAction = ChildAction.None },
    };
}
