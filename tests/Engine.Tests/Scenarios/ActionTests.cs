using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What becomes of a child that the peer closes, or whose peer dies (<c>close-action</c>, <c>dpd-action</c>), and who may start at all.</summary>
public sealed class ActionTests
{
    public enum Loss
    {
        PeerDeletesIkeSa,
        PeerDeletesChild,
        PeerIsDead,
    }

    public static TheoryData<Loss, ChildAction> Cases
    {
        get
        {
            var cases = new TheoryData<Loss, ChildAction>();
            foreach (var loss in Enum.GetValues<Loss>())
            {
                foreach (var action in Enum.GetValues<ChildAction>())
                {
                    cases.Add(loss, action);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Child_IsLost_ActionDecides(Loss loss, ChildAction action)
    {
        var pair = new SimPair(seed: 12, carriesPackets: true);
        var retransmission = new RetransmissionOptions { Tries = 2, Timeout = 1, Base = 1 };
        pair.Configure(
            new SimVpn
            {
                Retransmission = retransmission,
                Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(10), KeyingTries = 0 },
                Child = child => child with
                {
                    StartAction = ChildAction.None,
                    CloseAction = loss == Loss.PeerIsDead ? ChildAction.None : action,
                    DpdAction = loss == Loss.PeerIsDead ? action : ChildAction.None,
                },
            },
            new SimVpn { Retransmission = retransmission, Child = static child => child with { StartAction = ChildAction.None } });
        pair.Start();

        switch (loss)
        {
            case Loss.PeerDeletesIkeSa:
                pair.B.Execute(new EngineCommand.FlushIke(SaSelector.All));
                break;
            case Loss.PeerDeletesChild:
                pair.B.Execute(new EngineCommand.FlushChild(SaSelector.All));
                break;
            default:
                pair.Network.LossPercent = 100;
                pair.Advance(30);
                pair.Network.LossPercent = 0;
                break;
        }

        pair.Drive();
        pair.Advance(5);
        Assert.Equal(action == ChildAction.Start, HasChild(pair.A));

        // Traffic brings it back where a trap waits for it.
        pair.A.SendInner(IpPackets.Udp("10.1.1.1", "10.2.1.1", 64));
        pair.Drive();
        Assert.Equal(action != ChildAction.None, HasChild(pair.A));
    }

    [Fact]
    public void InitiatorOnly_RefusesPeersAndStartsItself()
    {
        var pair = new SimPair(seed: 13);
        pair.Configure(new SimVpn(), new SimVpn { Limits = new EngineLimits { InitiatorOnly = true } });
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(20);
        Assert.Empty(pair.B.Tunnels);
        pair.Advance(200);

        pair.B.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Drive();
        Assert.Single(pair.B.Tunnel.Children);
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(0, 5)]
    public void KeyingTries_NobodyAnswers_AreMade(int tries, int attempts)
    {
        var pair = new SimPair(seed: 14);
        pair.Configure(new SimVpn
        {
            Retransmission = new RetransmissionOptions { Tries = 2, Timeout = 1, Base = 1 },
            Peer = peer => peer with { KeyingTries = tries },
        });
        pair.Network.LossPercent = 100;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));

        // Each attempt takes three seconds.
        pair.Advance(14.5);
        Assert.Equal(attempts, pair.A.Events.Count(static happened => happened.Describe().StartsWith("initiating IKE_SA", StringComparison.Ordinal)));
    }

    private static bool HasChild(SimHost host) =>
        host.Tunnels.Any(static tunnel => tunnel.State == IkeTunnelState.Established && tunnel.Children.Any(static child => child.State == IpsecTunnelState.Installed));
}
