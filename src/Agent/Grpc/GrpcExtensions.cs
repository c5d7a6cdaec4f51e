using Grpc.AspNetCore.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Grpc.Opi;
using MyIkev2.Agent.Grpc.Requests;
using MyIkev2.Agent.Grpc.Sessions;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Grpc.Watching;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc;

/// <summary>What the composition root calls.</summary>
internal static class GrpcExtensions
{
    /// <summary>How late those who watch the health may hear of a change. A check reads a few numbers.</summary>
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Registers the services. Needs an <c>ITunnelRegistry</c>; without an <c>IEngineControl</c> or <c>IConfigurationControl</c> the methods
    /// that need one answer UNAVAILABLE.
    /// </summary>
    public static IServiceCollection AddMyIkev2Grpc(this IServiceCollection services, Action<GrpcOptions>? configure = null)
    {
        OptionsBuilder<GrpcOptions> options = services.AddOptions<GrpcOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSingleton<IValidateOptions<GrpcOptions>, GrpcOptionsValidator>();
        services.AddSingleton(AnonymousAccess.OfAgent);
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<CallerRoles>();
        services.AddSingleton<IndexedViews>();
        services.AddSingleton<TunnelFeed>();
        services.AddSingleton<IPsecService>();
        services.AddSingleton<DialectAService>();
        services.AddSingleton<DialectCService>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SessionService>();
        services.AddSingleton<FirewallSessionTable>();
        services.AddSingleton<OpenOffloadSessionTable>();
        services.AddOptions<global::Grpc.AspNetCore.Server.GrpcServiceOptions>().Configure<IOptions<GrpcOptions>>(
            static (grpc, own) => grpc.MaxReceiveMessageSize = own.Value.MaxRequestSize);
        services.AddGrpcHealthChecks(static health =>
        {
            // Every service stands or falls with the engine; callers ask for the one that they use.
            health.Services.Map(V1.Agent.Descriptor.FullName, static _ => true);
            health.Services.Map(MyIKEv2APISvc.Descriptor.FullName, static _ => true);
            health.Services.Map(Opi.DialectA.IPsec.Descriptor.FullName, static _ => true);
            health.Services.Map(Opi.DialectC.IPsecService.Descriptor.FullName, static _ => true);
        });
        services.AddOptions<GrpcHealthChecksOptions>().Configure<IServiceProviderIsService>(static (health, offered) =>
        {
            if (offered.IsService(typeof(ITestDaemon)))
            {
                health.Services.Map(MyIKEv2DaemonAPISvc.Descriptor.FullName, static _ => true);
            }

            if (offered.IsService(typeof(ISessionTable)))
            {
                health.Services.Map(Sessions.Firewall.SessionTable.Descriptor.FullName, static _ => true);
                health.Services.Map(Sessions.OpenOffload.SessionTable.Descriptor.FullName, static _ => true);
            }
        });
        services.Configure<HealthCheckPublisherOptions>(static publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, HealthInterval));
        services.AddGrpcReflection();
        services.AddSingleton<RequestRules>();
        services.AddGrpc(static grpc =>
        {
            grpc.Interceptors.Add<AccessInterceptor>();
            grpc.Interceptors.Add<RequestInterceptor>();
        });
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<GrpcOptions>>(
            static (transport, own) => transport.CreateBoundListenSocket = ListenSocket.Bind(own.Value, transport.CreateBoundListenSocket));
        return services;
    }

    /// <summary>
    /// Listens where the options say, with HTTP/2 only: plain-text HTTP/2 has no way to share a port with HTTP/1.1. A slim builder needs
    /// <c>UseKestrelHttpsConfiguration</c> for TLS.
    /// </summary>
    public static KestrelServerOptions ListenMyIkev2Grpc(this KestrelServerOptions kestrel)
    {
        GrpcOptions options = kestrel.ApplicationServices.GetRequiredService<IOptions<GrpcOptions>>().Value;
        if (!options.Enabled)
        {
            return kestrel;
        }

        kestrel.LimitConnections(options);
        if (options.SocketPath.Length > 0)
        {
            kestrel.ListenUnixSocket(Path.GetFullPath(options.SocketPath), static listen => listen.Protocols = HttpProtocols.Http2);
        }

        foreach (string text in new[] { options.TcpEndpoint, options.DaemonEndpoint }.Where(static text => text.Length > 0))
        {
            if (GrpcOptionsValidator.ParseEndpoint(text) is { } endpoint)
            {
                kestrel.Listen(endpoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    if (options.Tls.IsEnabled)
                    {
                        IServiceProvider services = kestrel.ApplicationServices;
                        var tls = new TlsEndpoint(options.Tls, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<TlsEndpoint>>());
                        listen.UseHttps(tls.Handshakes());
                    }
                });
            }
        }

        return kestrel;
    }

    /// <summary>
    /// What holds for every connection of a server that gRPC is called over. A silent peer is found out by pings (RFC 9113 section 6.7): a host that is gone
    /// sends no end.
    /// </summary>
    public static KestrelServerOptions LimitConnections(this KestrelServerOptions kestrel, GrpcOptions options)
    {
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxCallsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = options.KeepAliveDelay > TimeSpan.Zero ? options.KeepAliveDelay : Timeout.InfiniteTimeSpan;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.KeepAliveTimeout;
        return kestrel;
    }

    /// <summary>Maps the services, with those that tell about them.</summary>
    public static WebApplication MapMyIkev2Grpc(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<GrpcOptions>>().Value.Enabled)
        {
            // Before routing, which would otherwise be put in front of everything.
            app.Use(static (http, next) =>
            {
                OpiPathAlias.Rewrite(http);
                OpenOffloadPathAlias.Rewrite(http);
                return next(http);
            });
            app.UseRouting();
            app.MapGrpcService<AgentService>();
            app.MapGrpcService<MyIkev2TestApiService>();
            if (app.Services.GetService<ITestDaemon>() is not null)
            {
                app.MapGrpcService<MyIkev2DaemonApiService>();
            }

            app.MapGrpcService<DialectAService>();
            app.MapGrpcService<DialectCService>();
            if (app.Services.GetService<ISessionTable>() is not null)
            {
                app.MapGrpcService<FirewallSessionTable>();
                app.MapGrpcService<OpenOffloadSessionTable>();
            }

            app.MapGrpcHealthChecksService();
            app.MapGrpcReflectionService();
        }

        return app;
    }
}
