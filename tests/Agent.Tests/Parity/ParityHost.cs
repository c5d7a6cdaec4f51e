using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Agent.Snmp;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using MyIkev2.Testing;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>
/// All interfaces over one registry in one host, each asked by its real client. The registry is held at one moment while they are asked, so that
/// ages are the same for all; counters stay live.
/// </summary>
internal sealed class ParityHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parity");
    private readonly HeldRegistry _registry;
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private ParityHost(ITunnelRegistry registry, ManualTimeProvider clock)
    {
        _registry = new HeldRegistry(registry);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Nmsec:SocketPath"] = Path.Combine(_folder.FullName, "nmsec"),
            ["Snmp:Listen:0"] = "127.0.0.1:0",
            ["Snmp:Communities:0:Community"] = SnmpTables.Community,
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ITunnelRegistry>(_registry).AddSingleton<TimeProvider>(clock);
        builder.Services.AddNmsec(builder.Configuration);
        builder.Services.AddSnmpAgent(builder.Configuration);
        builder.Services.AddMyIkev2Grpc(options => options.SocketPath = GrpcPath);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ListenNmsec().ListenMyIkev2Grpc());
        _app = builder.Build();
        _app.MapMyIkev2Grpc();
        _channel = GrpcChannel.ForUnixSocket(GrpcPath);
    }

    private string GrpcPath => Path.Combine(_folder.FullName, "grpc");

    public static async Task<ParityHost> StartAsync(ITunnelRegistry registry)
    {
        // The SNMP agent is as old as its TimeStamps must reach back.
        var clock = new ManualTimeProvider(registry.Capture().AsOf - Times.AgentAge);
        var host = new ParityHost(registry, clock);
        await host._app.StartAsync();
        clock.Advance(Times.AgentAge);
        return host;
    }

    /// <summary>Asks every interface for everything at this moment.</summary>
    public async Task<(IReadOnlyList<IkeObservation> IkeSas, IReadOnlyList<ChildObservation> Children)> ObserveAsync()
    {
        var view = _registry.Hold();
        var records = await AskNmsecAsync(view);
        var (ikeViews, stackViews) = await AskNmsecForChildrenAsync(view);
        var (asOf, messages) = await AskGrpcAsync();
        Assert.Equal(view.AsOf, asOf);
        var json = await AskCliAsync();
        Assert.All((int[])[records.Count, messages.Count, json.Count], count => Assert.Equal(view.TunnelCount, count));
        var agent = Assert.Single(_app.Services.GetRequiredService<SnmpAgentService>().EndPoints);
        var vpns = SnmpTables.Walk(agent, 3, view.AsOf - Times.AgentAge).Values.ToLookup(static row => ((uint)row[50], (uint)row[51]));
        var sas = SnmpTables.Walk(agent, 5, view.AsOf - Times.AgentAge).Values.ToDictionary(static row => row.Index[1]);
        var pairs = SnmpTables.Walk(agent, 6, view.AsOf - Times.AgentAge).Values.ToLookup(static row => (row.Index[0], (uint)row[32]));
        var testApi = new MyIKEv2APISvc.MyIKEv2APISvcClient(_channel);

        var tunnels = new List<IkeObservation>();
        var children = new List<ChildObservation>();
        foreach (var (snapshot, message) in view.Enumerate().Zip(messages))
        {
            var (record, stack) = records[(snapshot.Id.ToIkeName(), snapshot.Generation)];
            var own = json[snapshot.UniqueId];
            var spis = (await testApi.ListCHILDSAAsync(new ListCHILDSAQuery { IKEOwnSPI = snapshot.OwnSpi })).OwnSPIList;
            var tunnel = new IkeObservation(view.Read(snapshot), record, stack, message, await testApi.GetIKESAAsync(new IKESAQuery { OwnSPI = snapshot.OwnSpi }), own)
            {
                Sa = sas.GetValueOrDefault(snapshot.UniqueId),
                Vpn = vpns[((uint)snapshot.Id.Value, snapshot.Generation)].SingleOrDefault(),
                ChildSpis = spis,
            };
            tunnels.Add(tunnel);
            foreach (var (reading, index) in tunnel.Reading.Children.Select(static (reading, index) => (reading, index)))
            {
                var spi = reading.Snapshot.SpiIn;
                var name = (reading.Snapshot.Id.ToIpsecName(), reading.Snapshot.Generation);
                children.Add(new ChildObservation(tunnel, reading, message.Children[index], own.GetProperty("child-sa")[index])
                {
                    Nmsec = ikeViews[name],
                    Stack = stackViews.GetValueOrDefault(name),
                    Row = tunnel.Vpn is null ? null : pairs[(tunnel.Vpn.Index[0], reading.Snapshot.UniqueId)].SingleOrDefault(),
                    Dump = spis.Contains(spi) ? await testApi.GetCHILDSAAsync(new CHILDSAQuery { OwnSPI = spi }) : null,
                });
            }
        }

        return (tunnels, children);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>One request for each stack, since an answer covers one.</summary>
    private async Task<Dictionary<(string Id, uint Generation), (IkeTunnelRecord Record, string Stack)>> AskNmsecAsync(RegistryView view)
    {
        var records = new Dictionary<(string, uint), (IkeTunnelRecord, string)>();
        await using var client = await NmsecClient.ConnectAsync(Path.Combine(_folder.FullName, "nmsec"));
        foreach (var stack in view.Enumerate().Select(static tunnel => tunnel.Vrf).Distinct())
        {
            var answer = await client.GetIkeTunnelsAsync(stack: stack);
            await foreach (var record in answer)
            {
                records.Add((record.Tunnel.TunnelId.ToString(), record.Tunnel.Generation.Value), (record, answer.Stack));
            }
        }

        return records;
    }

    private async Task<(Dictionary<(string Id, uint Generation), DynamicTunnelIkeRecord> Ike, Dictionary<(string Id, uint Generation), DynamicTunnelStackRecord> Stack)> AskNmsecForChildrenAsync(
        RegistryView view)
    {
        var (ike, stack) = (new Dictionary<(string, uint), DynamicTunnelIkeRecord>(), new Dictionary<(string, uint), DynamicTunnelStackRecord>());
        await using var client = await NmsecClient.ConnectAsync(Path.Combine(_folder.FullName, "nmsec"));
        foreach (var name in view.Enumerate().Select(static tunnel => tunnel.Vrf).Distinct())
        {
            await foreach (var record in await client.GetDynamicTunnelsIkeAsync(stack: name))
            {
                ike.Add((record.Tunnel.TunnelId.ToString(), record.Dynamic.Generation), record);
            }

            await foreach (var record in await client.GetDynamicTunnelsStackAsync(stack: name))
            {
                stack.Add((record.Tunnel.TunnelId.ToString(), record.Dynamic.Generation), record);
            }
        }

        return (ike, stack);
    }

    /// <summary>Asks every interface that has one for its summary, all of one moment.</summary>
    public async Task<SummaryObservation> ObserveSummaryAsync()
    {
        var view = _registry.Hold();
        await using var client = await NmsecClient.ConnectAsync(Path.Combine(_folder.FullName, "nmsec"));
        var records = new List<SummaryRecord>();
        await foreach (var record in await client.GetSummaryAsync())
        {
            records.Add(record);
        }

        var states = new List<DynamicTunnelIkeRecord>();
        await foreach (var record in await client.GetDynamicTunnelsIkeAsync())
        {
            states.Add(record);
        }

        var agent = Assert.Single(_app.Services.GetRequiredService<SnmpAgentService>().EndPoints);
        return new SummaryObservation(
            view,
            Assert.Single(records).Summary,
            states,
            await new V1.Agent.AgentClient(_channel).StatusAsync(new V1.StatusRequest()),
            SnmpTables.Scalars(agent, 1),
            SnmpTables.Scalars(agent, 2));
    }

    private async Task<(DateTimeOffset AsOf, List<V1.IkeTunnel> Tunnels)> AskGrpcAsync()
    {
        using var call = new V1.Agent.AgentClient(_channel).ListTunnels(new V1.ListTunnelsRequest());
        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();
        return (answers[0].AsOf.ToDateTimeOffset(), [.. answers.SelectMany(static answer => answer.Tunnels)]);
    }

    private async Task<Dictionary<uint, JsonElement>> AskCliAsync()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await CliApplication.RunAsync(["show", "ike", "ike-sa", "details", "--json", "--socket", GrpcPath], output, error));
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.GetProperty("ike-sa").EnumerateArray().ToDictionary(static sa => sa.GetProperty("unique-id").GetUInt32(), static sa => sa.Clone());
    }

    private sealed class HeldRegistry(ITunnelRegistry inner) : ITunnelRegistry
    {
        private volatile RegistryView _view = inner.Capture();

        public RegistryView Hold() => _view = inner.Capture();

        public RegistryView Capture() => _view;

        public ChangeSubscription Subscribe(int capacity = 1024) => inner.Subscribe(capacity);

        public void SetHistoryDepth(int tunnels, int failures) => inner.SetHistoryDepth(tunnels, failures);

        public void CheckpointHistory() => inner.CheckpointHistory();
    }
}
