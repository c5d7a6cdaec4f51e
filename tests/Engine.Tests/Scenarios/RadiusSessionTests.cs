using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What RADIUS servers are told of a tunnel (RFC 2866), and what they may change (RFC 5176).</summary>
public sealed class RadiusSessionTests
{
    private const string User = "carol";

    private static readonly RadiusPolicy Policy = new()
    {
        Servers = [new RadiusServerPolicy("one", IpAddress.Parse("10.0.0.9"), [1])],
        Accounting = true,
    };

    [Fact]
    public void Accounting_LifeOfATunnel_CountsEveryOctetOfEveryPairOnce()
    {
        var pair = Up(Policy with { InterimInterval = TimeSpan.FromMinutes(5) }, new RadiusGrant { Classes = [new byte[] { 1, 2 }], UserName = "carol@corp"u8.ToArray() });
        Count(pair, IpsecTunnelState.Installed, 100);
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        // Late packets of the old pair, then those of the new one.
        Count(pair, IpsecTunnelState.Deleted, 7);
        Count(pair, IpsecTunnelState.Installed, 30);
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.Advance(301);
        Count(pair, IpsecTunnelState.Installed, 3);
        pair.Advance(100);
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        var records = pair.B.Accounting;
        Assert.Equal([AccountingStatus.Start, AccountingStatus.InterimUpdate, AccountingStatus.Stop], records.Select(record => record.Status));
        Assert.Single(records.Select(record => (record.SessionId, record.Port, Name: System.Text.Encoding.UTF8.GetString(record.UserName.Span))).Distinct(), row => row.Name == "carol@corp");
        Assert.All(records, record => Assert.Equal(new byte[] { 1, 2 }, Assert.Single(record.Classes).ToArray()));
        Assert.Equal([(0ul, 0ul), (137ul, 137_000ul), (140ul, 140_000ul)], records.Select(record => (record.InPackets, record.InOctets)));
        Assert.Equal([(0ul, 0ul), (274ul, 274_000ul), (280ul, 280_000ul)], records.Select(record => (record.OutPackets, record.OutOctets)));
        Assert.Equal(300, (long)records[1].SessionTime.TotalSeconds);
        Assert.Equal(401, (long)records[2].SessionTime.TotalSeconds);
        Assert.Equal(TerminateCause.UserRequest, records[2].Cause);
    }

    [Fact]
    public void Accounting_Off_NobodyIsTold()
    {
        var pair = Up(Policy with { Accounting = false }, new RadiusGrant());
        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        Assert.Empty(pair.B.Accounting);
    }

    [Theory]
    [InlineData(0, 5, 60)]
    [InlineData(0, 120, 120)]
    [InlineData(90, 120, 90)]
    public void Interim_WishOfTheServer_YieldsToConfigurationAndReason(int configured, int wished, int expected)
    {
        var pair = Up(
            Policy with { InterimInterval = TimeSpan.FromSeconds(configured), SendClass = false },
            new RadiusGrant { InterimInterval = TimeSpan.FromSeconds(wished), Classes = [new byte[] { 1 }] });
        pair.Advance(expected - 1);
        Assert.Single(pair.B.Accounting);
        pair.Advance(2);

        Assert.Equal(AccountingStatus.InterimUpdate, pair.B.Accounting[^1].Status);
        Assert.Empty(pair.B.Accounting[^1].Classes);
    }

    [Fact]
    public void SessionTimeout_Over_TunnelEndsAndTheServerHearsWhy()
    {
        var pair = Up(Policy, new RadiusGrant { SessionTimeout = TimeSpan.FromSeconds(100) });
        ForgetLimit(pair);
        pair.Advance(99);
        Assert.Equal(1, pair.B.Registry.Capture().TunnelCount);
        pair.Advance(2);

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Equal((AccountingStatus.Stop, TerminateCause.SessionTimeout), (pair.B.Accounting[^1].Status, pair.B.Accounting[^1].Cause));
    }

    [Fact]
    public void SessionTimeout_PeerHeedsAuthLifetime_BeginsAnewBeforeTheEnd()
    {
        // B --> IKE_AUTH { AUTH, SA, TSi, TSr, N(AUTH_LIFETIME) }: A authenticates again in the last tenth of it.
        var pair = Up(Policy, new RadiusGrant { SessionTimeout = TimeSpan.FromSeconds(200) });
        pair.Advance(199);

        pair.ShouldAgree();
        Assert.Equal([AccountingStatus.Start, AccountingStatus.Stop, AccountingStatus.Start], pair.B.Accounting.Select(record => record.Status));
        Assert.NotEqual(pair.B.Accounting[0].SessionId, pair.B.Accounting[2].SessionId);
    }

    [Fact]
    public void SessionTimeout_ChangedByTheServer_CountsFromThen()
    {
        var pair = Up(Policy, new RadiusGrant { SessionTimeout = TimeSpan.FromSeconds(100) });
        ForgetLimit(pair);
        pair.Advance(50);
        Assert.Equal(1, Change(pair, new RadiusSelector { UserName = "carol"u8.ToArray() }, new RadiusChange.Extend(TimeSpan.FromSeconds(200))));
        pair.Advance(150);
        Assert.Equal(1, pair.B.Registry.Capture().TunnelCount);
        pair.Advance(51);

        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void SessionTimeout_IkeSaRekeyedMeanwhile_StillHolds()
    {
        var pair = Up(Policy, new RadiusGrant { SessionTimeout = TimeSpan.FromSeconds(100) });
        ForgetLimit(pair);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.Advance(101);

        pair.A.ShouldBeEmpty();
        Assert.Single(pair.B.Accounting, record => record.Status == AccountingStatus.Stop);
    }

    [Fact]
    public void Disconnect_AllAttributesFit_EndsTheTunnel()
    {
        var pair = Up(Policy, new RadiusGrant());
        var id = pair.B.Accounting.Single().SessionId;
        var remote = pair.B.Accounting.Single().Path.Remote;
        Assert.Equal(0, Change(pair, new RadiusSelector { SessionId = id, UserName = "mallory"u8.ToArray() }, new RadiusChange.Disconnect()));
        Assert.Equal(0, Change(pair, new RadiusSelector { SessionId = "other" }, new RadiusChange.Disconnect()));
        Assert.Equal(0, Change(pair, new RadiusSelector { Addresses = [IpAddress.Parse("10.9.9.9")] }, new RadiusChange.Disconnect()));
        Assert.Equal(1, pair.B.Registry.Capture().TunnelCount);

        Assert.Equal(1, Change(
            pair,
            new RadiusSelector { SessionId = id, UserName = "carol"u8.ToArray(), VpnName = "vpn", CallingStation = remote.ToString() },
            new RadiusChange.Disconnect()));
        pair.Drive();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Equal(TerminateCause.AdminReset, pair.B.Accounting[^1].Cause);
        Assert.Equal(0, Change(pair, new RadiusSelector { SessionId = id }, new RadiusChange.Disconnect()));
    }

    [Fact]
    public void Stop_OfTheService_IsARebootToTheServer()
    {
        var pair = Up(Policy, new RadiusGrant());
        pair.B.Command(new ShardCommand.CloseAll(77, 1000));
        pair.Drive();

        Assert.Equal(TerminateCause.AdminReboot, pair.B.Accounting[^1].Cause);
    }

    private static SimPair Up(RadiusPolicy policy, RadiusGrant grant)
    {
        var pair = RadiusTests.Pair(new RadiusServerDouble(User, "swordfish") { Grant = grant }, policy: policy);
        pair.Start();
        pair.ShouldAgree();
        return pair;
    }

    /// <summary>A is a peer that does not know AUTH_LIFETIME.</summary>
    private static void ForgetLimit(SimPair pair)
    {
        var sa = pair.A.Shard.Services.Sas.All.Single();
        sa.Timers.InheritReauthentication(new SaTimers(sa));
        sa.Timers.Reschedule();
    }

    private static int Change(SimPair pair, RadiusSelector selector, RadiusChange change)
    {
        const long Request = 4711;
        pair.B.Replies.Remove(Request);
        pair.B.Command(new ShardCommand.ChangeRadiusSessions(Request, selector, change));
        return pair.B.ResultOf(Request)!.Affected;
    }

    private static void Count(SimPair pair, IpsecTunnelState state, ulong packets)
    {
        var counters = pair.B.Tunnel.Children.Last(child => child.State == state).Counters;
        counters.InPackets.Add(packets);
        counters.InOctets.Add(packets * 1_000);
        counters.OutPackets.Add(packets * 2);
        counters.OutOctets.Add(packets * 2_000);
    }
}
