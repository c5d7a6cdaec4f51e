using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Grpc;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.Rpc;

/// <summary>The gRPC interface of this process, hosted as the agent hosts it, over a registry.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("grpc-benchmark");
    private readonly WebApplication _application;

    private RpcServer(ITunnelRegistry registry, ISessionTable? sessions)
    {
        SocketPath = Path.Combine(_folder.FullName, "grpc.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(registry);
        if (sessions is not null)
        {
            builder.Services.AddSingleton(sessions);
        }

        builder.Services.AddMyIkev2Grpc(options => options.SocketPath = SocketPath);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ListenMyIkev2Grpc());
        _application = builder.Build();
        _application.MapMyIkev2Grpc();
    }

    public string SocketPath { get; }

    /// <param name="registry">What it shows.</param>
    /// <param name="sessions">Its session table; null for none.</param>
    public static async Task<RpcServer> StartAsync(ITunnelRegistry registry, ISessionTable? sessions = null)
    {
        var server = new RpcServer(registry, sessions);
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
