using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.AgentX;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.AgentX;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.AgentX;

// net-snmp's snmpd as the master, and its tools as the managers behind it.
public class AgentXMasterTests
{
    private const string EnterpriseSpecificTrap = "1.3.6.1.4.1.8072.9999.9999.4500.0.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CannedRegistry Canned = new(tunnels: 40, shards: 2);

    [PeerFact("snmpd", Package = "snmpd")]
    public Task Walk_ThroughTheMasterOverUnix_EqualsTheWalkOfOurOwnPort() => WalkThroughMaster(UnixAddress);

    [PeerFact("snmpd", Package = "snmpd")]
    public Task Walk_ThroughTheMasterOverTcp_EqualsTheWalkOfOurOwnPort() => WalkThroughMaster(TcpAddress);

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task Master_Restarted_HasTheMibAgain()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        var log = new LineLog();
        using var service = master.Subagent(Canned, log);
        await using (var daemon = await master.Start())
        {
            await service.StartAsync(CancellationToken.None);
            await service.Subagent!.Ready.WaitAsync(Patience);
            Assert.Contains("vpn-1", await master.Get(CannedAgent.Own("3.1.2.1")), StringComparison.Ordinal);
        }

        await log.WaitFor("no session with the master").WaitAsync(Patience);
        await using (var daemon = await master.Start())
        {
            await service.Subagent!.Ready.WaitAsync(Patience);
            Assert.Contains("vpn-1", await master.Get(CannedAgent.Own("3.1.2.1")), StringComparison.Ordinal);
        }
    }

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task Start_BeforeTheMaster_RegistersWhenItIsThere()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        var log = new LineLog();
        using var service = master.Subagent(Canned, log);
        await service.StartAsync(CancellationToken.None);
        await log.WaitFor("nobody listens there").WaitAsync(Patience);
        await using var daemon = await master.Start();
        await service.Subagent!.Ready.WaitAsync(Patience);
        Assert.Contains("vpn-1", await master.Get(CannedAgent.Own("3.1.2.1")), StringComparison.Ordinal);
    }

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task Stop_OfTheSubagent_TakesTheMibAway()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        await using var daemon = await master.Start();
        using var service = master.Subagent(Canned);
        await service.StartAsync(CancellationToken.None);
        await service.Subagent!.Ready.WaitAsync(Patience);
        await service.StopAsync(CancellationToken.None);
        Assert.Contains("No Such Object", await master.Get(CannedAgent.Own("3.1.2.1")), StringComparison.Ordinal);
    }

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task Capabilities_OfTheSubagent_AreRowsOfTheMastersSysOrTable()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        await using var daemon = await master.Start();
        using var service = master.Subagent(Canned);
        await service.StartAsync(CancellationToken.None);
        await service.Subagent!.Ready.WaitAsync(Patience);
        var rows = await master.Walk("1.3.6.1.2.1.1.9.1.2");
        Assert.Contains(rows, row => row.EndsWith($"OID: .{MyIkev2.Agent.Snmp.MibRoot.Default}", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.EndsWith("OID: .1.3.6.1.4.1.9.9.171", StringComparison.Ordinal));
    }

    [PeerFact("snmpd", Package = "snmpd")]
    public async Task SecondSubagent_WithTheSamePriority_SaysWhoIsInTheWay()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        await using var daemon = await master.Start();
        using var first = master.Subagent(Canned);
        await first.StartAsync(CancellationToken.None);
        await first.Subagent!.Ready.WaitAsync(Patience);
        var log = new LineLog();
        using var second = master.Subagent(Canned, log);
        await second.StartAsync(CancellationToken.None);
        await log.WaitFor("another subagent has registered").WaitAsync(Patience);
    }

    [PeerFact("snmptrapd", Package = "snmptrapd")]
    public async Task Notification_OfTheSubagent_ReachesTheMastersSink()
    {
        using var folder = new TemporaryFolder();
        var port = NetSnmpDaemon.FreePort(SocketType.Dgram);
        await using var receiver = await NetSnmpDaemon.TrapReceiver(port);
        var master = new Master(UnixAddress(folder), $"trap2sink 127.0.0.1:{port} public");
        await using var daemon = await master.Start();
        using var service = master.Subagent(Canned);
        await service.StartAsync(CancellationToken.None);
        await service.Subagent!.Ready.WaitAsync(Patience);

        Assert.True(service.Subagent.Notify(TrapVarBinds()));
        var line = await receiver.WaitForLine($".{EnterpriseSpecificTrap}");
        Assert.Contains($".{CannedAgent.Own("3.1.2.7")} = STRING: \"vpn-7\"", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Split(".1.3.6.1.2.1.1.3.0 = Timeticks").Length - 1);
        Assert.DoesNotContain("(123456)", line, StringComparison.Ordinal); // sysUpTime is the master's
    }

    [PeerFact("snmpset", Package = "snmp")]
    public async Task Set_ThroughTheMaster_SetsOrSaysWhyNot()
    {
        using var folder = new TemporaryFolder();
        var master = new Master(UnixAddress(folder));
        await using var daemon = await master.Start();
        var (depth, other) = (1, 1);
        var root = MyIkev2.Agent.Snmp.MibRoot.Default;
        var objects = new MibObjectList<SnmpView>("sample")
            .WritableInteger32(1, "Depth", _ => depth, InRange, (_, value) => Set(ref depth, value))
            .WritableInteger32(2, "Fragile", _ => other, InRange, (_, value) => value != 13 && Set(ref other, value))
            .Integer32(3, "Fixed", _ => 3);
        var options = new AgentXSessionOptions { Id = root, Description = "writable", Subtrees = [root] };
        using var subagent = new AgentXSubagent(
            master.Address,
            new MibTree<SnmpView>(objects.Select(definition => new MibScalar<SnmpView>(root, definition))),
            (_, _) => new CannedAgent(Canned).Source.Capture(),
            options,
            TimeProvider.System,
            new LineLog());
        subagent.Start();
        await subagent.Ready.WaitAsync(Patience);

        Assert.Equal($".{root}.1.0 = INTEGER: 7", Assert.Single(await master.Set($"{root}.1.0", 7)));
        Assert.Equal(7, depth);
        Assert.Contains(await master.Set($"{root}.1.0", 51), line => line.Contains("wrongValue", StringComparison.Ordinal));
        Assert.Contains(await master.Set($"{root}.3.0", 4), line => line.Contains("notWritable", StringComparison.Ordinal));
        Assert.Contains(await master.Set($"{root}.1.0", 9, $"{root}.2.0", 13), line => line.Contains("commitFailed", StringComparison.Ordinal));
        Assert.Equal((7, 1), (depth, other));
        await master.Set($"{root}.1.0", 9, $"{root}.2.0", 14);
        Assert.Equal((9, 14), (depth, other));

        static ErrorStatus InRange(SnmpView view, int value) => value <= 50 ? ErrorStatus.NoError : ErrorStatus.WrongValue;

        static bool Set(ref int setting, int value)
        {
            setting = value;
            return true;
        }
    }

    [Fact]
    public async Task Connect_WithoutPermission_IsExplainedWithWhatToSet()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        Assert.True(AgentXAddress.TryParse(UnixAddress(folder), out var address));
        using var listener = address!.CreateSocket();
        listener.Bind(address.EndPoint);
        listener.Listen();
        File.SetUnixFileMode($"{folder.Path}/master", UnixFileMode.UserRead); // as snmpd leaves it to others: not to be written to
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x1FF);
        var refused = Assert.Throws<SocketException>(() => AsNobody(() => AgentXConnector.Connect(address, CancellationToken.None).Dispose()));
        var log = new LineLog();
        new AgentXLog(log, address).ConnectFailed(refused, TimeSpan.FromSeconds(1));
        Assert.Contains("agentXPerms", await log.WaitFor("may not write to the socket"), StringComparison.Ordinal);
    }

    private static async Task WalkThroughMaster(Func<TemporaryFolder, string> address)
    {
        using var folder = new TemporaryFolder();
        var master = new Master(address(folder));
        await using var daemon = await master.Start();
        using var service = master.Subagent(Canned);
        await service.StartAsync(CancellationToken.None);
        await service.Subagent!.Ready.WaitAsync(Patience);

        var own = new CannedAgent(Canned);
        foreach (var root in (string[])[MyIkev2.Agent.Snmp.MibRoot.Default.ToString(), "1.3.6.1.4.1.9.9.171"])
        {
            var expected = own.Walk(root).Select(binding => $".{binding.Name}").ToArray();
            var actual = await master.Walk(root);
            Assert.Equal(expected, actual.Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]));
        }

        Assert.Contains("vpn-7", await master.Get(CannedAgent.Own("3.1.2.7")), StringComparison.Ordinal);
        Assert.Contains("No Such Instance", await master.Get(CannedAgent.Own("3.1.2.7777")), StringComparison.Ordinal);
        Assert.Contains("No Such Object", await master.Get(CannedAgent.Own("3.1.222.7")), StringComparison.Ordinal);
    }

    /// <summary>Runs on a thread that has only the rights of nobody in the file system, as root has all of them.</summary>
    private static void AsNobody(Action action)
    {
        const int Nobody = 65_534;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            _ = setfsuid(Nobody); // of this thread alone, and the thread ends here
            thrown = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
        {
            throw thrown;
        }
    }

    [DllImport("libc")]
    private static extern int setfsuid(int user);

    private static string UnixAddress(TemporaryFolder folder) => $"unix:{folder.Path}/master";

    private static string TcpAddress(TemporaryFolder folder) => $"tcp:127.0.0.1:{NetSnmpDaemon.FreePort(SocketType.Stream)}";

    private static byte[] TrapVarBinds()
    {
        var writer = new BerWriter(new byte[512]);
        Append("1.3.6.1.2.1.1.3.0", static (ref value) => value.WriteTimeTicks(123_456), ref writer);
        Append("1.3.6.1.6.3.1.1.4.1.0", static (ref value) => value.WriteObjectIdentifier(ObjectIdentifier.Parse(EnterpriseSpecificTrap)), ref writer);
        Append(CannedAgent.Own("3.1.2.7"), static (ref value) => value.WriteText("vpn-7"), ref writer);
        return writer.Written.ToArray();
    }

    private delegate void ValueWriter(ref BerWriter writer);

    private static void Append(string name, ValueWriter write, ref BerWriter writer)
    {
        var start = writer.BeginSequence();
        writer.WriteObjectIdentifier(ObjectIdentifier.Parse(name));
        write(ref writer);
        writer.EndSequence(start);
    }

    /// <summary>How to start a master, subagents of it, and managers of both.</summary>
    private sealed class Master(string address, params string[] configuration)
    {
        internal AgentXAddress Address => AgentXAddress.TryParse(address, out var parsed) ? parsed! : throw new InvalidOperationException();

        private readonly int _port = NetSnmpDaemon.FreePort(SocketType.Dgram);

        internal Task<NetSnmpDaemon> Start() => NetSnmpDaemon.Agent(
            [$"agentAddress udp:127.0.0.1:{_port}", "rwcommunity public 127.0.0.1", "master agentx", $"agentXSocket {address}", .. configuration]);

        internal AgentXService Subagent(CannedRegistry canned, ILogger? log = null) => new(
            SnmpAgentServiceTests.Service(SnmpAgentServiceTests.Options(), canned),
            Options.Create(new AgentXOptions { Address = address }),
            new HurriedTimeProvider(),
            new TypedLog<AgentXService>(log));

        internal async Task<string> Get(string name) => string.Join('\n', await Run("snmpget", "-Oqv", name));

        internal Task<string[]> Walk(string from) => Run("snmpbulkwalk", "-Cr50", from);

        internal Task<string[]> Set(params object[] namesAndValues) => NetSnmpTool.Run(
            "snmpset",
            [
                "-v2c", "-cpublic", "-t10", $"127.0.0.1:{_port}",
                .. namesAndValues.Chunk(2).SelectMany(pair => new[] { $"{pair[0]}", "i", $"{pair[1]}" }),
            ]);

        private Task<string[]> Run(string tool, string option, string name) =>
            NetSnmpTool.Run(tool, "-v2c", "-cpublic", "-t10", option, $"127.0.0.1:{_port}", name);
    }
}
