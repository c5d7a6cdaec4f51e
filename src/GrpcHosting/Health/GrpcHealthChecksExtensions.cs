using Grpc.AspNetCore.HealthChecks;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MyIkev2.GrpcHosting.Health;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Registers and maps the health service.</summary>
public static class GrpcHealthChecksExtensions
{
    /// <summary>Adds the health service (grpc.health.v1), which tells what the host's health checks find.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services) => services.AddGrpcHealthChecks(static _ => { });

    /// <summary>Adds the health service, with services that need certain health checks only.</summary>
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<GrpcHealthChecksOptions>().Configure(configure);
        services.TryAddSingleton<HealthServiceImpl>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, HealthReports>());
        return services.AddHealthChecks();
    }

    /// <summary>Maps the health service.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcHealthChecksService(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGrpcService<HealthServiceIntegration>();
}
