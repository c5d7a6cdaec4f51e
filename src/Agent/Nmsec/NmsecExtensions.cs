using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the composition root calls.</summary>
public static class NmsecExtensions
{
    /// <summary>
    /// Adds the interface with the options of section <see cref="NmsecOptions.SectionName"/>. Needs an
    /// <see cref="Registry.ITunnelRegistry"/> among the services, and takes an <see cref="INmsecReadiness"/>, an
    /// <see cref="Registry.IEngineControl"/> and an <see cref="Registry.IConfigurationControl"/> if there are such.
    /// Wrong options stop the start with all errors named.
    /// </summary>
    public static IServiceCollection AddNmsec(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NmsecOptions>().Bind(configuration.GetSection(NmsecOptions.SectionName)).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INmsecReadiness, AlwaysReady>();
        services.TryAddSingleton<IPeerCredentialsReader, SocketPeerCredentialsReader>();
        services.AddSingleton<IValidateOptions<NmsecOptions>, NmsecOptionsValidator>();
        services.AddSingleton(static provider => NmsecOptionsValidator.CreateDialect(provider.GetRequiredService<IOptions<NmsecOptions>>().Value));
        services.AddSingleton<AccessControlList>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<ClientLimit>();
        services.AddSingleton(static provider => new RequestServices(
            provider.GetRequiredService<NmsecDialect>(),
            provider.GetRequiredService<IOptions<NmsecOptions>>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetService<Registry.IEngineControl>(),
            provider.GetService<Registry.IConfigurationControl>()));
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<NmsecOptions>>(
            static (transport, nmsec) => transport.CreateBoundListenSocket = NmsecSocket.Bind(nmsec.Value, transport.CreateBoundListenSocket));
        return services;
    }

    /// <summary>Listens on the sockets that the options name, unless they switch the interface off.</summary>
    public static KestrelServerOptions ListenNmsec(this KestrelServerOptions kestrel)
    {
        var services = kestrel.ApplicationServices;
        var options = services.GetRequiredService<IOptions<NmsecOptions>>().Value;
        if (!options.Enabled)
        {
            return kestrel;
        }

        var dialect = services.GetRequiredService<NmsecDialect>();
        kestrel.Listen(services, options.SocketPath, RequestCatalog.ForStacks(services.GetRequiredService<RequestServices>()), ActivatorUtilities.CreateInstance<StackTargets>(services));
        if (options.NssSocketPath.Length > 0)
        {
            kestrel.Listen(services, options.NssSocketPath, RequestCatalog.ForServiceClients(dialect), new ServiceClientTargets());
        }

        return kestrel;
    }

    private static void Listen(
        this KestrelServerOptions kestrel, IServiceProvider services, string path, RequestCatalog catalog, IRequestTargets targets)
    {
        var dispatcher = ActivatorUtilities.CreateInstance<RequestDispatcher>(services, catalog, targets);
        var handler = ActivatorUtilities.CreateInstance<NmsecConnectionHandler>(services, dispatcher);
        kestrel.ListenUnixSocket(Path.GetFullPath(path), listen => listen.Run(handler.OnConnectedAsync));
    }
}
