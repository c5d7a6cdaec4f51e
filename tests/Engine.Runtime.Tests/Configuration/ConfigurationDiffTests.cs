using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>What one configuration has to do with the next.</summary>
public sealed class ConfigurationDiffTests
{
    [Fact]
    public void RequestIds_OverReloads_BelongToTheirPolicies()
    {
        var ids = RequestIds.None.For([("a", "p"), ("a", "q")], []);
        var next = ids.For([("b", "p"), ("a", "q")], []);
        var last = next.For([("a", "p"), ("a", "q"), ("b", "p")], []);

        Assert.Equal((1u, 2u), (ids.Of("a", "p"), ids.Of("a", "q")));
        Assert.Equal((3u, 2u), (next.Of("b", "p"), next.Of("a", "q")));

        // What was gone is a new policy: SAs of the old one may still be there.
        Assert.Equal((4u, 2u, 3u), (last.Of("a", "p"), last.Of("a", "q"), last.Of("b", "p")));
    }

    [Fact]
    public void Diff_Peers_AreComparedByValue()
    {
        var before = ConfigSamples.Load(ConfigSamples.Complete + Second("w") + Second("x")).Engine;
        var after = ConfigSamples.Load(ConfigSamples.Complete + Second("w") + Second("y") + "/ vrf main ike vpn w ike-policy dpd-delay 5s").Engine;

        var diff = ConfigurationDiff.Between(before, after);
        Assert.Equal("y", Assert.Single(diff.Added).Name);
        Assert.Equal("x", Assert.Single(diff.Removed).Name);
        Assert.Equal("w", Assert.Single(diff.Changed).New.Name);
        Assert.False(diff.PreSharedKeysChanged || diff.LimitsChanged || diff.RetransmissionChanged || diff.IsEmpty);
        Assert.Equal("1 vpn added, 1 vpn removed, 1 vpn changed", diff.ToString());
    }

    [Fact]
    public void Diff_SameText_IsEmpty() =>
        Assert.True(ConfigurationDiff.Between(ConfigSamples.Load(ConfigSamples.Complete).Engine, ConfigSamples.Load(ConfigSamples.Complete).Engine).IsEmpty);

    [Fact]
    public void Diff_KeysAndOptions_AreFlags()
    {
        var diff = ConfigurationDiff.Between(
            ConfigSamples.Load(ConfigSamples.Complete).Engine,
            ConfigSamples.Load(ConfigSamples.Complete + "/ vrf main ike pre-shared-key any secret other\n/ vrf main ike global-options retransmit-tries 1\n/ vrf main ike global-options initiator-only true").Engine);

        Assert.True(diff is { PreSharedKeysChanged: true, LimitsChanged: true, RetransmissionChanged: true, IsEmpty: false });
        Assert.Empty(diff.Changed);
    }

    private static string Second(string name) => $"/ vrf main ike vpn {name} ike-policy template it\n/ vrf main ike vpn {name} ipsec-policy template et\n";
}
