using MyIkev2.Agent.Snmp.Cisco;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

// What each poller makes of a tunnel's life. Its graphs must go on: the same key and name, and no counter that falls while sysUpTime goes on.
public class PollerTests
{
    public static TheoryData<string> Pollers => new(PollerReaders.All.Keys);

    [Theory]
    [MemberData(nameof(Pollers))]
    public void Poller_RekeyReconnectRestart_KeepsItsGraphs(string poller)
    {
        var gateway = new PolledGateway();
        var story = new Story(PollerReaders.All[poller], gateway);
        story.ExpectOneTunnel();
        story.Talk();
        gateway.RekeyChild();
        story.ExpectOneTunnel();
        story.Talk();
        gateway.RekeyIke();
        story.ExpectOneTunnel();
        story.Talk();
        gateway.Disconnect();
        story.ExpectNone();
        gateway.Connect();
        story.ExpectOneTunnel();
        story.Talk();

        // sysUpTime starts over with the counters: that is how pollers know.
        var before = new PollerClient(gateway.Agent, 1).SysUpTime;
        gateway.Restart();
        Assert.True(new PollerClient(gateway.Agent, 1).SysUpTime < before);
        story.ExpectOneTunnelAfterRestart();
        story.Talk();
    }

    [Theory]
    [InlineData("LibreNMS", "198.51.100.1", "vpn")]
    [InlineData("Observium", "192.0.2.1 198.51.100.1 10.1.1.0+255.255.255.0+10.2.1.0+255.255.255.0", "vpn")]
    [InlineData("Checkmk", "198.51.100.1", "198.51.100.1")]
    [InlineData("Centreon", "192.0.2.1_198.51.100.1", "192.0.2.1_198.51.100.1")]
    [InlineData("check_nwc_health", "198.51.100.1", "vpn")]
    [InlineData("Zabbix", "1", "198.51.100.1")]
    [InlineData("Datadog", "1 1 192.0.2.1 198.51.100.1", "198.51.100.1")]
    public void Poller_UpTunnel_IsShownUnderItsKeyAndName(string poller, string key, string name)
    {
        var tunnel = Assert.Single(PollerReaders.All[poller](new PolledGateway().Agent));
        Assert.Equal((key, name, true), (tunnel.Key, tunnel.Name, tunnel.IsUp));
    }

    [Theory]
    [InlineData("check_nwc_health")]
    [InlineData("Checkmk")]
    public void Poller_DownTunnelWithItsRowKept_IsAnAlarm(string poller)
    {
        var gateway = new PolledGateway(new CiscoOptions { KeepDownRows = true });
        Assert.True(Assert.Single(PollerReaders.All[poller](gateway.Agent)).IsUp);
        gateway.Disconnect();
        Assert.False(Assert.Single(PollerReaders.All[poller](gateway.Agent)).IsUp);
        gateway.Connect();
        Assert.True(Assert.Single(PollerReaders.All[poller](gateway.Agent)).IsUp);
    }

    [Fact]
    public void Poller_OperatorClosesAndOpens_MeetsNoFailure()
    {
        // Normal ends among the failures are what makes false alarms elsewhere.
        var gateway = new PolledGateway();
        gateway.RekeyIke();
        gateway.Disconnect();
        gateway.Connect();
        var client = new PollerClient(gateway.Agent, 10);
        Assert.Empty(client.Column("5.2.1.1.2"));
        Assert.Empty(client.Column("5.3.1.1.2"));
        Assert.Equal(3, Convert.ToInt32(client.Column("4.2.1.1.2").Single().Value.Value));
        Assert.Equal(3, Convert.ToInt32(client.Column("4.3.1.1.2").Single().Value.Value));
    }

    /// <summary>One poller's memory.</summary>
    private sealed class Story(Func<CannedAgent, IReadOnlyList<PolledTunnel>> read, PolledGateway gateway)
    {
        private PolledTunnel? _last;

        internal void ExpectOneTunnel()
        {
            gateway.Poll();
            var tunnel = Assert.Single(read(gateway.Agent));
            Assert.True(tunnel.IsUp);
            if (_last is not null)
            {
                Assert.Equal((_last.Key, _last.Name), (tunnel.Key, tunnel.Name));
                Assert.True(tunnel.InOctets >= _last.InOctets, $"received {_last.InOctets}, then {tunnel.InOctets}");
                Assert.True(tunnel.OutOctets >= _last.OutOctets, $"sent {_last.OutOctets}, then {tunnel.OutOctets}");
            }

            _last = tunnel;
        }

        internal void ExpectOneTunnelAfterRestart()
        {
            _last = _last! with { InOctets = 0, OutOctets = 0 };
            ExpectOneTunnel();
        }

        internal void ExpectNone()
        {
            gateway.Poll();
            Assert.Empty(read(gateway.Agent));
        }

        /// <summary>Ten packets each way are a rate, for those that graph one.</summary>
        internal void Talk()
        {
            var before = _last!;
            gateway.Talk();
            ExpectOneTunnel();
            if (before.InOctets + _last!.InOctets > 0)
            {
                Assert.InRange(_last.InOctets - before.InOctets, 1_000ul, 2_500ul);
                Assert.InRange(_last.OutOctets - before.OutOctets, 1_000ul, 2_500ul);
            }
        }
    }
}
