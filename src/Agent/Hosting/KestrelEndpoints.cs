using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Nmsec;

namespace MyIkev2.Agent.Hosting;

/// <summary>What the web server carries. Each interface brings its own sockets; when all are switched off there is no server.</summary>
internal static class KestrelEndpoints
{
    public static void Add(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddMyIkev2Grpc(options => configuration.GetSection(GrpcOptions.Section).Bind(options));
        builder.Services.AddNmsec(configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenMyIkev2Grpc();
            kestrel.ListenNmsec();
        });
        if (!AnyEnabled(configuration))
        {
            // Without an endpoint of its own Kestrel would open TCP port 5000.
            builder.Services.AddSingleton<IServer, NoServer>();
        }
    }

    public static void Map(WebApplication app)
    {
        app.MapMyIkev2Grpc();
        app.MapHealthChecks("/healthz");
    }

    private static bool AnyEnabled(ConfigurationManager configuration)
    {
        var grpc = OptionsRegistration.Bind<GrpcOptions>(configuration, GrpcOptions.Section);
        return OptionsRegistration.Bind<NmsecOptions>(configuration, NmsecOptions.SectionName).Enabled
            || (grpc.Enabled && (grpc.SocketPath.Length > 0 || grpc.TcpEndpoint.Length > 0 || grpc.DaemonEndpoint.Length > 0));
    }

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
