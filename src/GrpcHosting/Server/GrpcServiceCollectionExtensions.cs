using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MyIkev2.GrpcHosting.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the gRPC server.</summary>
public static class GrpcServiceCollectionExtensions
{
    /// <summary>Adds what <c>MapGrpcService</c> needs.</summary>
    public static IServiceCollection AddGrpc(this IServiceCollection services) => services.AddGrpc(_ => { });

    /// <summary>Adds what <c>MapGrpcService</c> needs, with options.</summary>
    public static IServiceCollection AddGrpc(this IServiceCollection services, Action<GrpcServiceOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureOptions);
        services.AddRouting(routing => routing.SetParameterPolicy<GrpcCallConstraint>(GrpcCallConstraint.Name));
        services.AddOptions<GrpcServiceOptions>().Configure(configureOptions);
        services.TryAddSingleton(provider => new ServerRuntime(
            provider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            provider,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }
}
