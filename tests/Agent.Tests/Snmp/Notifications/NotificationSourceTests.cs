using System.Net;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;
using static MyIkev2.Agent.Tests.Snmp.Notifications.SourceFixture;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

public class NotificationSourceTests
{
    private const string Vpn = $"{Root}.1.3.1";
    private const string Child = $"{Root}.1.6.1";
    private const string Fail = $"{Root}.1.10.1";

    [Fact]
    public void Opened_Tunnel_TellsVpnUp()
    {
        var fixture = new SourceFixture();
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2)));
        var told = Assert.Single(fixture.Sink.TakeAll());
        Assert.Equal(($"{Root}.0.1", 123_450u), (told.Name, told.UpTime));
        Assert.Equal(
            [
                $"{Vpn}.2.2 = vpn-2", $"{Vpn}.49.2 = main", $"{Vpn}.15.2 = 1", $"{Vpn}.16.2 = C6336402", $"{Vpn}.21.2 = user2@example.com",
            ],
            told.Lines);
    }

    [Fact]
    public void Closed_Tunnel_TellsVpnDownWithReason()
    {
        var fixture = new SourceFixture(5);
        fixture.Source.Tell(new TunnelChange(
            TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(5), Reason: CloseReason.PeerDead, Text: "no answer to 5 requests"));
        var told = Assert.Single(fixture.Sink.TakeAll());
        Assert.Equal($"{Root}.0.2", told.Name);
        Assert.Equal(
            [
                $"{Vpn}.2.5 = vpn-5", $"{Vpn}.49.5 = main", $"{Vpn}.15.5 = 2", $"{Vpn}.16.5 = 20010DB8FFFF00000000000000000005",
                $"{Vpn}.21.5 = gw5.example", $"{Vpn}.8.5 = 4", $"{Vpn}.9.5 = no answer to 5 requests",
            ],
            told.Lines);
    }

    [Fact]
    public void ChildChanges_OnlyTheFirstAndTheLastPairOfAPolicy_AreTold()
    {
        var fixture = new SourceFixture();
        var tunnel = CannedRegistry.Tunnel(2);
        var opened = new TunnelChange(TunnelChangeKind.ChildOpened, CannedRegistry.Now, tunnel, tunnel.Children[0]);
        var closed = new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel, tunnel.Children[0], Reason: CloseReason.PeerDelete);
        fixture.Source.Tell(opened);
        fixture.Source.Tell(closed);
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.ChildRekeyed, CannedRegistry.Now, tunnel, tunnel.Children[0]));
        Assert.Equal(0, fixture.Sink.Count);

        fixture.Source.Tell(opened with { TogglesPolicy = true });
        fixture.Source.Tell(closed with { TogglesPolicy = true });
        var told = fixture.Sink.TakeAll();
        Assert.Equal([$"{Root}.0.3", $"{Root}.0.4"], told.Select(notification => notification.Name));
        string[] down =
        [
            $"{Vpn}.2.2 = vpn-2", $"{Child}.2.2.2 = trunk", $"{Child}.8.2.2 = 192.168.0.0/24", $"{Child}.9.2.2 = 192.168.99.0/24",
        ];
        Assert.Equal([.. down, $"{Child}.10.2.2 = {0xc000_0002}", $"{Child}.11.2.2 = {0xd000_0002}"], told[0].Lines);
        Assert.Equal(down, told[1].Lines);
    }

    [Fact]
    public void Failures_OfEachKind_HaveTheRowOfTheHistory()
    {
        var fixture = new SourceFixture();
        var tunnel = CannedRegistry.Tunnel(2);
        fixture.Source.Tell(Failed(TunnelChangeKind.RekeyFailed, FailurePhase.ChildRekey, CloseReason.Timeout, tunnel));
        fixture.Source.Tell(Failed(TunnelChangeKind.AuthenticationFailed, FailurePhase.Auth, CloseReason.AuthenticationFailedLocal, tunnel));
        fixture.Source.Tell(Failed(TunnelChangeKind.Failed, FailurePhase.Child, CloseReason.TsUnacceptable, tunnel));
        var told = fixture.Sink.TakeAll();
        Assert.Equal([$"{Root}.0.5", $"{Root}.0.6", $"{Root}.0.12"], told.Select(notification => notification.Name));
        Assert.Equal([$"{Vpn}.2.2 = vpn-2", $"{Fail}.4.77 = 5", $"{Fail}.12.77 = 10", $"{Fail}.15.77 = it went wrong"], told[0].Lines);
        Assert.Equal(
            [
                $"{Fail}.6.77 = vpn-2", $"{Fail}.9.77 = 1", $"{Fail}.10.77 = CB007109", $"{Fail}.11.77 = claimed.example", $"{Fail}.15.77 = it went wrong",
            ],
            told[1].Lines);
        Assert.Equal(
            [
                $"{Fail}.6.77 = vpn-2", $"{Fail}.9.77 = 1", $"{Fail}.10.77 = CB007109", $"{Fail}.4.77 = 3", $"{Fail}.12.77 = 9",
                $"{Fail}.13.77 = 38", $"{Fail}.15.77 = it went wrong",
            ],
            told[2].Lines);
    }

    [Theory]
    [InlineData(CloseReason.NoProposalChosen, true)]
    [InlineData(CloseReason.InvalidKe, true)]
    [InlineData(CloseReason.Timeout, false)]
    [InlineData(CloseReason.DnsFailed, false)]
    public void Failed_OnlyForWantOfAgreement_IsAPolicyFailure(CloseReason reason, bool isTold)
    {
        var fixture = new SourceFixture();
        fixture.Source.Tell(Failed(TunnelChangeKind.Failed, FailurePhase.SaInit, reason, CannedRegistry.Tunnel(2)));
        Assert.Equal(isTold ? 1 : 0, fixture.Sink.Count);
    }

    [Fact]
    public void Failed_AgainAndAgain_IsToldOnceAMinuteForAPeerAndReason()
    {
        var fixture = new SourceFixture();
        var change = Failed(TunnelChangeKind.AuthenticationFailed, FailurePhase.Auth, CloseReason.AuthenticationFailedLocal, CannedRegistry.Tunnel(2));
        for (var second = 0; second < 120; second++)
        {
            fixture.UpTime = TimeSpan.FromSeconds(second);
            fixture.Source.Tell(change);
        }

        Assert.Equal([0u, 6_000u], fixture.Sink.TakeAll().Select(notification => notification.UpTime));
        fixture.Source.Tell(change with { Tunnel = CannedRegistry.Tunnel(3) });
        fixture.Source.Tell(change with { Failure = change.Failure! with { Reason = CloseReason.AuthenticationFailedRemote } });
        Assert.Equal(2, fixture.Sink.Count);
    }

    [Fact]
    public void Others_PeerDeadHalfOpenCertificateConfigurationStart_HaveTheirObjects()
    {
        var fixture = new SourceFixture();
        var at = CannedRegistry.Now;
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.PeerDead, at, CannedRegistry.Tunnel(2)));
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.HalfOpenHigh, at) { CookiesDemanded = true });
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.HalfOpenHigh, at) { CookiesDemanded = false });
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.CertificateProblem, at, CannedRegistry.Tunnel(2)));
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.ConfigurationChanged, at));
        fixture.Source.TellStart();
        var told = fixture.Sink.TakeAll();
        Assert.Equal(
            [$"{Root}.0.7", $"{Root}.0.8", $"{Root}.0.9", $"{Root}.0.10", "1.3.6.1.6.3.1.1.5.1", $"{Root}.0.11"],
            told.Select(notification => notification.Name));
        Assert.Equal([$"{Vpn}.2.2 = vpn-2", $"{Vpn}.15.2 = 1", $"{Vpn}.16.2 = C6336402"], told[0].Lines);
        Assert.Equal([$"{Root}.1.1.7.0 = 0", $"{Root}.1.1.9.0 = 1"], told[1].Lines);
        Assert.Equal([$"{Vpn}.2.2 = vpn-2", $"{Vpn}.48.2 = 0000000000000000"], told[2].Lines);
        Assert.Equal([$"{Root}.1.1.3.0 = 4", $"{Root}.1.1.10.0 = 123450"], told[3].Lines);
        Assert.Equal([$"1.3.6.1.6.3.1.1.4.3.0 = {Root}.3.1"], told[4].Lines);
        Assert.Equal([$"{Root}.1.1.1.0 = 0.1.0", $"{Root}.1.1.2.0 = {5 * 360_000}"], told[5].Lines);
    }

    [Fact]
    public void DynamicPeer_OfATemplate_HasItsOwnIndexAndName()
    {
        var fixture = new SourceFixture();
        fixture.Canned.Registry.SetConfiguration([new VpnConfiguration { Name = "road", SecurityPolicies = ["trunk"] }]);
        var tunnel = CannedRegistry.Tunnel(2) with { VpnName = "road" };
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel, tunnel.Children[0]) { TogglesPolicy = true });
        Assert.Equal(
            [$"{Vpn}.2.1000000002 = road/user2@example.com", $"{Child}.2.1000000002.1000000002 = trunk"],
            Assert.Single(fixture.Sink.TakeAll()).Lines[..2]);
    }

    [Fact]
    public void Switches_Off_TellNothingAndCostNoCeiling()
    {
        var fixture = new SourceFixture();
        fixture.Settings.TrySet(NotificationSwitches.EnableName, (long)(NotificationKinds.All & ~NotificationKinds.VpnUpDown));
        fixture.Settings.TrySet(NotificationSwitches.MaximumPerMinuteName, 1);
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2)));
        fixture.Source.Tell(new TunnelChange(TunnelChangeKind.PeerDead, CannedRegistry.Now, CannedRegistry.Tunnel(2)));
        Assert.Equal($"{Root}.0.7", Assert.Single(fixture.Sink.TakeAll()).Name);
        Assert.Equal(0UL, fixture.Throttle.Suppressed);
    }

    [Fact]
    public void AuthenticationFailure_OnlyWhenSwitchedOn_IsToldOnceAMinute()
    {
        var fixture = new SourceFixture();
        fixture.Source.TellAuthenticationFailure();
        Assert.Equal(0, fixture.Sink.Count);
        fixture.Settings.TrySet(NotificationSwitches.AuthenticationTrapsName, 1);
        for (var i = 0; i < 1_000; i++)
        {
            fixture.Source.TellAuthenticationFailure();
        }

        Assert.Equal("1.3.6.1.6.3.1.1.5.5", Assert.Single(fixture.Sink.TakeAll()).Name);
        Assert.Equal(0UL, fixture.Throttle.Suppressed);
        fixture.UpTime += TimeSpan.FromMinutes(1);
        fixture.Source.TellAuthenticationFailure();
        Assert.Equal(1, fixture.Sink.Count);
    }

    [Fact]
    public void Storm_TenThousandTunnelsDown_TellsVpnsOnlyUpToTheCeiling()
    {
        const int Tunnels = 10_000;
        var fixture = new SourceFixture();
        var tunnel = CannedRegistry.Tunnel(2);
        for (var i = 0; i < Tunnels; i++)
        {
            // Each tunnel: the peer is dead, its child goes, it goes itself.
            fixture.UpTime = TimeSpan.FromSeconds(100) + TimeSpan.FromMilliseconds(i / 2.0);
            fixture.Source.Tell(new TunnelChange(TunnelChangeKind.PeerDead, CannedRegistry.Now, tunnel, Reason: CloseReason.PeerDead));
            fixture.Source.Tell(new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel, tunnel.Children[0], Reason: CloseReason.PeerDead) { TogglesPolicy = true });
            fixture.Source.Tell(new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel, Reason: CloseReason.PeerDead));
        }

        var told = fixture.Sink.TakeAll();
        Assert.Equal(NotificationSwitches.DefaultMaximumPerMinute, told.Length);
        Assert.Equal((3UL * Tunnels) - (ulong)told.Length, fixture.Throttle.Suppressed);

        // Fifty tunnels are told in full; the end of the fifty-first makes the storm, and from then on the ceiling goes to one
        // notification for each vpn.
        const int InFull = (50 * 3) + 2;
        Assert.Equal([$"{Root}.0.7", $"{Root}.0.4", $"{Root}.0.2"], told.Take(InFull).Select(notification => notification.Name).Distinct());
        Assert.All(told.Skip(InFull), notification => Assert.Equal($"{Root}.0.2", notification.Name));
    }

    [Fact]
    public void Storm_OnlyTheCiscoModuleIsOn_ItsStopsAreTold()
    {
        var fixture = new SourceFixture();
        fixture.Settings.TrySet(NotificationSwitches.EnableName, 0);
        fixture.EnableCisco("IkeTunnelStop");
        for (var i = 0; i < 1_000; i++)
        {
            fixture.Source.Tell(new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2), Reason: CloseReason.PeerDead));
        }

        Assert.Equal(NotificationSwitches.DefaultMaximumPerMinute, fixture.Sink.Count);
    }

    private static TunnelChange Failed(TunnelChangeKind kind, FailurePhase phase, CloseReason reason, IkeTunnelSnapshot tunnel) =>
        new(kind, CannedRegistry.Now, tunnel, Reason: reason)
        {
            Failure = new FailureRecord
            {
                Number = 77,
                At = CannedRegistry.Now,
                Phase = phase,
                VpnName = tunnel.VpnName,
                TunnelId = tunnel.Id,
                Remote = new EndpointInfo(IPAddress.Parse("203.0.113.9"), 500),
                Local = new EndpointInfo(IPAddress.Parse("192.0.2.1"), 500),
                RemoteIdentity = new IdentityInfo(2, "claimed.example"u8.ToArray(), "claimed.example"),
                Reason = reason,
                NotifyType = 38,
                Text = "it went wrong",
            },
        };
}
