using System.Net;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Agent.Tests.Grpc.Support;

namespace MyIkev2.Agent.Tests.Grpc.TestRuns;

/// <summary>The API of a scripted run on a loopback port, and clients of it, each with a connection of its own.</summary>
internal sealed class TestRunHost : IAsyncDisposable
{
    private readonly List<GrpcChannel> _channels = [];
    private readonly TestApiServer _server;

    private TestRunHost(TestApiServer server, ScriptedRun run)
    {
        _server = server;
        Run = run;
    }

    public ScriptedRun Run { get; }

    public string Authority => _server.Endpoint.ToString();

    public static async Task<TestRunHost> StartAsync(ScriptedRun? run = null, string anonymousRoles = "monitor, operator", bool revealKeys = false)
    {
        run ??= new ScriptedRun();
        var options = new GrpcOptions { TestRuns = { AnonymousRoles = anonymousRoles }, RevealKeys = revealKeys };
        TestApiServer server = await TestApiServer.StartAsync(
            run, options, new IPEndPoint(IPAddress.Loopback, 0), ports: 1, NullLoggerFactory.Instance, CancellationToken.None);
        return new TestRunHost(server, run);
    }

    public MyIKEv2APISvc.MyIKEv2APISvcClient Connect()
    {
        var channel = GrpcChannel.ForAddress($"http://{Authority}");
        _channels.Add(channel);
        return new MyIKEv2APISvc.MyIKEv2APISvcClient(channel);
    }

    public ValueTask StopAsync() => _server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in _channels)
        {
            channel.Dispose();
        }

        await _server.DisposeAsync();
    }
}
