namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>What several VRFs have each for itself, and routes that reach into another.</summary>
public sealed class VrfConfigurationTests
{
    [Fact]
    public void Vrfs_OfADocument_AreLoadedEachForItself_MainFirst()
    {
        var loaded = ConfigSamples.Load(
            ConfigSamples.Complete.Replace("/ vrf main ", "/ vrf red ", StringComparison.Ordinal) + ConfigSamples.Complete + "/ vrf red ike global-options routing-table 300\n");

        Assert.Equal([("main", null), ("red", 300u)], loaded.Vrfs.Select(static vrf => (vrf.Vrf, vrf.Routing.Table)));
        Assert.All(loaded.Vrfs, static vrf => Assert.Equal(vrf.Vrf, Assert.Single(vrf.Engine.Peers).Vrf));
        Assert.Same(loaded.Vrfs[0].Engine, loaded.Engine);
        Assert.Equal([("main", "v"), ("red", "v")], loaded.Vpns.Select(static vpn => (vpn.Vrf, vpn.Name)));
        Assert.Equal(2, loaded.Combined.Peers.SelectMany(static peer => peer.Children).Select(static child => child.RequestId).Distinct().Count());
    }

    [Fact]
    public void Vrfs_WithoutMain_StillHaveAnEmptyOne()
    {
        var loaded = ConfigSamples.Load(ConfigSamples.Complete.Replace("/ vrf main ", "/ vrf red ", StringComparison.Ordinal));

        Assert.Equal(["main", "red"], loaded.Vrfs.Select(static vrf => vrf.Vrf));
        Assert.Empty(loaded.Engine.Peers);
    }

    [Theory]
    [InlineData("next-hop svti100 vrf trusted table 300", "dev svti100", "", "trusted", 300)]
    [InlineData("next-hop 192.0.2.7 next-hop-backup 2001:db8::7", "via 192.0.2.7", "via 2001:db8::7", "", 254)]
    public void InjectRoutes_AsWritten_AreThePolicys(string lines, string nextHop, string backup, string vrf, uint table)
    {
        var policy = ConfigSamples.Load(ConfigSamples.Complete + $"/ vrf main ike vpn v security-policy p inject-routes {lines}\n/ vrf main ike vpn v security-policy p svti-id-out 100\n").Engine.Peers[0].Children[0];

        Assert.True(policy.HasTunnelInterface);
        Assert.Equal((nextHop, backup, vrf, table), (policy.Routes!.NextHop.ToString(), policy.Routes.Backup?.ToString() ?? "", policy.Routes.Vrf ?? "", policy.Routes.Table));
    }
}
