using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

// Tunnels 7 of 8 of the canned registry are half-open, vpn-down has none; the others are up with one child each.
public class CiscoTunnelTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);
    private CannedAgent _agent;

    public CiscoTunnelTests() => _agent = new CannedAgent(_canned);

    [Fact]
    public void IkeTunnels_Rows_AreTheVpnsThatAreUp()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], Indexes("2.3.1.35"));
        Assert.All(_agent.Walk(CannedAgent.Cisco("2.3.1.35")), binding => Assert.Equal(1, binding.Value));
        Assert.Equal(7u, Cell("2.1.1", "0").Value);
    }

    [Fact]
    public void IkeTunnels_KeepDownRows_ShowsThoseThatAreDownToo()
    {
        _agent = new CannedAgent(_canned, new CiscoOptions { KeepDownRows = true });
        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 1, 2], _agent.Walk(CannedAgent.Cisco("2.3.1.35")).Select(binding => (int)binding.Value!));
        Assert.Equal([198, 51, 100, 250], (byte[])Cell("2.3.1.8", "9").Value!);
        Assert.Equal([0, 0, 0, 0], (byte[])Cell("2.3.1.4", "9").Value!);
        Assert.Equal(("vpn-down", 0, int.MaxValue), (Cell("2.3.1.5", "9").Text, (int)Cell("2.3.1.16", "9").Value!, (int)Cell("2.3.1.15", "9").Value!));
        Assert.Equal(7u, Cell("2.1.1", "0").Value);
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], Indexes("3.2.1.2"));
    }

    [Fact]
    public void IkeTunnel_Row_ShowsItsFacts()
    {
        Assert.Equal((1, "192.0.2.1"), ((int)Cell("2.3.1.2", "2").Value!, Cell("2.3.1.3", "2").Text));
        Assert.Equal([192, 0, 2, 1], (byte[])Cell("2.3.1.4", "2").Value!);
        Assert.Equal(("vpn-2", "198.51.100.2", "user2@example.com"), (Cell("2.3.1.5", "2").Text, Cell("2.3.1.7", "2").Text, Cell("2.3.1.9", "2").Text));
        Assert.Equal("2001:db8:ffff::5", Cell("2.3.1.7", "5").Text);
        Assert.Equal(16, ((byte[])Cell("2.3.1.8", "5").Value!).Length);

        // Its identity is its address, which column 7 shows already.
        Assert.Equal(("198.51.100.4", ""), (Cell("2.3.1.7", "4").Text, Cell("2.3.1.9", "4").Text));
        Assert.Equal((1, 20, 1020, 1007, 2), (Int("2.3.1.10"), Int("2.3.1.11"), Int("2.3.1.12"), Int("2.3.1.13"), Int("2.3.1.14")));
        Assert.Equal((15_840, 10_200, 1_440), (Int("2.3.1.15"), Int("2.3.1.16"), Int("2.3.1.17")));
        Assert.Equal((2_000u, 20u, 2_200u, 21u), (Cell("2.3.1.19", "2").Value, Cell("2.3.1.20", "2").Value, Cell("2.3.1.27", "2").Value, Cell("2.3.1.28", "2").Value));

        int Int(string column) => (int)Cell(column, "2").Value!;
    }

    [Fact]
    public void IpsecTunnel_Row_ShowsItsFacts()
    {
        Assert.Equal((2, 1, 1, 1), (Int("3.2.1.2"), Int("3.2.1.3"), Int("3.2.1.6"), Int("3.2.1.7")));
        Assert.Equal((int.MaxValue, 3_960, 6_000, int.MaxValue, 360), (Int("3.2.1.8"), Int("3.2.1.9"), Int("3.2.1.10"), Int("3.2.1.11"), Int("3.2.1.12")));
        Assert.Equal((1, 1020, 1, 1, 1), (Int("3.2.1.16"), Int("3.2.1.17"), Int("3.2.1.18"), Int("3.2.1.19"), Int("3.2.1.20")));
        Assert.Equal((2u, 2u), (Cell("3.2.1.14", "2").Value, Cell("3.2.1.15", "2").Value));
        Assert.Equal((205_000u, 205_000ul, 0u), (Cell("3.2.1.26", "2").Value, Cell("3.2.1.27", "2").Value, Cell("3.2.1.28", "2").Value));
        Assert.Equal((250u, 3u, 3u, 250u), (Cell("3.2.1.32", "2").Value, Cell("3.2.1.33", "2").Value, Cell("3.2.1.34", "2").Value, Cell("3.2.1.35", "2").Value));
        Assert.Equal((406_000ul, 460u, 2u), (Cell("3.2.1.40", "2").Value, Cell("3.2.1.45", "2").Value, Cell("3.2.1.46", "2").Value));

        int Int(string column) => (int)Cell(column, "2").Value!;
    }

    [Fact]
    public void EndPointsAndSpis_Row_ShowsSelectorsAndSas()
    {
        Assert.Equal(("", 3, 0, 0), (Cell("3.3.1.2", "2.1").Text, (int)Cell("3.3.1.3", "2.1").Value!, (int)Cell("3.3.1.6", "2.1").Value!, (int)Cell("3.3.1.7", "2.1").Value!));
        Assert.Equal([192, 168, 0, 0], (byte[])Cell("3.3.1.4", "2.1").Value!);
        Assert.Equal([255, 255, 255, 0], (byte[])Cell("3.3.1.5", "2.1").Value!);
        Assert.Equal([192, 168, 99, 0], (byte[])Cell("3.3.1.10", "2.1").Value!);
        Assert.Equal((1, 2), ((int)Cell("3.4.1.2", "2.5").Value!, (int)Cell("3.4.1.2", "2.6").Value!));
        Assert.Equal((0xc000_0002u, 0xd000_0002u), (Cell("3.4.1.3", "2.5").Value, Cell("3.4.1.3", "2.6").Value));
    }

    [Fact]
    public void Peers_Rows_AreSortedByTheirOctets()
    {
        // Type and length of either address before its octets; 198.51.100.2 is .1.4.198.51.100.2.
        Assert.Equal(2, _agent.Get(CannedAgent.Cisco("2.2.1.9.1.4.192.0.2.1.1.4.198.51.100.2.1")).Value);
        Assert.Equal(2, _agent.Get(CannedAgent.Cisco("2.4.1.7.1.4.192.0.2.1.1.4.198.51.100.2.1.1")).Value);
        Assert.Equal(7, _agent.Walk(CannedAgent.Cisco("2.2.1.9")).Count);
    }

    private IEnumerable<int> Indexes(string column) => _agent.Walk(CannedAgent.Cisco(column)).Select(binding => (int)binding.Name.SubIdentifiers[^1]);

    private SnmpBinding Cell(string column, string index) => _agent.Get(CannedAgent.Cisco($"{column}.{index}"));
}
