using System.Collections.Immutable;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

// Tunnel 1 of the canned registry: two generations, IKE SAs 1 (rekeyed) and N+1, AES-CBC; tunnel 2: one SA, AES-GCM.
public class TunnelTableTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);
    private readonly CannedAgent _agent;

    public TunnelTableTests() => _agent = new CannedAgent(_canned);

    [Fact]
    public void IkeSaTable_Rows_AreAllSasByVpnAndUniqueId()
    {
        var indexes = _agent.Walk(CannedAgent.Own("5.1.2")).Select(binding => binding.Name.ToString()[(CannedAgent.Own("5.1.2").Length + 1)..]);
        Assert.Equal(["1.1", "1.9", "2.2", "3.3", "4.4", "5.5", "6.6", "7.7", "8.8"], indexes);
    }

    [Fact]
    public void IkeSaTable_EstablishedSa_ShowsItsFacts()
    {
        Assert.Equal(3, Sa(2, "2.2"));
        Assert.Equal("A000000000000002", Convert.ToHexString((byte[])Sa(3, "2.2")!));
        Assert.Equal("B000000000000002", Convert.ToHexString((byte[])Sa(4, "2.2")!));
        Assert.Equal(1, Sa(5, "2.2"));
        Assert.Equal(0u, Sa(6, "2.2"));
        Assert.Equal(13_500u - 102, Sa(7, "2.2"));
        Assert.Equal(15_840u - 102, Sa(8, "2.2"));
        Assert.Equal((20u, 256u, 7u, 0u, 19u), (Sa(9, "2.2"), Sa(10, "2.2"), Sa(11, "2.2"), Sa(12, "2.2"), Sa(13, "2.2")));
        Assert.Equal("aes256-gcm-128/prf:hmac-sha512/ecp256", Cell("5.1.15", "2.2").Text);
        Assert.Equal((2u, 2u), (Sa(16, "2.2"), Sa(17, "2.2")));
        Assert.Equal([0x80], (byte[])Sa(18, "2.2")!);
        Assert.Equal("aes128-cbc/hmac-sha256/prf:hmac-sha256/modp2048", Cell("5.1.15", "1.9").Text);
        Assert.Equal((3, 5), (Sa(2, "1.9"), Sa(2, "1.1")));
    }

    [Fact]
    public void IkeSaTable_EstablishedWhileTheAgentRuns_HasItsTimeStamp()
    {
        _canned.Clock.Advance(TimeSpan.FromSeconds(100));
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with { EstablishedAt = CannedRegistry.Now.AddSeconds(60) }]);
        Assert.Equal(6_000u, Sa(6, "3.3"));
        _canned.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(6_000u, Sa(6, "3.3"));
    }

    [Theory]
    [InlineData(IkeTunnelState.InitSent, 1)]
    [InlineData(IkeTunnelState.InitAnswered, 1)]
    [InlineData(IkeTunnelState.AuthSent, 2)]
    [InlineData(IkeTunnelState.AwaitingAuthorization, 2)]
    [InlineData(IkeTunnelState.Established, 3)]
    [InlineData(IkeTunnelState.Rekeying, 4)]
    [InlineData(IkeTunnelState.Rekeyed, 5)]
    [InlineData(IkeTunnelState.Expired, 6)]
    [InlineData(IkeTunnelState.Closing, 6)]
    public void IkeSaTable_State_IsTheEnumOfTheModule(IkeTunnelState state, int expected)
    {
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with { State = state, LocalAuthenticationMethod = 201, Mobike = true, PpkUsed = true }]);
        Assert.Equal(expected, Sa(2, "3.3"));
        Assert.Equal(0u, Sa(16, "3.3"));
        Assert.Equal([0xE0], (byte[])Sa(18, "3.3")!);
        Assert.EndsWith("/PPK", Cell("5.1.15", "3.3").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IkeTunnelState.Pending)]
    [InlineData(IkeTunnelState.Closed)]
    public void IkeSaTable_NoSaYetOrNoMore_HasNoRow(IkeTunnelState state)
    {
        _canned.Commit(0, [CannedRegistry.Tunnel(3) with { State = state }]);
        Assert.Equal(BerTag.NoSuchInstance, Cell("5.1.2", "3.3").Tag);
        Assert.Equal(0u, Cell("3.1.25", "3").Value);
    }

    [Fact]
    public void VpnTable_ConfiguredVpns_HaveARowUpOrDown()
    {
        Assert.Equal(
            ["vpn-1", "vpn-2", "vpn-3", "vpn-4", "vpn-5", "vpn-6", "vpn-7", "vpn-8", "vpn-down"],
            _agent.Walk(CannedAgent.Own("3.1.2")).Select(binding => binding.Text));
        Assert.Equal((2u, 1u), (Cell("3.1.25", "1").Value, Cell("3.1.26", "1").Value));
        Assert.Equal((0u, 0u, 0u), (Cell("3.1.25", "9").Value, Cell("3.1.26", "9").Value, Cell("3.1.50", "9").Value));
        Assert.Equal([198, 51, 100, 250], (byte[])Cell("3.1.16", "9").Value!);
        Assert.Equal((0, 1), (Cell("3.1.12", "9").Value, Cell("3.1.15", "9").Value));
        Assert.Equal((2, 16), (Cell("3.1.15", "5").Value, ((byte[])Cell("3.1.16", "5").Value!).Length));
        Assert.Equal((4500u, 3, 1), (Cell("3.1.17", "4").Value, Cell("3.1.22", "4").Value, Cell("3.1.22", "3").Value));
        Assert.Equal("user2@example.com", Cell("3.1.21", "2").Text);
        Assert.Equal((1u, 2u), (Cell("3.1.50", "1").Value, Cell("3.1.51", "1").Value));
        Assert.Equal("main", Cell("3.1.49", "1").Text);
    }

    [Fact]
    public void VpnTable_SwitchedOff_IsAdminDown()
    {
        _canned.Registry.SetConfiguration([.. _canned.Registry.Capture().Configuration, new VpnConfiguration { Name = "off", Enabled = false }]);
        Assert.Equal((1, 2), (Cell("3.1.5", "1").Value, Cell("3.1.5", "10").Value));
    }

    [Fact]
    public void VpnIndex_ConfigurationReordered_StaysWithTheName()
    {
        Assert.Equal("vpn-2", Cell("3.1.2", "2").Text);
        var configuration = _canned.Registry.Capture().Configuration;
        _canned.Registry.SetConfiguration([new VpnConfiguration { Name = "new" }, .. configuration.Reverse().Where(vpn => vpn.Name != "vpn-3")]);
        Assert.Equal("vpn-2", Cell("3.1.2", "2").Text);
        Assert.Equal("new", Cell("3.1.2", "10").Text);
        Assert.Equal(3, Sa(2, "2.2"));

        // vpn-3 is not configured any more, but its tunnel lives: the row stays until that ends.
        Assert.Equal("vpn-3", Cell("3.1.2", "3").Text);
        _canned.Commit(0, removals: [(new TunnelId(3), 1)]);
        Assert.Equal(BerTag.NoSuchInstance, Cell("3.1.2", "3").Tag);
    }

    [Fact]
    public void VpnTable_PeersOfATemplate_AreVpnsOfTheirOwn()
    {
        var canned = new CannedRegistry(tunnels: 3);
        canned.Registry.SetConfiguration([new VpnConfiguration { Name = "road" }]);
        canned.Commit(0, [CannedRegistry.Tunnel(11) with { VpnName = "road" }], [(new TunnelId(1), 1), (new TunnelId(1), 2), (new TunnelId(3), 1)]);
        canned.Commit(1, [CannedRegistry.Tunnel(12) with { VpnName = "road" }, CannedRegistry.Tunnel(14) with { VpnName = string.Empty }], [(new TunnelId(2), 1)]);
        var agent = new CannedAgent(canned);
        Assert.Equal(
            [(1u, "road"), (1_000_000_011, "road/0000000b"), (1_000_000_012, "road/198.51.100.12"), (1_000_000_014, "/user14@example.com")],
            agent.Walk(CannedAgent.Own("3.1.2")).Select(binding => (binding.Name.SubIdentifiers[^1], binding.Text)));
        Assert.Equal([1, 2, 2, 2], agent.Walk(CannedAgent.Own("3.1.4")).Select(binding => (int)binding.Value!));
        Assert.Equal([1_000_000_011, 1_000_000_012], agent.Walk(CannedAgent.Own("6.1.2")).Select(binding => binding.Name.SubIdentifiers[^1]));
    }

    [Fact]
    public void ChildTable_InstalledPair_ShowsItsFacts()
    {
        Assert.Equal(("trunk", 1), (Cell("6.1.2", "2.2").Text, (int)Cell("6.1.3", "2.2").Value!));
        Assert.Equal(("192.168.0.0/24", "192.168.99.0/24"), (Cell("6.1.8", "2.2").Text, Cell("6.1.9", "2.2").Text));
        Assert.Equal((0xc000_0002u, 0xd000_0002u), (Cell("6.1.10", "2.2").Value, Cell("6.1.11", "2.2").Value));
        Assert.Equal("aes256-gcm-128", Cell("6.1.17", "2.2").Text);
        Assert.Equal((3_342u, 3_900u), (Cell("6.1.19", "2.2").Value, Cell("6.1.20", "2.2").Value));
        Assert.Equal((1u, 2u), (Cell("6.1.22", "2.2").Value, Cell("6.1.32", "2.2").Value));
    }

    [Fact]
    public void ChildTable_RekeyedPair_KeepsItsRow()
    {
        // Tunnel 1 has a deleted pair and its successor: one row, and it shows the successor.
        Assert.Equal(1_000_001u, Cell("6.1.32", "1.1").Value);
        Assert.Equal((1u, 0xc000_0001u), (Cell("6.1.22", "1.1").Value, Cell("6.1.10", "1.1").Value));
        Assert.Single(_agent.Walk(CannedAgent.Own("6.1.2.1")));
    }

    [Fact]
    public void Traffic_RekeyReconnectAndEnd_NeverFalls()
    {
        // Tunnel 2 has a pair with 200 packets in and one that is gone with 50, one of them a replay, three unusable.
        Assert.Equal((250ul, 205_000ul), (Cell("6.1.25", "2.2").Value, Cell("6.1.23", "2.2").Value));
        Assert.Equal((3ul, 0ul, 3ul, 2ul), (Cell("6.1.27", "2.2").Value, Cell("6.1.28", "2.2").Value, Cell("6.1.29", "2.2").Value, Cell("6.1.30", "2.2").Value));
        Assert.Equal((3ul, 2ul), (Cell("6.1.38", "2.2").Value, Cell("6.1.44", "2.2").Value));
        Assert.Equal((205_000ul, 406_000ul, 250ul, 460ul, 6ul, 2ul), (Vpn(41), Vpn(42), Vpn(43), Vpn(44), Vpn(45), Vpn(46)));

        // It ends: its traffic stays with the vpn, and a policy that has no row any more counts for the vpn only.
        var ended = ImmutableDictionary<VpnKey, VpnPast>.Empty.Add(new VpnKey("main", "vpn-2"), new VpnPast
        {
            Traffic =
            [
                new PastTraffic("trunk", 2, new IpsecCounterReading { InPackets = 250, OutTooBig = 1 }),
                new PastTraffic("gone", 1, new IpsecCounterReading { InPackets = 4, OutTooBig = 5 }),
            ],
        });
        _canned.Commit(1, removals: [(new TunnelId(2), 1)], ended: ended);
        Assert.Equal((250ul, 1ul), (Cell("6.1.25", "2.2").Value, Cell("6.1.42", "2.2").Value));
        Assert.Equal((254ul, 6ul), (Vpn(43), Vpn(46)));

        object? Vpn(int column) => Cell($"3.1.{column}", "2").Value;
    }

    [Fact]
    public void Traffic_TwoGenerationsOfATunnel_CountItsPastOnce()
    {
        // Tunnel 1: 50 packets of pairs that are gone, in each generation's snapshot, and 100 of the pair that lives.
        Assert.Equal(150ul, Cell("3.1.43", "1").Value);
    }

    [Fact]
    public void ChildTable_DownChild_HasARowWithoutFacts()
    {
        Assert.Equal(("branch", 2), (Cell("6.1.2", "9.9").Text, (int)Cell("6.1.3", "9.9").Value!));
        Assert.Equal((0u, 0u, ""), (Cell("6.1.10", "9.9").Value, Cell("6.1.22", "9.9").Value, Cell("6.1.17", "9.9").Text));
    }

    [Fact]
    public void ChildTable_ManySelectors_AreCutAtTheObjectsLength()
    {
        var tunnel = CannedRegistry.Tunnel(3);
        var selectors = Enumerable.Repeat(tunnel.Children[0].LocalSelectors[0], 200).ToArray();
        _canned.Commit(0, [tunnel with { Children = [tunnel.Children[0] with { LocalSelectors = selectors }] }]);
        Assert.Equal(255, ((byte[])Cell("6.1.8", "3.3").Value!).Length);
    }

    [Fact]
    public void Tables_OneAnswer_ComesFromOneView()
    {
        // The registry changes between two requests, never within one.
        var request = SnmpRequest.GetBulk(0, 60, CannedAgent.Own("5.1.2"), CannedAgent.Own("5.1.9"), CannedAgent.Own("3.1.25"));
        for (var round = 0; round < 20; round++)
        {
            _canned.Commit(0, round % 2 == 0 ? null : [CannedRegistry.Tunnel(3)], round % 2 == 0 ? [(new TunnelId(3), 1)] : null);
            var bindings = _agent.Ask(request).Bindings;
            var sas = bindings.Count(binding => ObjectIdentifier.Parse(CannedAgent.Own("5.1.2")).Contains(binding.Name.SubIdentifiers));
            Assert.Equal(round % 2 == 0 ? 8 : 9, sas);
        }
    }

    private object? Sa(int column, string index) => Cell($"5.1.{column}", index).Value;

    private SnmpBinding Cell(string column, string index) => _agent.Get(CannedAgent.Own($"{column}.{index}"));
}
