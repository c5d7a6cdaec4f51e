using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Hosting;
using MyIkev2.Registry;
using Xunit;
using Empty = MyIkev2.Agent.Grpc.TestApi.Empty;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>The whole agent as a daemon: two real tests beside its own engine, from the command line to the last DELETE.</summary>
public sealed class AgentDaemonTests : IDisposable
{
    private const int Tunnels = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("agent").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Inside")]
    [InlineData("Process")]
    public async Task Daemon_GatewayAndClient_MakeTunnelsApartFromTheAgentsOwn(string isolation)
    {
        using var stop = new CancellationTokenSource();
        var (services, running) = await StartAsync(isolation, stop.Token);
        var daemon = services.GetRequiredService<ITestDaemon>();

        await CliAsync(0, "daemon", "define", "ike", "gateway", Setup("gateway", Setups.Gateway(Tunnels)));
        await CliAsync(0, "daemon", "define", "ike", "client", Setup("client", Setups.Client(Tunnels)));
        await CliAsync(1, "daemon", "define", "ike", "client", Setup("client", Setups.Client(Tunnels)));
        TestDaemonEntry[] entries = [.. await daemon.ListAsync(CancellationToken.None)];
        Assert.Equal(["client", "gateway"], entries.Select(static entry => entry.Name));
        Assert.NotEqual(entries[0].Api!.Port, entries[1].Api!.Port);

        using var channel = GrpcChannel.ForAddress($"http://{entries[0].Api}");
        var client = new MyIKEv2APISvc.MyIKEv2APISvcClient(channel);
        await CreatedAsync(client);

        SummaryResp summary = await client.GetSummaryAsync(new Empty());
        Assert.Equal((1u, (uint)Tunnels, (ulong)Tunnels), (summary.Role, summary.NumOfCreatedTunnel, summary.LiveCount));
        Assert.Equal(summary.NumOfCreatedTunnel / summary.CreateDuration.ToTimeSpan().TotalSeconds, summary.SetupRate, summary.SetupRate * 1e-5);
        ListIKESAResp list = await client.ListIKESAAsync(new ListIKESAQuery { Start = 0, Len = 3 });
        Assert.Equal(3, list.SummaryList.Count);
        IKESADump dump = await client.GetIKESAAsync(new IKESAQuery { OwnSPI = list.SummaryList[0].OwnSPI });
        Assert.Equal((2, 2u, ""), (dump.HashAlgDS, dump.OwnAuth, dump.PSK));
        Assert.Empty(dump.SKei);
        Assert.Equal(0, services.GetRequiredService<ITunnelRegistry>().Capture().Enumerate().Count(static tunnel => tunnel.Remote.Port == Setups.ClientPort));

        await CliAsync(0, "daemon", "destroy", "client", "--gracefully");
        Assert.Equal("gateway", Assert.Single(await daemon.ListAsync(CancellationToken.None)).Name);
        await stop.CancelAsync();
        Assert.Equal(0, await running.WaitAsync(Patience));
    }

    /// <summary>Over when the creation phase of a run is.</summary>
    private static async Task CreatedAsync(MyIKEv2APISvc.MyIKEv2APISvcClient client)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var events = client.SubscrEvent(new EventFilter { Level = 4 }, cancellationToken: patience.Token);
        Task<bool> next = events.ResponseStream.MoveNext(patience.Token);

        // A change of the filter is refused until the stream is there. What happened before that is in the summary.
        while (!await IsOpenAsync(client))
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        while ((await client.GetSummaryAsync(new Empty())).CreationFinishTime is null)
        {
            Assert.True(await next);
            next = events.ResponseStream.MoveNext(patience.Token);
        }
    }

    private static async Task<bool> IsOpenAsync(MyIKEv2APISvc.MyIKEv2APISvcClient client)
    {
        try
        {
            await client.UpdateEventFilterAsync(new EventFilter { Level = 4 });
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.FailedPrecondition)
        {
            return false;
        }
    }

    private static async Task<(IServiceProvider Services, Task<int> Running)> StartAsync(AgentRun run, CancellationToken stop)
    {
        var started = new TaskCompletionSource<IServiceProvider>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = AgentHost.RunAsync(run with { Started = started.SetResult }, stop);
        await Task.WhenAny(started.Task, running).WaitAsync(Patience, CancellationToken.None);
        Assert.True(started.Task.IsCompleted, $"it did not start: {run.Error}");
        return (await started.Task, running);
    }

    private Task<(IServiceProvider Services, Task<int> Running)> StartAsync(string isolation, CancellationToken stop) => StartAsync(
        new AgentRun
        {
            PlainDisplay = true,
            Output = TextWriter.Null,
            Error = new StringWriter(),
            Settings =
            [
                new("Daemon:Enabled", "true"),
                new("Daemon:Isolation", isolation),
                new("Grpc:SocketPath", Path.Combine(_folder, "grpc.sock")),
                new("Grpc:TcpEndpoint", ""),
                new("Grpc:TestRuns:AnonymousRoles", "monitor"),
                new("Nmsec:SocketPath", Path.Combine(_folder, "nmsec.sock")),
                new("Snmp:Listen:0", "127.0.0.1:0"),
                new("Log:File", ""),
            ],
        },
        stop);

    private string Setup(string name, string text)
    {
        string file = Path.Combine(_folder, name + ".yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private async Task CliAsync(int expected, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        int code = await CliApplication.RunAsync([.. arguments, "--socket", Path.Combine(_folder, "grpc.sock")], output, error);
        Assert.True(code == expected, $"{string.Join(' ', arguments)}: {code} {output}{error}");
    }
}
