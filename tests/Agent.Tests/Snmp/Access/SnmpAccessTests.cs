using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Access;

public class SnmpAccessTests
{
    private const string SysDescr = "1.3.6.1.2.1.1.1.0";
    private const string SysObjectId = "1.3.6.1.2.1.1.2.0";
    private const string SysName = "1.3.6.1.2.1.1.5.0";
    private const string EnableAuthenTraps = "1.3.6.1.2.1.11.30.0";
    private const string UserTable = "1.3.6.1.6.3.15.1.2.2.1";

    [Fact]
    public async Task User_OfTheExample_ReadsEverythingWithAuthPrivOnly()
    {
        using var agent = await AccessAgent.Start(SnmpAccessValidatorTests.Example());
        var user = Monitor(agent);
        Assert.Equal("gw1", agent.Get(user, SysName).Bindings.Single().Text);
        Assert.Equal(agent.Security.State.EngineId.ToArray(), agent.Get(user, "1.3.6.1.6.3.10.2.1.1.0").Bindings.Single().Value);

        var pdu = SnmpV3Message.PduOf(PduType.Get, 99, SysName);
        var plain = SnmpV3Message.From(user, SecurityLevel.AuthNoPriv, agent.Security.State.EngineBoots, 0, pdu);
        var reply = SnmpReply.ReadPdu(SnmpV3Message.Read(agent.Send(plain.Build(user)), user).Pdu);
        Assert.Equal(ErrorStatus.AuthorizationError, reply.Status);
    }

    [Fact]
    public async Task User_LocalizedKey_IsTheOneOfRfc3414()
    {
        // RFC 3414 A.3.2: "maplesyrup" for engine 00...02 with SHA.
        var options = new SnmpOptions
        {
            EngineId = "000000000000000000000002",
            Users = [new SnmpUserOptions { Name = "bert", Authentication = "SHA", AuthenticationKey = "6695febc9288e36282235fc7151f128497b38f3f", Privacy = "none" }],
        };
        using var agent = await AccessAgent.Start(options);
        var user = new SnmpV3User("bert", agent.Security.State.EngineId.ToArray(), AuthenticationProtocol.Sha1, "maplesyrup");
        Assert.Equal("gw1", agent.Get(user, SysName).Bindings.Single().Text);
    }

    [Fact]
    public void Secret_FileThatIsMissingOrTooShort_IsNamedAndNothingStarts()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "short-s\n");
            var options = new SnmpOptions
            {
                Communities = [new SnmpCommunityOptions { CommunityFile = "/no/such/file" }, new SnmpCommunityOptions { Community = "same" }, new SnmpCommunityOptions { Community = "same" }],
                Users = [new SnmpUserOptions { Name = "a", AuthenticationPasswordFile = file, PrivacyPasswordFile = "/no/such/file" }, new SnmpUserOptions { Name = "b", AuthenticationPasswordFile = file, Privacy = "none" }],
            };
            var exception = Assert.Throws<OptionsValidationException>(() => SnmpAgentServiceTests.Service(options));
            var failures = exception.Failures.ToArray();
            Assert.Equal(4, failures.Length);
            Assert.Contains("Communities[0]", failures[0], StringComparison.Ordinal);
            Assert.Contains("Communities[2]: the same community", failures[1], StringComparison.Ordinal);
            Assert.Contains("Users[0] (a)", failures[2], StringComparison.Ordinal);
            Assert.Contains("Users[1] (b)", failures[3], StringComparison.Ordinal);
            Assert.DoesNotContain("short-s", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Group_Rights_AreWhatTheyAre()
    {
        var options = SnmpAccessValidatorTests.Example();
        options.Users[0].Group = "operators";
        options.Communities = [new SnmpCommunityOptions { Community = "narrow", Group = "narrow" }];
        options.Groups =
        [
            new SnmpGroupOptions { Name = "operators", Rights = [new SnmpRightOptions { ContextIsPrefix = true, Read = "all", Write = "switches" }] },
            new SnmpGroupOptions { Name = "narrow", Rights = [new SnmpRightOptions { Level = "noAuthNoPriv", Read = "name" }] },
        ];
        options.Views =
        [
            new SnmpViewOptions { Name = "switches", Include = ["1.3.6.1.2.1.11.30", "1.3.6.1.6.3.1.1.6.1"] },
            new SnmpViewOptions { Name = "name", Include = [".1.3.6.1.2.1.1"], Exclude = ["1.3.6.1.2.1.1.1"] },
        ];
        var files = new MemoryStateFiles();
        using (var agent = await AccessAgent.Start(options, files: files))
        {
            var user = Monitor(agent);
            Assert.Equal(2, agent.Get(user, EnableAuthenTraps).Bindings.Single().Value);
            Assert.Equal((ErrorStatus.WrongValue, 1), Set(agent, user, (EnableAuthenTraps, 3)));
            Assert.Equal((ErrorStatus.NoError, 0), Set(agent, user, ("1.3.6.1.6.3.1.1.6.1.0", 0), (EnableAuthenTraps, 1)));
            Assert.Equal((ErrorStatus.InconsistentValue, 1), Set(agent, user, ("1.3.6.1.6.3.1.1.6.1.0", 0), (EnableAuthenTraps, 2)));
            Assert.Equal((ErrorStatus.NoAccess, 1), Set(agent, user, (SysName, 1)));
            Assert.Equal([1, 1], agent.Get(user, EnableAuthenTraps, "1.3.6.1.6.3.1.1.6.1.0").Bindings.Select(binding => binding.Value));

            Assert.Equal("gw1", agent.Ask(SnmpRequest.Build(PduType.Get, [SysName], "narrow")).Bindings.Single().Text);
            Assert.Equal(BerTag.NoSuchObject, agent.Ask(SnmpRequest.Build(PduType.Get, [SysDescr], "narrow")).Bindings.Single().Tag);
        }

        // What was set is kept, and the boots have risen.
        options.Users[0].Group = "operators";
        using var later = await AccessAgent.Start(options, files: files);
        Assert.Equal(2, later.Security.State.EngineBoots);
        Assert.Equal(1, later.Get(Monitor(later), EnableAuthenTraps).Bindings.Single().Value);
    }

    [Fact]
    public async Task Community_WithoutGroup_DoesNotSeeWhoMayAsk()
    {
        var options = SnmpAccessValidatorTests.Example();
        options.Communities = [new SnmpCommunityOptions { Community = "public" }];
        using var agent = await AccessAgent.Start(options);
        foreach (var table in (string[])[UserTable, "1.3.6.1.6.3.16.1.2"])
        {
            var next = agent.Ask(SnmpRequest.GetNext(table)).Bindings.Single();
            Assert.True(next.Tag == BerTag.EndOfMibView || !next.Name.ToString().StartsWith(table, StringComparison.Ordinal), $"{next.Name}");
        }

        Assert.Equal(BerTag.Counter32, agent.Ask(SnmpRequest.Get("1.3.6.1.6.3.15.1.1.5.0")).Bindings.Single().Tag);
        Assert.NotEmpty(agent.Walk(Monitor(agent), UserTable));
    }

    [Fact]
    public async Task UserTable_AnyColumn_ShowsNoKey()
    {
        using var agent = await AccessAgent.Start(SnmpAccessValidatorTests.Example());
        var id = agent.Security.State.EngineId.ToArray();
        var index = $"{id.Length}.{string.Join('.', id)}.7.{string.Join('.', "monitor"u8.ToArray())}";
        var rows = agent.Walk(Monitor(agent), UserTable).ToDictionary(binding => binding.Name.ToString(), binding => binding.Value);
        Assert.Equal(Enumerable.Range(3, 11).Select(column => $"{UserTable}.{column}.{index}"), rows.Keys);
        Assert.Equal("1.3.6.1.6.3.10.1.1.5", $"{rows[$"{UserTable}.5.{index}"]}");
        Assert.Equal("1.3.6.1.6.3.10.1.2.4", $"{rows[$"{UserTable}.8.{index}"]}");
        Assert.All((int[])[6, 7, 9, 10, 11], column => Assert.Empty((byte[])rows[$"{UserTable}.{column}.{index}"]!));
        Assert.Equal((5, 1), (rows[$"{UserTable}.12.{index}"], rows[$"{UserTable}.13.{index}"]));
    }

    [Fact]
    public async Task AccessTables_Rows_AreTheConfiguredRights()
    {
        var options = SnmpAccessValidatorTests.Example();
        options.Users[0].Group = "ops";
        options.Groups = [new SnmpGroupOptions { Name = "ops", Rights = [new SnmpRightOptions { Context = "red", Read = "all", Write = "w" }, new SnmpRightOptions { Read = "all" }] }];
        options.Views = [new SnmpViewOptions { Name = "w", Include = ["1.3.6.1.4"], Exclude = ["1.3.6.1.4.0.7/FB"] }];
        using var agent = await AccessAgent.Start(options);
        string[] Walk(string below) => [.. agent.Walk(Monitor(agent), below).Select(binding =>
            $"{binding.Name.ToString()[(below.Length + 1)..]}={(binding.Value is byte[] octets ? Convert.ToHexString(octets) : binding.Value)}")];

        Assert.Equal(["3.3.7.109.111.110.105.116.111.114=6F7073", "4.3.7.109.111.110.105.116.111.114=5", "5.3.7.109.111.110.105.116.111.114=1"], Walk("1.3.6.1.6.3.16.1.2.1"));
        Assert.Equal(
            [
                "4.3.111.112.115.0.0.3=1", "4.3.111.112.115.3.114.101.100.0.3=1",
                "5.3.111.112.115.0.0.3=616C6C", "5.3.111.112.115.3.114.101.100.0.3=616C6C",
                "6.3.111.112.115.0.0.3=", "6.3.111.112.115.3.114.101.100.0.3=77",
                "7.3.111.112.115.0.0.3=", "7.3.111.112.115.3.114.101.100.0.3=",
                "8.3.111.112.115.0.0.3=5", "8.3.111.112.115.3.114.101.100.0.3=5",
                "9.3.111.112.115.0.0.3=1", "9.3.111.112.115.3.114.101.100.0.3=1",
            ],
            Walk("1.3.6.1.6.3.16.1.4.1"));
        Assert.Equal(
            ["3.1.119.5.1.3.6.1.4=", "3.1.119.7.1.3.6.1.4.0.7=FB", "3.3.97.108.108.2.1.3="],
            Walk("1.3.6.1.6.3.16.1.5.2.1").Take(3));
        Assert.Equal(["1.0=", "1.4.109.97.105.110=6D61696E"], Walk("1.3.6.1.6.3.16.1.1.1"));
    }

    [Fact]
    public async Task Persona_OfAnEntry_IsSeenThroughItOnly()
    {
        var options = SnmpAccessValidatorTests.Example();
        options.Communities =
        [
            new SnmpCommunityOptions { Community = "plain" },
            new SnmpCommunityOptions { Community = "masked", Persona = "asa" },
        ];
        options.Personas =
        [
            new SnmpPersonaOptions { Name = "asa", SysDescr = "Cisco Adaptive Security Appliance MIB view of MyIkev2 {version}", SysObjectId = "1.3.6.1.4.1.9.1.669" },
        ];
        using var agent = await AccessAgent.Start(options);
        var masked = agent.Ask(SnmpRequest.Build(PduType.Get, [SysDescr, SysObjectId, SysName], "masked")).Bindings;
        Assert.Equal(
            ("Cisco Adaptive Security Appliance MIB view of MyIkev2 9.8.7", "1.3.6.1.4.1.9.1.669", "gw1"),
            (masked[0].Text, $"{masked[1].Value}", masked[2].Text));
        Assert.StartsWith("MyIkev2 ", agent.Ask(SnmpRequest.Build(PduType.Get, [SysDescr], "plain")).Bindings.Single().Text, StringComparison.Ordinal);
        Assert.StartsWith("MyIkev2 ", agent.Get(Monitor(agent), SysDescr).Bindings.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_OfAVrf_ShowsItsTunnelsOnly()
    {
        var canned = new CannedRegistry(tunnels: 0, shards: 1);
        canned.Registry.SetStacks([CannedRegistry.Stack, CannedRegistry.Stack with { Name = "red" }]);
        canned.Commit(0, [CannedRegistry.Tunnel(1) with { Vrf = "main" }, CannedRegistry.Tunnel(2) with { Vrf = "red" }]);
        var options = SnmpAccessValidatorTests.Example();
        options.Communities = [new SnmpCommunityOptions { Community = "of-red", Context = "red" }, new SnmpCommunityOptions { Community = "of-all" }];
        using var agent = await AccessAgent.Start(options, canned);
        var user = Monitor(agent);
        var column = CannedAgent.Own("3.1.49"); // myikev2VpnVrf
        string[] Vrfs(string context)
        {
            var bindings = agent.Ask(user, SampleBulk(column), context).Bindings;
            return [.. bindings.Where(binding => binding.Name.ToString().StartsWith(column + ".", StringComparison.Ordinal)).Select(binding => binding.Text).Distinct()];
        }

        Assert.Equal(["main", "red"], Vrfs("").Order());
        Assert.Equal(["red"], Vrfs("red"));
        Assert.Equal(["main"], Vrfs("main"));
        Assert.Equal("1.3.6.1.6.3.12.1.5.0", agent.Ask(user, SampleBulk(column), "blue").Bindings.Single().Name.ToString());
        Assert.Equal("red", agent.Ask(SnmpRequest.Build(PduType.GetNext, [column], "of-red")).Bindings.Single().Text);
        Assert.Equal(1UL, agent.Service.Counters.UnknownContexts);

        // snmp false
        canned.Registry.SetStacks([CannedRegistry.Stack, CannedRegistry.Stack with { Name = "red", IsInSnmp = false }]);

        Assert.Equal(["main"], Vrfs(""));
        Assert.Equal("1.3.6.1.6.3.12.1.5.0", agent.Ask(user, SampleBulk(column), "red").Bindings.Single().Name.ToString());
        Assert.Equal(["main"], Vrfs("main"));
    }

    [Fact]
    public async Task Context_OfAVrf_ShowsItsPastOnly()
    {
        var canned = new CannedRegistry(tunnels: 0, shards: 1);
        canned.Registry.SetStacks([CannedRegistry.Stack, CannedRegistry.Stack with { Name = "red" }]);
        foreach (var (number, vrf) in (ReadOnlySpan<(int, string)>)[(1, "main"), (2, "red"), (3, "main")])
        {
            var tunnel = CannedRegistry.Tunnel(number) with { Vrf = vrf, State = IkeTunnelState.Closed };
            var failure = new FailureRecord { At = CannedRegistry.Now, Phase = FailurePhase.Auth, Reason = CloseReason.Other, Vrf = vrf };
            canned.Commit(0, changes:
            [
                new TunnelChange(TunnelChangeKind.Failed, failure.At, tunnel, Reason: failure.Reason) { Failure = failure },
                new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel, Reason: CloseReason.Other),
            ]);
        }

        var options = SnmpAccessValidatorTests.Example();
        options.Communities = [new SnmpCommunityOptions { Community = "of-all" }];
        using var agent = await AccessAgent.Start(options, canned);
        var user = Monitor(agent);
        int[] Rows(string column, string context)
        {
            var bindings = agent.Ask(user, SampleBulk(CannedAgent.Own(column)), context).Bindings;
            return [.. bindings.Select(binding => binding.Name.ToString()).Where(name => name.StartsWith(CannedAgent.Own(column) + ".", StringComparison.Ordinal))
                .Select(name => int.Parse(name[(name.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture))];
        }

        foreach (var column in (string[])["9.1.15", "10.1.12"]) // myikev2HistReason, myikev2FailReason
        {
            Assert.Equal([1, 2, 3], Rows(column, ""));
            Assert.Equal([2], Rows(column, "red"));
            Assert.Equal([1, 3], Rows(column, "main"));
        }

        canned.Registry.SetStacks([CannedRegistry.Stack with { IsInSnmp = false }, CannedRegistry.Stack with { Name = "red" }]);

        Assert.Equal([2], Rows("9.1.15", ""));
        Assert.Equal([2], Rows("10.1.12", ""));
    }

    [PeerFact("snmpget", Package = "snmp")]
    public async Task SnmpGet_DocumentedExample_Reads()
    {
        using var agent = await AccessAgent.Start(SnmpAccessValidatorTests.Example());
        string[] user = ["-v3", "-l", "authPriv", "-u", "monitor", "-a", "SHA-256", "-A", "authentication secret", "-x", "AES", "-X", "privacy secret"];
        var lines = await NetSnmpTool.Run("snmpget", [.. user, $"127.0.0.1:{agent.Port}", SysName]);
        Assert.Contains("gw1", Assert.Single(lines), StringComparison.Ordinal);
        lines = await NetSnmpTool.Run("snmpget", [.. user, "-n", "main", $"127.0.0.1:{agent.Port}", SysName]);
        Assert.Contains("gw1", Assert.Single(lines), StringComparison.Ordinal);
        lines = await NetSnmpTool.Run("snmpget", [.. user, "-n", "nowhere", $"127.0.0.1:{agent.Port}", SysName]);
        Assert.Contains(lines, line => line.Contains("Bad context", StringComparison.Ordinal));
        lines = await NetSnmpTool.Run("snmpset", [.. user, $"127.0.0.1:{agent.Port}", SysName, "s", "other"]);
        Assert.Contains(lines, line => line.Contains("authorizationError", StringComparison.Ordinal));
    }

    private static SnmpV3User Monitor(AccessAgent agent) => new(
        "monitor", agent.Security.State.EngineId.ToArray(), AuthenticationProtocol.Sha256, "authentication secret", PrivacyProtocol.Aes128, "privacy secret");

    private static byte[] SampleBulk(string name)
    {
        SnmpProtocol.Messages.CommunityMessage.TryRead(SnmpRequest.GetBulk(0, 5, name), out var message);
        return message.PduOctets.ToArray();
    }

    private static (ErrorStatus Status, int Index) Set(AccessAgent agent, SnmpV3User user, params (string Name, int Value)[] bindings)
    {
        var message = SnmpRequest.Set(
            [.. bindings.Select(binding => (binding.Name, (SnmpRequest.ValueWriter)((ref writer) => writer.WriteInteger32(binding.Value))))],
            requestId: Random.Shared.Next());
        SnmpProtocol.Messages.CommunityMessage.TryRead(message, out var outer);
        var reply = agent.Ask(user, outer.PduOctets.ToArray());
        return (reply.Status, reply.ErrorIndex);
    }
}
