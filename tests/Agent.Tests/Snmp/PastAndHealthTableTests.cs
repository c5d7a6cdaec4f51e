using System.Buffers.Binary;
using System.Net;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

// History, failures, notifies, shards, listeners and names of MYIKEV2-MIB.
public class PastAndHealthTableTests
{
    private readonly CannedRegistry _canned = new(tunnels: 8);
    private readonly CannedAgent _agent;

    public PastAndHealthTableTests()
    {
        _agent = new CannedAgent(_canned);
        CannedHealth.Enter(_canned);
    }

    [Fact]
    public void HistoryTable_EndedTunnel_ShowsItsFactsAndWhatItCounted()
    {
        CannedPast.Enter(_canned);
        Assert.Equal((2, "vpn-2", "main", 2u), (Value("9.1.2.1"), Text("9.1.3.1"), Text("9.1.4.1"), Value("9.1.5.1")));
        Assert.Equal((1, "C0000201"), (Value("9.1.6.1"), Hex("9.1.7.1")));
        Assert.Equal((1, "C6336402"), (Value("9.1.8.1"), Hex("9.1.9.1")));
        Assert.Equal(("user2@example.com", "aes256-gcm-128/prf:hmac-sha512/ecp256"), (Text("9.1.10.1"), Text("9.1.11.1")));
        var at = CannedRegistry.Now.AddMinutes(-1);
        Assert.Equal((at.AddHours(-1), at), (Moment("9.1.12.1"), Moment("9.1.13.1")));
        Assert.Equal(0u, Value("9.1.14.1")); // before this agent started
        Assert.Equal((int)CloseReason.PeerDelete, Value("9.1.15.1"));
        Assert.Equal((0ul, 1ul), (Value("9.1.17.1"), Value("9.1.18.1")));
        Assert.Equal((205_000ul, 406_000ul, 250ul, 460ul), (Value("9.1.19.1"), Value("9.1.20.1"), Value("9.1.21.1"), Value("9.1.22.1")));
        Assert.Equal(BerTag.NoSuchInstance, _agent.Get(CannedAgent.Own("9.1.2.2")).Tag);
    }

    [Fact]
    public void HistoryTable_EndedWhileTheAgentRuns_HasItsTimeStamp()
    {
        _canned.Clock.Advance(TimeSpan.FromMinutes(2));
        var at = CannedRegistry.Now.AddSeconds(30);
        var tunnel = CannedRegistry.Tunnel(2) with { VpnName = "", State = IkeTunnelState.Closed, UpSince = CannedRegistry.Now };
        _canned.Commit(1, changes: [new TunnelChange(TunnelChangeKind.Closed, at, tunnel, Reason: CloseReason.Idle)]);
        Assert.Equal(3_000u, Value("9.1.14.1"));
        Assert.Equal((1_000_000_002, "/user2@example.com", (int)CloseReason.Idle), (Value("9.1.2.1"), Text("9.1.3.1"), Value("9.1.15.1")));
    }

    [Fact]
    public void FailureTable_Failures_ShowWhatIsKnownOfThem()
    {
        CannedPast.Enter(_canned);
        Assert.Equal([1, 2, 3, 4], Enumerable.Range(1, 4).Where(row => _agent.Get(CannedAgent.Own($"10.1.4.{row}")).Tag == BerTag.Integer));
        Assert.Equal(((int)FailurePhase.Auth, 2, "vpn-2"), (Value("10.1.4.1"), Value("10.1.5.1"), Text("10.1.6.1")));
        Assert.Equal((1, "C0000201", 1, "C6336402"), (Value("10.1.7.1"), Hex("10.1.8.1"), Value("10.1.9.1"), Hex("10.1.10.1")));
        Assert.Equal(("user2@example.com", (int)CloseReason.AuthenticationFailedLocal), (Text("10.1.11.1"), Value("10.1.12.1")));
        Assert.Equal((0u, 2), (Value("10.1.13.1"), Value("10.1.14.1")));
        Assert.Equal(CannedRegistry.Now.AddMinutes(-1), Moment("10.1.2.1"));
        Assert.Equal((int)FailurePhase.DataPlane, Value("10.1.4.3"));

        // One that belongs to nobody.
        Assert.Equal(((int)FailurePhase.Configuration, 0, "", 0, "", ""), (Value("10.1.4.4"), Value("10.1.5.4"), Text("10.1.6.4"), Value("10.1.7.4"), Hex("10.1.8.4"), Text("10.1.11.4")));
    }

    [Theory]
    [InlineData("8.1.0", "9.1.2", 1)]
    [InlineData("8.2.0", "10.1.4", 4)]
    public void HistoryControl_SetToZero_EmptiesTheTable(string size, string column, int rows)
    {
        CannedPast.Enter(_canned);
        Assert.Equal(200u, Value(size));
        Assert.Equal(rows, _agent.Walk(CannedAgent.Own(column)).Count);

        Assert.Equal(ErrorStatus.NoError, Set(size, 0));

        Assert.Equal(0u, Value(size));
        Assert.Empty(_agent.Walk(CannedAgent.Own(column)));
        Assert.Equal(ErrorStatus.NoError, Set(size, 100_000));
        Assert.Equal(100_000u, Value(size));
        Assert.Equal(ErrorStatus.WrongValue, Set(size, 100_001));
    }

    [Fact]
    public void HistoryControl_FullTable_CountsWhatItPushedOut()
    {
        Assert.Equal(ErrorStatus.NoError, Set("8.2.0", 3));
        CannedPast.Enter(_canned);
        Assert.Equal(1ul, Value("8.3.0"));
        Assert.Equal(["2", "3", "4"], _agent.Walk(CannedAgent.Own("10.1.4")).Select(binding => binding.Name.ToString().Split('.')[^1]));
    }

    [Fact]
    public void NotifyTable_Types_AreCountedOverAllShardsAndTheUnknownTogether()
    {
        Assert.Equal(["0", "24", "16388"], _agent.Walk(CannedAgent.Own("7.1.2")).Select(binding => binding.Name.ToString().Split('.')[^1]));
        Assert.Equal(("other types", 2ul, 0ul), (Text("7.1.2.0"), Value("7.1.3.0"), Value("7.1.4.0")));
        Assert.Equal(("AUTHENTICATION_FAILED", 0ul, 1ul), (Text("7.1.2.24"), Value("7.1.3.24"), Value("7.1.4.24")));
        Assert.Equal(("NAT_DETECTION_SOURCE_IP", 2ul, 1ul), (Text("7.1.2.16388"), Value("7.1.3.16388"), Value("7.1.4.16388")));
    }

    [Fact]
    public void ShardTable_Health_IsThatOfEachShard()
    {
        _canned.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal((5u, 5u, 6ul, 7ul, 8ul, 9ul, 10u), (Value("11.1.2.1"), Value("11.1.3.1"), Value("11.1.4.1"), Value("11.1.5.1"), Value("11.1.6.1"), Value("11.1.7.1"), Value("11.1.8.1")));
        Assert.Equal((250u, 1ul), (Value("11.1.9.1"), Value("11.1.10.1")));
        Assert.Equal((4u, 0u), (Value("11.1.2.2"), Value("11.1.3.2")));
        Assert.Equal(BerTag.NoSuchInstance, _agent.Get(CannedAgent.Own("11.1.2.3")).Tag);
    }

    [Fact]
    public void ListenerTable_Sockets_AreSummedForEachListener()
    {
        Assert.Equal(("main", 1, "C0000201", 500u, 1, 1, 2), (Text("12.1.2.1"), Value("12.1.3.1"), Hex("12.1.4.1"), Value("12.1.5.1"), Value("12.1.6.1"), Value("12.1.7.1"), Value("12.1.8.1")));
        Assert.Equal(
            [101ul, 202ul, 303ul, 404ul, 505ul, 606ul, 707ul],
            Enumerable.Range(9, 7).Select(column => (ulong)Value($"12.1.{column}.1")!));
        Assert.Equal(("blue", 2, "20010DB8000000000000000000000001", 4500u, 2, 2), (Text("12.1.2.2"), Value("12.1.3.2"), Hex("12.1.4.2"), Value("12.1.5.2"), Value("12.1.6.2"), Value("12.1.7.2")));
        Assert.Equal((0u, 3, 0, 1_000ul), (Value("12.1.5.3"), Value("12.1.6.3"), Value("12.1.8.3"), Value("12.1.9.3")));
    }

    [Fact]
    public void LeaseTable_OfTwoVrfs_IsInTheOrderOfItsIndexAndFollowsThePools()
    {
        Commit(0, CannedPools.Of("main", "lab", "10.9.0.10", "10.9.0.2", "fd09::1"));
        Commit(1, CannedPools.Of("red", "lab", "10.9.0.2"));

        const string Main = "4.109.97.105.110";
        const string Red = "3.114.101.100";
        Assert.Equal(
            [$"{Red}.1.4.10.9.0.2", $"{Main}.1.4.10.9.0.2", $"{Main}.1.4.10.9.0.10", $"{Main}.2.16.253.9.0.0.0.0.0.0.0.0.0.0.0.0.0.1"],
            _agent.Walk(CannedAgent.Own("14.1.4")).Select(binding => binding.Name.ToString()[(CannedAgent.Own("14.1.4").Length + 1)..]));
        Assert.Equal(("lab", 2u, "peer", "hq", 7u, 1), (Text($"14.1.4.{Red}.1.4.10.9.0.2"), Value($"14.1.5.{Red}.1.4.10.9.0.2"), Text($"14.1.6.{Red}.1.4.10.9.0.2"), Text($"14.1.7.{Red}.1.4.10.9.0.2"), Value($"14.1.8.{Red}.1.4.10.9.0.2"), Value($"14.1.9.{Red}.1.4.10.9.0.2")));
        Assert.Equal(CannedRegistry.Now.AddHours(-1), Moment($"14.1.10.{Red}.1.4.10.9.0.2"));
        Assert.Equal("0000000000000000", Hex($"14.1.11.{Red}.1.4.10.9.0.2"));

        Commit(0);
        _canned.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(_agent.Walk(CannedAgent.Own("14.1.4")));

        void Commit(int shard, params AddressPoolSnapshot[] pools) => _canned.Registry.Publisher(shard).Commit(new ShardChanges { At = CannedRegistry.Now, AddressPools = pools });
    }

    [Fact]
    public void NameTable_NameAsIndex_FindsTheVpn()
    {
        Assert.Equal(4, Value($"4.1.2.{string.Join('.', "vpn-4"u8.ToArray())}"));
        Assert.Equal(9, Value($"4.1.2.{string.Join('.', "vpn-down"u8.ToArray())}"));
        Assert.Equal(BerTag.NoSuchInstance, _agent.Get(CannedAgent.Own($"4.1.2.{string.Join('.', "vpn"u8.ToArray())}")).Tag);
        Assert.Equal(9, _agent.Walk(CannedAgent.Own("4")).Count);
    }

    [Fact]
    public void Interfaces_TunnelDevice_HasTheNumberAndCountersOfTheHost()
    {
        const string Table = "1.3.6.1.2.1.2.2.1";
        const string Extension = "1.3.6.1.2.1.31.1.1.1";
        object? Get(string name) => _agent.Get(name).Value;
        Assert.Equal(1, Get("1.3.6.1.2.1.2.1.0"));
        Assert.Equal((4, 131, 1_400, uint.MaxValue, 1, 1), (Get($"{Table}.1.4"), Get($"{Table}.3.4"), Get($"{Table}.4.4"), Get($"{Table}.5.4"), Get($"{Table}.7.4"), Get($"{Table}.8.4")));
        Assert.Equal("ipsec0", _agent.Get($"{Table}.2.4").Text);
        Assert.Equal((1u, 3u, 5u, 7u), (Get($"{Table}.10.4"), Get($"{Table}.11.4"), Get($"{Table}.13.4"), Get($"{Table}.14.4")));
        Assert.Equal((2u, 4u, 6u, 8u), (Get($"{Table}.16.4"), Get($"{Table}.17.4"), Get($"{Table}.19.4"), Get($"{Table}.20.4")));
        Assert.Equal("ipsec0", _agent.Get($"{Extension}.1.4").Text);
        Assert.Equal((0x1_0000_0001ul, 3ul, 0x2_0000_0002ul, 4ul), (Get($"{Extension}.6.4"), Get($"{Extension}.7.4"), Get($"{Extension}.10.4"), Get($"{Extension}.11.4")));
        Assert.Equal((10_000u, 2), (Get($"{Extension}.15.4"), Get($"{Extension}.17.4")));
        Assert.Equal("", _agent.Get($"{Extension}.18.4").Text);
        _canned.Registry.SetConfiguration([new VpnConfiguration { Name = "only" }]);
        Assert.Equal("only", _agent.Get($"{Extension}.18.4").Text);
    }

    [Fact]
    public void SysOrTable_Rows_NameEveryModule()
    {
        var ids = _agent.Walk("1.3.6.1.2.1.1.9.1.2").Select(binding => binding.Value!.ToString()!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (var module in (string[])["1.3.6.1.6.3.1", CannedAgent.Own("")[..^3], "1.3.6.1.2.1.31", "1.3.6.1.4.1.9.9.171", "1.3.6.1.6.3.12", "1.3.6.1.6.3.13"])
        {
            Assert.Contains(module, ids);
        }
    }

    private object? Value(string tail) => _agent.Get(CannedAgent.Own(tail)).Value;

    private string Text(string tail) => _agent.Get(CannedAgent.Own(tail)).Text;

    private string Hex(string tail) => Convert.ToHexString((byte[])Value(tail)!);

    private ErrorStatus Set(string tail, uint value) =>
        _agent.Ask(SnmpRequest.Set(CannedAgent.Own(tail), value)).Status;

    /// <summary>DateAndTime in its form with a zone.</summary>
    private DateTimeOffset Moment(string tail)
    {
        var octets = (byte[])Value(tail)!;
        Assert.Equal(11, octets.Length);
        var offset = new TimeSpan(octets[9], octets[10], 0) * (octets[8] == (byte)'-' ? -1 : 1);
        return new DateTimeOffset(
            BinaryPrimitives.ReadUInt16BigEndian(octets), octets[2], octets[3], octets[4], octets[5], octets[6], octets[7] * 100, offset);
    }
}
