using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What the service is to bring up by itself is tried again after a refusal, ever more patiently, and comes up once the peer lets it.</summary>
public sealed class StartRetryTests
{
    private static readonly int[] FirstDelays = [10, 20, 40, 80, 160, 300, 300];

    [Fact]
    public void StartRefused_ByWrongSecret_IsRepeatedByTheTable()
    {
        var pair = Starting(seed: 1, ofB: new SimVpn { SecretOfB = "barracuda" });

        var failures = 1;
        foreach (var seconds in FirstDelays)
        {
            var last = PutOffs(pair)[^1];
            Assert.Equal((failures, seconds), (last.Failures, last.Seconds));
            Assert.Equal((ulong)failures, pair.A.Counters.IkeSaFailed);

            // The table's time, and up to a tenth of it at random.
            var wait = pair.A.NextDeadline!.Value - pair.Network.Now;
            Assert.InRange(wait, seconds * 1000, seconds * 1100);
            pair.Advance(TimeSpan.FromMilliseconds(wait));
            pair.Drive();
            Assert.Equal((ulong)++failures, pair.A.Counters.IkeSaFailed);
        }

        Assert.Equal(1, pair.A.Shard.Services.Retries.Count);
    }

    [Fact]
    public void StartRefused_UntilThePeerIsConfigured_ComesUpAndTheSeriesEnds()
    {
        var pair = Starting(seed: 2, ofB: new SimVpn { SecretOfB = "barracuda" });
        pair.Advance(15);

        pair.B.Configure(BuildB(pair, new SimVpn()));
        pair.Advance(60);

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);
        Assert.Contains("trying again in 10s", PutOffs(pair)[0].Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void ChildRefused_OnAStandingIkeSa_IsRepeatedThere()
    {
        var pair = Starting(seed: 3, ofB: new SimVpn { Child = static child => child with { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("172.16.0.0"), 16)] } });
        var ike = pair.A.Tunnel.UniqueId;
        Assert.Empty(pair.A.Tunnel.Children);

        // The peer changes the child only: the IKE SA stays.
        pair.B.Configure(BuildB(pair, new SimVpn()));
        pair.Advance(12);

        Assert.Equal(ike, pair.A.Tunnel.UniqueId);
        Assert.Equal(IpsecTunnelState.Installed, pair.A.Tunnel.Children.Single().State);
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);
    }

    [Fact]
    public void OneChildOfThreeRefused_Always_IsTheOnlyOneRepeated()
    {
        var ofB = new SimVpn
        {
            ChildCount = 3,
            Child = static child => child.Name == "child-2" ? child with { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("172.16.0.0"), 16)] } : child,
        };
        var pair = Starting(seed: 4, new SimVpn { ChildCount = 3 }, ofB);
        Assert.Equal(["child-1", "child-3"], Installed(pair.A));

        pair.Advance(40);
        Assert.Equal(["child-1", "child-3"], Installed(pair.A));
        Assert.Equal(3ul, pair.A.Counters.ChildSaFailed);

        pair.B.Configure(BuildB(pair, new SimVpn { ChildCount = 3 }));
        pair.Advance(60);
        Assert.Equal(["child-1", "child-2", "child-3"], Installed(pair.A));
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);
    }

    [Fact]
    public void InitiationOfAnOperator_Refused_IsNotRepeated()
    {
        var pair = new SimPair(seed: 5);
        pair.Configure(new SimVpn(), new SimVpn { SecretOfB = "barracuda" });
        var request = pair.Start();

        pair.Advance(3600);

        Assert.Equal(CommandStatus.Failed, pair.A.ResultOf(request)!.Status);
        Assert.Equal(1ul, pair.A.Counters.IkeSaFailed);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void StartThatNobodyAnswers_AfterKeyingTries_GivesUp()
    {
        var pair = new SimPair(seed: 6);
        pair.Network.LossPercent = 100;
        Begin(pair, new SimVpn(), new SimVpn());

        pair.Advance(3600);

        Assert.Equal(1ul, pair.A.Counters.IkeSaFailed);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void RefusedPeer_ThatFallsSilent_IsStillTried()
    {
        var pair = Starting(seed: 7, ofB: new SimVpn { SecretOfB = "barracuda" });
        pair.Network.LossPercent = 100;
        pair.Advance(600);
        pair.B.Configure(BuildB(pair, new SimVpn()));
        pair.Network.LossPercent = 0;

        pair.Advance(600);

        Assert.Single(Installed(pair.A));
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);
    }

    [Fact]
    public void RestartAfterLoss_Refused_IsRepeated()
    {
        // The peer dies and comes back with another secret, and later with the right one.
        var pair = new SimPair(seed: 8);
        var vpn = new SimVpn
        {
            Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(10) },
            Child = static child => child with { DpdAction = ChildAction.Start },
        };
        pair.Configure(vpn);
        pair.Start();
        pair.Network.LossPercent = 100;
        pair.Advance(185);
        Assert.DoesNotContain(pair.A.Tunnels, static tunnel => tunnel.State == IkeTunnelState.Established);
        pair.B.Configure(BuildB(pair, new SimVpn { SecretOfB = "barracuda" }));
        pair.Network.LossPercent = 0;
        pair.Advance(150);
        Assert.NotEmpty(PutOffs(pair));

        pair.B.Configure(BuildB(pair, new SimVpn()));
        pair.Advance(400);

        Assert.Single(Installed(pair.A));
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);
    }

    [Fact]
    public void ConfigurationWithoutTheVpn_Always_EndsTheSeries()
    {
        var pair = Starting(seed: 9, ofB: new SimVpn { SecretOfB = "barracuda" });
        pair.A.Configure(EngineConfiguration.Empty);

        pair.Advance(3600);

        Assert.Equal(1ul, pair.A.Counters.IkeSaFailed);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void PeerThatInitiatesMeanwhile_Always_EndsTheSeriesWithoutASecondSa()
    {
        var pair = Starting(seed: 10, ofB: new SimVpn { SecretOfB = "barracuda" });
        pair.B.Configure(BuildB(pair, new SimVpn()));
        pair.B.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Drive();
        Assert.Equal(0, pair.A.Shard.Services.Retries.Count);

        pair.Advance(600);

        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.A.Tunnel.Children);
    }

    [Fact]
    public void Stop_WhileARetryWaits_LeavesNothing()
    {
        var pair = Starting(seed: 11, ofB: new SimVpn { SecretOfB = "barracuda" });
        pair.A.Command(new ShardCommand.CloseAll(1, 3000));

        pair.Advance(3600);

        Assert.Equal(1ul, pair.A.Counters.IkeSaFailed);
    }

    /// <summary>A is told to bring its children up, and everything settles.</summary>
    private static SimPair Starting(ulong seed, SimVpn ofB) => Starting(seed, new SimVpn(), ofB);

    private static SimPair Starting(ulong seed, SimVpn ofA, SimVpn ofB)
    {
        var pair = new SimPair(seed);
        Begin(pair, ofA, ofB);
        pair.Drive();
        return pair;
    }

    private static void Begin(SimPair pair, SimVpn ofA, SimVpn ofB)
    {
        pair.B.Configure(BuildB(pair, ofB));
        var change = ofA.Child;
        ofA.Child = child => change(child) with { StartAction = ChildAction.Start };
        pair.A.Configure(ofA.Build(forA: true, pair.A.Address, pair.B.Address), "vpn");
    }

    private static EngineConfiguration BuildB(SimPair pair, SimVpn vpn) => vpn.Build(forA: false, pair.B.Address, pair.AddressOfA);

    private static IReadOnlyList<StartPutOff> PutOffs(SimPair pair) => [.. pair.A.Events.OfType<StartPutOff>()];

    private static IEnumerable<string> Installed(SimHost host) => host.Tunnels
        .SelectMany(static tunnel => tunnel.Children)
        .Where(static child => child.State == IpsecTunnelState.Installed)
        .Select(static child => child.PolicyName)
        .Order();
}
