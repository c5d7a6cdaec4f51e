using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Invariants;

/// <summary>
/// Random operations and faults from a seed. Whatever happened: once the network is whole again and time has passed, both sides agree, the
/// registry tells what the engines have, totals never ran backwards, and after the end nothing is left.
/// </summary>
public sealed class RandomOperationTests
{
    private const int RunsPerCase = 25;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void RandomRun_AnyOperationsAndFaults_InvariantsHold(int block)
    {
        for (var run = 0; run < RunsPerCase; run++)
        {
            var seed = (ulong)((block * RunsPerCase) + run + 1);
            try
            {
                Run(seed);
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {failure.Message}");
            }
        }
    }

    internal static void Run(ulong seed, System.Text.StringBuilder? log = null)
    {
        var dice = new SeededRandom(seed * 7919);
        var pair = new SimPair(seed, nat: dice.Percent(25), carriesPackets: seed % 2 == 0);
        var (historyOfA, historyOfB) = (new HistoryWatch(pair.A), new HistoryWatch(pair.B));
        var vpn = new SimVpn
        {
            ChildCount = 1 + dice.Below(3),
            Limits = new EngineLimits { MakeBeforeBreak = dice.Percent(50), FragmentSize = dice.Percent(30) ? 400 : 1280 },
            Retransmission = new RetransmissionOptions { Timeout = 0.5, Base = 1.5, Tries = 8, Jitter = 10 },
            Peer = peer => peer with
            {
                RekeyTime = TimeSpan.FromSeconds(dice.Percent(50) ? 60 : 0),
                DpdDelay = TimeSpan.FromSeconds(10),
            },
            Child = child => child with { RekeyTime = TimeSpan.FromSeconds(30) },
        };
        pair.Configure(vpn);
        pair.Log = log;
        pair.Network.LossPercent = dice.Below(20);
        pair.Network.DuplicatePercent = dice.Below(20);
        pair.Network.Jitter = dice.Below(200);
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        var (totalsOfA, totalsOfB) = (new VpnTotalsWatch(pair.A), new VpnTotalsWatch(pair.B));
        ulong createdBefore = 0;
        for (var step = 0; step < 25; step++)
        {
            var host = dice.Percent(50) ? pair.A : pair.B;
            Operate(dice.Below(8), host, vpn, dice);
            SendPackets(pair, vpn);
            pair.Advance(dice.Below(4_000) / 1000.0);
            RegistryInvariants.Hold(pair.A);
            RegistryInvariants.Hold(pair.B);
            totalsOfA.Hold();
            totalsOfB.Hold();
            historyOfA.Hold();
            historyOfB.Hold();
            var counters = pair.A.Counters;
            Assert.True(counters.IkeSaCreated >= createdBefore, $"seed {seed}: a total ran backwards");
            createdBefore = counters.IkeSaCreated;
        }

        pair.Network.LossPercent = 0;
        pair.Network.DuplicatePercent = 0;
        pair.Network.Jitter = 0;
        pair.Advance(TimeSpan.FromSeconds(200));
        Settle(pair);
        pair.ShouldAgree();
        EveryChildCarriesPackets(pair, vpn);

        pair.A.Command(new Shard.ShardCommand.CloseAll(1_000_000, 30_000));
        pair.B.Command(new Shard.ShardCommand.CloseAll(1_000_000, 30_000));
        pair.Advance(60);
        RegistryInvariants.Hold(pair.A);
        RegistryInvariants.Hold(pair.B);
        totalsOfA.Hold();
        totalsOfB.Hold();
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Equal(0, pair.A.Shard.Services.ChildSpiCount);
        Assert.Equal(0, pair.B.Shard.Services.ChildSpiCount);
        OnlyTrapsAreLeft(pair.A, vpn);
        OnlyTrapsAreLeft(pair.B, vpn);
        historyOfA.End();
        historyOfB.End();
    }

    private static void SendPackets(SimPair pair, SimVpn vpn)
    {
        for (var child = 1; child <= vpn.ChildCount; child++)
        {
            pair.A.SendInner(IpPackets.Udp($"10.1.{child}.5", $"10.2.{child}.7", [1, 2, 3]));
            pair.B.SendInner(IpPackets.Udp($"10.2.{child}.7", $"10.1.{child}.5", [4, 5, 6]));
        }
    }

    /// <summary>A child that is not there comes up on the first packet; after that one packet a child and direction arrives once.</summary>
    private static void EveryChildCarriesPackets(SimPair pair, SimVpn vpn)
    {
        if (pair.A.Shard.Services.Packets is null)
        {
            return;
        }

        SendPackets(pair, vpn);
        pair.Advance(10);
        Settle(pair);
        pair.A.Delivered.Clear();
        pair.B.Delivered.Clear();
        SendPackets(pair, vpn);
        pair.Advance(0.5);
        Assert.Equal(vpn.ChildCount, pair.A.Delivered.Count);
        Assert.Equal(vpn.ChildCount, pair.B.Delivered.Count);
    }

    private static void OnlyTrapsAreLeft(SimHost host, SimVpn vpn)
    {
        if (host.Shard.Services.Packets is { } packets)
        {
            Assert.Equal(0, packets.PairCount);
            Assert.Equal(vpn.ChildCount, packets.Policies.Table.Count);
            Assert.All(packets.Policies.Table.Entries, static entry => Assert.Null(entry.Sa));
        }
    }

    private static void Operate(int operation, SimHost host, SimVpn vpn, SeededRandom dice)
    {
        switch (operation)
        {
            case 0:
                host.Execute(new EngineCommand.InitiateChild($"child-{1 + dice.Below(vpn.ChildCount)}"));
                break;
            case 1 or 2:
                host.Execute(new EngineCommand.RekeyChild(SaSelector.All));
                break;
            case 3 or 4:
                host.Execute(new EngineCommand.RekeyIke(SaSelector.All));
                break;
            case 5:
                host.Execute(new EngineCommand.FlushChild(SaSelector.All));
                break;
            case 6 when dice.Percent(20):
                host.Execute(new EngineCommand.FlushIke(SaSelector.All));
                break;
            case 7 when dice.Percent(40):
                host.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
                break;
        }
    }

    /// <summary>Rekeys run for ever: look at a moment when none is under way.</summary>
    private static void Settle(SimPair pair)
    {
        for (var i = 0; i < 2_000 && !(IsQuiet(pair.A) && IsQuiet(pair.B) && pair.Network.InFlight == 0); i++)
        {
            pair.Advance(0.05);
        }
    }

    private static bool IsQuiet(SimHost host) => host.Tunnels.All(tunnel =>
        tunnel.State == IkeTunnelState.Established && tunnel.Counters.Activity == IkeTunnelActivity.None
        && tunnel.Children.All(child => child.State == IpsecTunnelState.Installed));
}
