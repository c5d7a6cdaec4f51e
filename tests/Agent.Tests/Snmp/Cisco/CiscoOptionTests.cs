using System.Net;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

public class CiscoOptionTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);

    // Transform ids of IANA; the numbers of the module end at 3.
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 3, 3)]
    [InlineData(11, 1, 1)]
    [InlineData(12, 1012, 3)]
    [InlineData(13, 1013, 3)]
    [InlineData(20, 1020, 3)]
    [InlineData(28, 1028, 3)]
    public void Encryption_InTheNumbersOfTheModule(ushort id, int open, int strict) =>
        AssertBoth(open, strict, value => CiscoAlgorithms.Encryption(Algorithm(id), value));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(5, 1005, 3)]
    [InlineData(12, 1012, 3)]
    [InlineData(14, 1014, 3)]
    public void Integrity_InTheNumbersOfTheModule(ushort id, int open, int strict) =>
        AssertBoth(open, strict, value => CiscoAlgorithms.Integrity(Algorithm(id), value));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(5, 1005, 3)]
    [InlineData(7, 1007, 3)]
    public void Hash_InTheNumbersOfTheModule(ushort id, int open, int strict) =>
        AssertBoth(open, strict, value => CiscoAlgorithms.Hash(Algorithm(id), value));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 3, 3)]
    [InlineData(14, 15, 3)]
    [InlineData(19, 20, 3)]
    [InlineData(31, 32, 3)]
    [InlineData(36, 37, 3)]
    public void Group_InTheNumbersOfTheModule(ushort id, int open, int strict) =>
        AssertBoth(open, strict, value => CiscoAlgorithms.Group(Algorithm(id), value));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 3, 3)]
    [InlineData(2, 2, 2)]
    [InlineData(9, 1009, 3)]
    [InlineData(13, 1013, 1)]
    [InlineData(14, 1014, 3)]
    [InlineData(201, 1000, 2)]
    public void AuthenticationMethod_InTheNumbersOfTheModule(byte method, int open, int strict) =>
        AssertBoth(open, strict, value => CiscoAlgorithms.AuthenticationMethod(method, value));

    [Fact]
    public void PeerIdentity_OfEveryType_IsANameOrAnAddress()
    {
        var agent = new CannedAgent(_canned, new CiscoOptions { PeerIdentity = "Identity" });
        Assert.Equal((2, "localgw.example"), (Int("2.3.1.2.2"), Text("2.3.1.3.2")));
        Assert.Equal((2, "user2@example.com", ""), (Int("2.3.1.6.2"), Text("2.3.1.7.2"), Text("2.3.1.9.2")));
        Assert.Equal((2, "00000003"), (Int("2.3.1.6.3"), Text("2.3.1.7.3")));
        Assert.Equal((1, "198.51.100.4"), (Int("2.3.1.6.4"), Text("2.3.1.7.4")));
        Assert.Equal((2, "gw5.example"), (Int("2.3.1.6.5"), Text("2.3.1.7.5")));

        // .15 and .17 octets of the names follow their length in the index of the peers.
        var name = string.Join('.', "localgw.example".Select(octet => (int)octet));
        var peer = string.Join('.', "user2@example.com".Select(octet => (int)octet));
        Assert.Equal(2, Int($"2.2.1.9.2.15.{name}.2.17.{peer}.1"));

        int Int(string column) => (int)agent.Get(CannedAgent.Cisco(column)).Value!;
        string Text(string column) => agent.Get(CannedAgent.Cisco(column)).Text;
    }

    [Fact]
    public void PeerNames_LongOrForeignText_AreCutAndPrintable()
    {
        var long255 = new string('x', 300);
        var identity = new IdentityInfo(9, new byte[300], "CN=Büro \U0001F512 " + long255);
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with { RemoteIdentity = identity }]);
        var byName = new CannedAgent(_canned, new CiscoOptions { PeerIdentity = "identity" });
        var value = byName.Get(CannedAgent.Cisco("2.3.1.7.3")).Text;
        Assert.StartsWith("CN=B?ro ? xxx", value, StringComparison.Ordinal);
        Assert.Equal(255, value.Length);
        Assert.Equal(64, new CannedAgent(_canned).Get(CannedAgent.Cisco("2.3.1.9.3")).Text.Length);
        Assert.All(byName.Walk(CannedAgent.Cisco("2.4")), binding => Assert.InRange(binding.Name.Length, 1, 127));
        Assert.Contains(byName.Walk(CannedAgent.Cisco("2.2.1.9")), binding => binding.Value is 3);
    }

    [Fact]
    public void Peers_SeveralVpnsBetweenTheSameTwo_AreNumbered()
    {
        var twin = CannedRegistry.Tunnel(3);
        _canned.Commit(0, [twin with { Remote = CannedRegistry.Tunnel(2).Remote }]);
        _canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, twin with { Remote = CannedRegistry.Tunnel(2).Remote })]);
        var agent = new CannedAgent(_canned);
        const string Pair = "1.4.192.0.2.1.1.4.198.51.100.2";
        Assert.Equal((2, 3), ((int)agent.Get(CannedAgent.Cisco($"2.2.1.9.{Pair}.1")).Value!, (int)agent.Get(CannedAgent.Cisco($"2.2.1.9.{Pair}.2")).Value!));
        Assert.Equal(3, agent.Get(CannedAgent.Cisco($"2.4.1.7.{Pair}.2.1")).Value);
        Assert.Equal(2, agent.Get(CannedAgent.Cisco("4.2.1.1.6.1")).Value);
    }

    [Fact]
    public void Phase2Rows_Peer_SumsTheChildrenOfAVpn()
    {
        AddSecondChild();
        var perChild = new CannedAgent(_canned);
        Assert.Equal([1, 2, 3, 4, 5, 6, 8, 10], Indexes(perChild));
        Assert.Equal((2, 2), (Get(perChild, "3.2.1.2.2"), Get(perChild, "3.2.1.2.10")));
        Assert.Equal(1, Get(perChild, "2.4.1.7.1.4.192.0.2.1.1.4.198.51.100.1.1.1"));

        var perPeer = new CannedAgent(_canned, new CiscoOptions { Phase2Rows = "peer" });
        Assert.Equal([1, 2, 3, 4, 5, 6, 8], Indexes(perPeer));
        Assert.Equal(205_000ul + 7, perPeer.Get(CannedAgent.Cisco("3.2.1.27.2")).Value);
        Assert.Equal(4u, perPeer.Get(CannedAgent.Cisco("3.2.1.15.2")).Value);
        Assert.Equal([1u, 2u], perPeer.Walk(CannedAgent.Cisco("3.3.1.3.2")).Select(binding => binding.Name.SubIdentifiers[^1]));
        Assert.Equal(4, perPeer.Walk(CannedAgent.Cisco("3.4.1.3.2")).Count);
    }

    [Fact]
    public void Ipv6EndPoints_Off_LeavesThemOut()
    {
        var wide = new SelectorInfo(17, 53, 53, IPAddress.Parse("2001:db8::"), IPAddress.Parse("2001:db8::ffff"));
        var one = new SelectorInfo(6, 0, 80, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.1"));
        var range = new SelectorInfo(6, 0, 65535, IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.6"));
        var tunnel = CannedRegistry.Tunnel(3);
        _canned.Commit(0, [tunnel with { Children = [tunnel.Children[0] with { LocalSelectors = [wide, one], RemoteSelectors = [range, wide] }] }]);
        var all = new CannedAgent(_canned);
        Assert.Equal([3, 1], all.Walk(CannedAgent.Cisco("3.3.1.3.3")).Select(binding => (int)binding.Value!));
        Assert.Equal([3, 2], all.Walk(CannedAgent.Cisco("3.3.1.9.3")).Select(binding => (int)binding.Value!));
        Assert.Equal([53, 0], all.Walk(CannedAgent.Cisco("3.3.1.7.3")).Select(binding => (int)binding.Value!));
        Assert.Equal("FFFFFFFFFFFFFFFFFFFFFFFFFFFF0000", Convert.ToHexString((byte[])all.Get(CannedAgent.Cisco("3.3.1.5.3.1")).Value!));
        Assert.Equal([10, 0, 0, 6], (byte[])all.Get(CannedAgent.Cisco("3.3.1.11.3.2")).Value!);

        var narrow = new CannedAgent(_canned, new CiscoOptions { Ipv6EndPoints = false });
        Assert.Equal([1], narrow.Walk(CannedAgent.Cisco("3.3.1.3.3")).Select(binding => (int)binding.Value!));
        Assert.All(narrow.Walk(CannedAgent.Cisco("3.3.1.4")), binding => Assert.Equal(4, ((byte[])binding.Value!).Length));
    }

    [Fact]
    public void EndPoints_ManySelectors_AreBounded()
    {
        var tunnel = CannedRegistry.Tunnel(3);
        var many = Enumerable.Repeat(tunnel.Children[0].LocalSelectors[0], 200).ToArray();
        _canned.Commit(0, [tunnel with { Children = [tunnel.Children[0] with { LocalSelectors = many, RemoteSelectors = many }] }]);
        Assert.Equal(64, new CannedAgent(_canned).Walk(CannedAgent.Cisco("3.3.1.3.3")).Count);
    }

    [Theory]
    [InlineData("child", "address", 0)]
    [InlineData("Peer", "IDENTITY", 0)]
    [InlineData("", "address", 1)]
    [InlineData("vpn", "name", 2)]
    public void Options_Words_AreChecked(string rows, string identity, int errors)
    {
        var options = new SnmpOptions { Cisco = { Phase2Rows = rows, PeerIdentity = identity } };
        var result = new SnmpOptionsValidator().Validate(null, options);
        Assert.Equal(errors, result.Failures?.Count() ?? 0);
        Assert.All(result.Failures ?? [], failure => Assert.StartsWith("Snmp:Cisco:", failure, StringComparison.Ordinal));
    }

    private static AlgorithmInfo Algorithm(ushort id) => id == 0 ? AlgorithmInfo.None : new AlgorithmInfo(id, 0, "some");

    private static void AssertBoth(int open, int strict, Func<bool, int> read) => Assert.Equal((open, strict), (read(false), read(true)));

    private static IEnumerable<int> Indexes(CannedAgent agent) =>
        agent.Walk(CannedAgent.Cisco("3.2.1.2")).Select(binding => (int)binding.Name.SubIdentifiers[^1]);

    private static int Get(CannedAgent agent, string name) => (int)agent.Get(CannedAgent.Cisco(name)).Value!;

    /// <summary>Tunnel 2 gets a child of another policy, with 7 octets received.</summary>
    private void AddSecondChild()
    {
        var tunnel = CannedRegistry.Tunnel(2);
        var counters = new IpsecTunnelCounters();
        counters.InOctets.Set(7);
        var second = tunnel.Children[0] with { Id = new TunnelId(77), UniqueId = 77, PolicyName = "voice", Counters = counters };
        _canned.Commit(1, [tunnel with { Children = [tunnel.Children[0], second] }]);
    }
}
