using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Hosting;
using MyIkev2.Agent.Hosting.State;
using MyIkev2.Agent.Snmp;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting;

/// <summary>The whole process in this process: engine, interfaces, command line.</summary>
public sealed class AgentHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agent").FullName;
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    private string GrpcSocket => Path.Combine(_folder, "grpc.sock");

    private string NmsecSocket => Path.Combine(_folder, "nmsec.sock");

    [Fact]
    public async Task Demonstration_EveryInterface_ShowsTheSameTunnelsAndTheStopRemovesAll()
    {
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(Run(), stop.Token);
        var registry = services.GetRequiredService<ITunnelRegistry>();

        // All of them: the numbers of one that is still coming up would change between two looks.
        await UntilAsync(registry, static view =>
            view.Enumerate().All(static t => t.State == IkeTunnelState.Established) && view.TunnelCount >= view.Configuration.Count && view.Enumerate().Sum(static t => t.Children.Count) >= 7);

        // The rekey intervals are far longer than this takes.
        var expected = registry.Capture().Enumerate().Select(static t => (t.InitiatorSpi, t.ResponderSpi)).Order().ToList();

        Assert.InRange(expected.Count, 5, 6);
        Assert.Equal(expected, (await SpisOverGrpcAsync()).Order());
        Assert.Equal(expected, (await SpisOverNmsecAsync()).Order());
        Assert.Equal(expected, SpisOverSnmp(services).Order());

        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, registry.Capture().TunnelCount);
        Assert.False(File.Exists(GrpcSocket));
        Assert.False(File.Exists(NmsecSocket));
        Assert.Contains("./nmsecq iketun --socket " + NmsecSocket, _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Service_EditOverTheCommandLine_TakesEffectAndReachesTheFile()
    {
        var file = WriteConfiguration("/ vrf main ike global-options make-before-break false");
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(Run() with { ConfigurationFile = file }, stop.Token);

        Assert.Equal((0, "make-before-break false\n"), await CliAsync("show", "config", "/", "vrf", "main", "ike", "global-options", "make-before-break"));
        var (code, _) = await CliAsync("config", "set", "/ vrf main ike global-options make-before-break true", Vpn("hq") + "remote-address 127.0.0.1");
        Assert.Equal(0, code);
        Assert.Contains("make-before-break true", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal(["hq"], services.GetRequiredService<ITunnelRegistry>().Capture().Configuration.Select(static v => v.Name));

        var (refused, _) = await CliAsync("config", "set", "/ vrf main ike global-options make-before-break perhaps");
        Assert.Equal(1, refused);
        Assert.Equal((0, "make-before-break true\n"), await CliAsync("show", "config", "/", "vrf", "main", "ike", "global-options", "make-before-break"));

        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Restart_TotalsAreKept_GaugesAndTheCountersOfTheRunStartAgain()
    {
        var keep = Run(("State:Enabled", "true"));
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(keep, stop.Token);
        var registry = services.GetRequiredService<ITunnelRegistry>();
        await UntilAsync(registry, static view => view.Tally.Children(TunnelPhase.Active) >= 7);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(30)));
        var before = registry.Capture().ReadLifetime();
        Assert.True(before.Counters.IkeSaCreatedLocal + before.Counters.IkeSaCreatedRemote >= 5);

        using var stopAgain = new CancellationTokenSource();
        var (servicesAgain, runningAgain) = await StartAsync(keep, stopAgain.Token);
        var registryAgain = servicesAgain.GetRequiredService<ITunnelRegistry>();
        var viewAgain = registryAgain.Capture();
        var lifetime = viewAgain.ReadLifetime();
        Assert.True(lifetime.Counters.IkeSaCreated >= before.Counters.IkeSaCreated);
        Assert.True(lifetime.Counters.SaInitOutRequests >= before.Counters.SaInitOutRequests);
        Assert.True(lifetime.Traffic.OutOctets >= before.Traffic.OutOctets);
        Assert.True(lifetime.Counters.Established <= (ulong)viewAgain.Configuration.Count * 2);
        await stopAgain.CancelAsync();
        Assert.Equal(0, await runningAgain.WaitAsync(TimeSpan.FromSeconds(30)));

        // Whatever the second run did is on top: nothing was lost, nothing counted twice.
        var engine = registryAgain.Capture();
        var kept = new LifetimeTotalsFile(Path.Combine(_folder, "state", "totals.json")).Read();
        Assert.Equal(before.Counters.IkeSaCreated + engine.ReadEngineCounters().IkeSaCreated, kept.Counters.IkeSaCreated);
        Assert.Equal(before.Traffic.OutPackets + engine.Retired.Ipsec.OutPackets, kept.Traffic.OutPackets);
        Assert.Equal(0ul, kept.Counters.Established);
    }

    [Fact]
    public async Task Restart_KeptTotalsAreDamaged_AreToldAndPutAsideAndCountingStartsAtZero()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "state"));
        var file = Path.Combine(folder.FullName, "totals.json");
        await File.WriteAllTextAsync(file, "{ \"version\": 1, \"counters\": ");
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(Run() with { ConfigurationFile = WriteConfiguration("/ vrf main ike global-options make-before-break false") }, stop.Token);
        Assert.Equal(0ul, services.GetRequiredService<ITunnelRegistry>().Capture().ReadLifetimeCounters().IkeSaCreated);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.True(File.Exists(file + LifetimeTotalsFile.DamagedSuffix));
        var log = string.Concat(Directory.GetFiles(_folder, "agent*.log").Select(File.ReadAllText));
        Assert.Contains($"the totals kept in {file} cannot be used", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ConfigurationWithErrors_ListsThemAllAndEnds()
    {
        var file = WriteConfiguration("/ vrf main ike nonsense 1", "/ vrf main ike global-options retransmit-tries 1000");

        Assert.Equal(1, await AgentHost.RunAsync(Run() with { ConfigurationFile = file }, CancellationToken.None));

        Assert.Contains($"{file}:1:", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{file}:2:", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhichAndWhatToDo()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var code = await AgentHost.RunAsync(Run(("Engine:Listeners:0:Port", port.ToString())), CancellationToken.None);

        Assert.Equal(1, code);
        Assert.Contains($"cannot listen on 127.0.0.1 port {port}", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongSettings_NamesEachOfThem()
    {
        var code = await AgentHost.RunAsync(
            Run(("Engine:ShardCount", "1000"), ("Engine:Listeners:0:Address", "nowhere"), ("Log:Syslog", "carrier pigeon")), CancellationToken.None);

        Assert.Equal(1, code);
        Assert.Contains("Engine:ShardCount is 1000, allowed is 0 to 64", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'nowhere'", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("carrier pigeon", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SettingOfTheWrongKind_IsNamed()
    {
        Assert.Equal(1, await AgentHost.RunAsync(Run(("Engine:ShardCount", "many")), CancellationToken.None));

        Assert.Contains("Engine:ShardCount", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutInterfacesOnTheWebServer_RunsWithoutOne()
    {
        using var stop = new CancellationTokenSource();
        var (_, running) = await StartAsync(Run(("Grpc:Enabled", "false"), ("Nmsec:Enabled", "false")), stop.Token);

        Assert.False(File.Exists(GrpcSocket));
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Start_PortableCryptography_IsWhatTheStatusNames()
    {
        var file = WriteConfiguration("/ vrf main ike global-options make-before-break false");
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(Run(("Engine:PortableCryptography", "true")) with { ConfigurationFile = file }, stop.Token);

        Assert.Equal(SharedCrypto.Portable.Name, services.GetRequiredService<ITunnelRegistry>().Capture().Engine.CryptoProvider);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private AgentRun Run(params (string Key, string Value)[] settings) => new()
    {
        PlainDisplay = true,
        Output = TextWriter.Synchronized(_output),
        Error = TextWriter.Synchronized(_error),
        Settings =
        [
            new("Grpc:SocketPath", GrpcSocket),
            new("Grpc:TcpEndpoint", string.Empty),
            new("Nmsec:SocketPath", NmsecSocket),
            new("Snmp:Listen:0", "127.0.0.1:0"),
            new("Snmp:Communities:0:Community", "public"),
            new("Engine:Listeners:0:Address", "127.0.0.1"),
            new("Engine:Listeners:0:Port", "0"),
            new("Engine:Listeners:0:NatTraversalPort", "0"),
            new("Engine:JobThreads", "1"),

            // The machine's own network is not the tests' to change; Interop.Tests has namespaces for that.
            new("Engine:Tunnel:Enabled", "never"),
            new("State:Directory", Path.Combine(_folder, "state")),
            new("Log:Console", "false"),
            new("Log:File", Path.Combine(_folder, "agent.log")),
            .. settings.Select(static s => new KeyValuePair<string, string?>(s.Key, s.Value)),
        ],
    };

    private async Task<(IServiceProvider Services, Task<int> Running)> StartAsync(AgentRun run, CancellationToken stop)
    {
        var started = new TaskCompletionSource<IServiceProvider>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Task.Run(() => AgentHost.RunAsync(run with { Started = started.SetResult }, stop), CancellationToken.None);
        if (await Task.WhenAny(started.Task, running).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None) == running)
        {
            Assert.Fail($"the agent ended with {await running}: {_error}");
        }

        return (await started.Task, running);
    }

    private string WriteConfiguration(params string[] lines)
    {
        var file = Path.Combine(_folder, "ike.conf");
        File.WriteAllLines(file, lines);
        return file;
    }

    private static string Vpn(string name) => string.Join(
        '\n',
        $"/ vrf main ike ike-policy-template {name} ike-proposal 1 aead-alg aes256-gcm-128",
        $"/ vrf main ike ike-policy-template {name} ike-proposal 1 prf-alg hmac-sha256",
        $"/ vrf main ike ike-policy-template {name} ike-proposal 1 dh-group ecp256",
        $"/ vrf main ike ipsec-policy-template {name} esp-proposal 1 aead-alg aes256-gcm-128",
        $"/ vrf main ike vpn {name} ike-policy template {name}",
        $"/ vrf main ike vpn {name} ipsec-policy template {name}",
        $"/ vrf main ike vpn {name} ");

    private async Task<(int Code, string Output)> CliAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. arguments.SelectMany(static a => a.Split('\n')), "--socket", GrpcSocket], output, error).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString());
    }

    private async Task<IEnumerable<(ulong, ulong)>> SpisOverGrpcAsync()
    {
        var (_, text) = await CliAsync("show", "ike", "ike-sa", "--json");
        using var json = JsonDocument.Parse(text);
        return [.. json.RootElement.GetProperty("ike-sa").EnumerateArray().Select(static sa => (Hex(sa, "initiator-spi"), Hex(sa, "responder-spi")))];
    }

    private static ulong Hex(JsonElement sa, string name) => Convert.ToUInt64(sa.GetProperty(name).GetString(), 16);

    private async Task<IEnumerable<(ulong, ulong)>> SpisOverNmsecAsync()
    {
        await using var client = await NmsecClient.ConnectAsync(NmsecSocket);
        var spis = new List<(ulong, ulong)>();
        await foreach (var record in await client.GetIkeTunnelsAsync())
        {
            spis.Add((record.Tunnel.InitiatorCookie.Value, record.Tunnel.ResponderCookie.Value));
        }

        return spis;
    }

    private static List<(ulong, ulong)> SpisOverSnmp(IServiceProvider services)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        client.Connect(services.GetRequiredService<SnmpAgentService>().EndPoints[0]);
        var table = $"{MibRoot.Default}.1.5.1";
        client.Send(SnmpRequest.GetBulk(0, 10, $"{table}.3", $"{table}.4"));
        var buffer = new byte[65536];
        var bindings = SnmpReply.Read(buffer.AsSpan(0, client.Receive(buffer))).Bindings;
        ulong[] Column(int number) =>
            [.. bindings.Where(b => b.Name.ToString().StartsWith($"{table}.{number}.", StringComparison.Ordinal)).Select(static b => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian((byte[])b.Value!))];
        return [.. Column(3).Zip(Column(4))];
    }

    private static async Task UntilAsync(ITunnelRegistry registry, Func<RegistryView, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var changes = registry.Subscribe();
        while (!condition(registry.Capture()))
        {
            await using var next = changes.ReadAllAsync(limit.Token).GetAsyncEnumerator(limit.Token);
            await next.MoveNextAsync();
        }
    }
}
