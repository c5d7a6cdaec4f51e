using System.Net;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Notifications;

// The module's own list: number, switch, objects (as columns below cipSecMIBObjects), and a change that causes it.
public class CiscoNotificationTests
{
    private const string Objects = "1.3.6.1.4.1.9.9.171.1";
    private const string Notifications = "1.3.6.1.4.1.9.9.171.2.0";

    // Both peers by address: type 1, four octets each, first association.
    private const string PeerIndex = "1.4.192.0.2.1.1.4.198.51.100.2.1";
    private const string LocalAddress = $"{Objects}.2.2.1.6.{PeerIndex} = C0000201";
    private const string RemoteAddress = $"{Objects}.2.2.1.7.{PeerIndex} = C6336402";
    private const string IpsecActive = $"{Objects}.3.2.1.10.2 = 6000";
    private const string SpiProtocol = $"{Objects}.3.4.1.4.2.1 = 2";

    private static readonly IkeTunnelSnapshot Tunnel = CannedRegistry.Tunnel(2);

    public static TheoryData<int, string, TunnelChange, string[]> All => new()
    {
        { 1, "IkeTunnelStart", Change(TunnelChangeKind.Opened), [LocalAddress, RemoteAddress, $"{Objects}.2.3.1.15.2 = 15840"] },
        { 2, "IkeTunnelStop", Change(TunnelChangeKind.Closed), [LocalAddress, RemoteAddress, $"{Objects}.2.3.1.16.2 = 10200"] },
        { 3, "IkeSysFailure", Failure(TunnelChangeKind.Failed, FailurePhase.SaInit, CloseReason.ResourceLimit), [LocalAddress, RemoteAddress] },
        { 4, "IkeCertCrlFailure", Change(TunnelChangeKind.CertificateProblem), [LocalAddress, RemoteAddress] },
        { 4, "IkeCertCrlFailure", Failure(TunnelChangeKind.AuthenticationFailed, FailurePhase.Auth, CloseReason.CertificateInvalid), [LocalAddress, RemoteAddress] },
        { 5, "IkeProtocolFail", Failure(TunnelChangeKind.Failed, FailurePhase.SaInit, CloseReason.ProtocolError), [LocalAddress, RemoteAddress] },
        { 6, "IkeNoSa", Failure(TunnelChangeKind.Failed, FailurePhase.Other, CloseReason.Other, FailureCause.UnknownSpi), [LocalAddress, RemoteAddress] },
        { 7, "IpSecTunnelStart", Change(TunnelChangeKind.ChildOpened), [$"{Objects}.3.2.1.9.2 = 3960", $"{Objects}.3.2.1.8.2 = 2147483647"] },
        { 8, "IpSecTunnelStop", Change(TunnelChangeKind.ChildClosed), [IpsecActive] },
        { 9, "IpSecSysFailure", Failure(TunnelChangeKind.DataPlaneFailed, FailurePhase.DataPlane, CloseReason.Other, FailureCause.Capacity), [LocalAddress, RemoteAddress, IpsecActive, SpiProtocol] },
        { 10, "IpSecSetUpFailure", Failure(TunnelChangeKind.Failed, FailurePhase.Child, CloseReason.TsUnacceptable), [LocalAddress, RemoteAddress] },
        { 11, "IpSecEarlyTunTerm", Change(TunnelChangeKind.ChildClosed) with { Reason = CloseReason.PeerDead }, [IpsecActive, SpiProtocol] },
        { 12, "IpSecProtocolFail", Failure(TunnelChangeKind.DataPlaneFailed, FailurePhase.DataPlane, CloseReason.Other, FailureCause.BadIntegrity), [IpsecActive, SpiProtocol] },
        { 13, "IpSecNoSa", Failure(TunnelChangeKind.DataPlaneFailed, FailurePhase.DataPlane, CloseReason.Other, FailureCause.UnknownSpi), [] },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Change_SwitchedOn_IsToldWithTheObjectsOfTheModule(int number, string control, TunnelChange change, string[] objects)
    {
        var fixture = new SourceFixture();
        fixture.Settings.TrySet(NotificationSwitches.EnableName, 0);
        fixture.Source.Tell(change);
        Assert.Equal(0, fixture.Sink.Count);
        fixture.EnableCisco(control);
        fixture.Source.Tell(change);
        var told = Assert.Single(fixture.Sink.TakeAll());
        Assert.Equal($"{Notifications}.{number}", told.Name);
        Assert.Equal(objects, told.Lines);
    }

    [Fact]
    public void TrapControls_AreThoseThatCanBeSet()
    {
        string[] expected = [.. All.Select(row => (string)((object[])row)[1]).Distinct().Select(name => $"cipSecTrapCntl{name}")];
        Assert.Equal(13, expected.Length);
        Assert.Equal(expected, CiscoNotifications.TrapControls);
    }

    [Theory]
    [InlineData(CloseReason.PeerDelete)]
    [InlineData(CloseReason.AdminDown)]
    [InlineData(CloseReason.Expired)]
    public void ChildClosed_ForAGoodReason_IsNoEarlyTermination(CloseReason reason)
    {
        var fixture = new SourceFixture();
        fixture.Settings.TrySet(NotificationSwitches.EnableName, 0);
        fixture.EnableCisco("IpSecEarlyTunTerm");
        fixture.Source.Tell(Change(TunnelChangeKind.ChildClosed) with { Reason = reason });
        Assert.Equal(0, fixture.Sink.Count);
    }

    [Fact]
    public void Module_SwitchedOffOrWithOneRowForEachPeer_IsFollowed()
    {
        var off = new SourceFixture(cisco: new CiscoOptions { Enabled = false });
        off.EnableCisco("IkeTunnelStart");
        off.Settings.TrySet(NotificationSwitches.EnableName, 0);
        off.Source.Tell(Change(TunnelChangeKind.Opened));
        Assert.Equal(0, off.Sink.Count);

        var perPeer = new SourceFixture(cisco: new CiscoOptions { Phase2Rows = "peer", PeerIdentity = "identity" });
        perPeer.Settings.TrySet(NotificationSwitches.EnableName, 0);
        perPeer.EnableCisco("IpSecTunnelStop");
        perPeer.EnableCisco("IkeTunnelStart");
        var third = CannedRegistry.Tunnel(3);
        perPeer.Source.Tell(new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, third, third.Children[0]) { TogglesPolicy = true });
        perPeer.Source.Tell(new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2)));
        var told = perPeer.Sink.TakeAll();
        Assert.Equal([$"{Objects}.3.2.1.10.3 = 6000"], told[0].Lines);
        var names = string.Join('.', "localgw.example"u8.ToArray()) + ".2.17." + string.Join('.', "user2@example.com"u8.ToArray());
        Assert.Equal($"{Objects}.2.2.1.6.2.15.{names}.1 = C0000201", told[1].Lines[0]);
    }

    private static TunnelChange Change(TunnelChangeKind kind) =>
        new(kind, CannedRegistry.Now, Tunnel, Tunnel.Children[0]) { TogglesPolicy = true };

    private static TunnelChange Failure(TunnelChangeKind kind, FailurePhase phase, CloseReason reason, FailureCause cause = FailureCause.None) =>
        Change(kind) with
        {
            Failure = new FailureRecord
            {
                Number = 5,
                At = CannedRegistry.Now,
                Phase = phase,
                VpnName = Tunnel.VpnName,
                Remote = new EndpointInfo(IPAddress.Parse("198.51.100.2"), 500),
                Reason = reason,
                Cause = cause,
            },
        };
}
