using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>The NMsec interface of this process, hosted as the agent hosts it, over a registry.</summary>
internal sealed class NmsecServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nmsec-benchmark");
    private readonly WebApplication _application;

    private NmsecServer(ITunnelRegistry registry)
    {
        SocketPath = Path.Combine(_folder.FullName, "ipsecmgmt");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Nmsec:SocketPath", (string?)SocketPath)]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(registry);
        builder.Services.AddNmsec(builder.Configuration);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ListenNmsec());
        _application = builder.Build();
    }

    public string SocketPath { get; }

    public static async Task<NmsecServer> StartAsync(ITunnelRegistry registry)
    {
        var server = new NmsecServer(registry);
        try
        {
            await server._application.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
