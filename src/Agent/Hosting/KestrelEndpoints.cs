using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace MyIkev2.Agent.Hosting;

/// <summary>What the web server carries, and where it listens. Each interface brings its own sockets; without any there is no server.</summary>
internal static class KestrelEndpoints
{
    public static void Add(WebApplicationBuilder builder)
    {
        // Without an endpoint of its own the server would open TCP port 5000.
        builder.Services.AddSingleton<IServer, NoServer>();
    }

    public static void Map(WebApplication app)
    {
    }

    /// <summary>Stands in when every interface that needs the web server is switched off.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
