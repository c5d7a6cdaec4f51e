using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Access;
using MyIkev2.Agent.Grpc.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>What the host of a test run's own API calls. That API is a server apart from the agent's: other port, other registry, same callers.</summary>
internal static class TestRunApi
{
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Where the API of a run listens, which may be narrower than its setup asks: then <paramref name="remark"/> says so. Null when it may not listen
    /// there at all, for the reason in <paramref name="remark"/>.
    /// </summary>
    public static IPAddress? ListenAddress(IPAddress asked, GrpcOptions options, out string remark)
    {
        remark = "";
        if (IPAddress.IsLoopback(asked) || options.Tls.IsEnabled || options.TestRuns.PlainText)
        {
            return asked;
        }

        string remedy = $"without TLS ({GrpcOptions.Section}:{nameof(options.Tls)}) or {GrpcOptions.Section}:{nameof(options.TestRuns)}:{nameof(options.TestRuns.PlainText)}";
        if (asked.Equals(IPAddress.Any) || asked.Equals(IPAddress.IPv6Any))
        {
            remark = $"apilistenaddr {asked}: {remedy} the API listens on loopback only";
            return asked.Equals(IPAddress.Any) ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        }

        remark = $"apilistenaddr {asked}: the API may not listen there {remedy}";
        return null;
    }

    /// <summary>Registers what serves one run. The options have been validated.</summary>
    public static IServiceCollection AddTestRunApi(this IServiceCollection services, ITestRun run, GrpcOptions options)
    {
        CallerRole anonymous = GrpcOptionsValidator.ParseRoles(options.TestRuns.AnonymousRoles) ?? CallerRole.None;
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(new AnonymousAccess(anonymous, options.TestRuns.PlainText ? anonymous : CallerRole.None));
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<CallerRoles>();
        services.AddSingleton(run);
        services.AddSingleton(run.Registry);
        services.AddSingleton(run.Control);
        services.AddSingleton<IndexedViews>();
        services.AddSingleton<EventStreams>();
        services.AddGrpcHealthChecks(static health => health.Services.Map(MyIKEv2APISvc.Descriptor.FullName, static _ => true));
        services.Configure<HealthCheckPublisherOptions>(static publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, HealthInterval));
        services.AddGrpcReflection();
        services.AddSingleton<RequestRules>();
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<AccessInterceptor>();
            grpc.Interceptors.Add<RequestInterceptor>();
            grpc.MaxReceiveMessageSize = options.MaxRequestSize;
        });
        return services;
    }

    /// <summary>Listens at an endpoint, with the TLS of the agent's own.</summary>
    public static KestrelServerOptions ListenTestRunApi(this KestrelServerOptions kestrel, IPEndPoint endpoint, GrpcOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.LimitConnections(options);
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
        return kestrel;
    }

    /// <summary>Maps the API, with the services that tell about it.</summary>
    public static WebApplication MapTestRunApi(this WebApplication app)
    {
        app.UseRouting();
        app.MapGrpcService<MyIkev2TestApiService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }
}
