using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the composition root calls.</summary>
public static class NmsecExtensions
{
    /// <summary>
    /// Adds the interface with the options of section <see cref="NmsecOptions.SectionName"/>. Needs an
    /// <see cref="Registry.ITunnelRegistry"/> among the services, and takes an <see cref="INmsecReadiness"/> if there is
    /// one. Wrong options stop the start with all errors named.
    /// </summary>
    public static IServiceCollection AddNmsec(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NmsecOptions>().Bind(configuration.GetSection(NmsecOptions.SectionName)).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INmsecReadiness, AlwaysReady>();
        services.TryAddSingleton<IPeerCredentialsReader, SocketPeerCredentialsReader>();
        services.AddSingleton<IValidateOptions<NmsecOptions>, NmsecOptionsValidator>();
        services.AddSingleton(static provider => NmsecOptionsValidator.CreateDialect(provider.GetRequiredService<IOptions<NmsecOptions>>().Value));
        services.AddSingleton<PeerAuthorization>();
        services.AddSingleton<RequestCatalog>();
        services.AddSingleton<RequestDispatcher>();
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<NmsecOptions>>(
            static (transport, nmsec) => transport.CreateBoundListenSocket = NmsecSocket.Bind(nmsec.Value, transport.CreateBoundListenSocket));
        return services;
    }

    /// <summary>Listens on the socket that the options name, unless they switch the interface off.</summary>
    public static KestrelServerOptions ListenNmsec(this KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<NmsecOptions>>().Value;
        if (options.Enabled)
        {
            kestrel.ListenUnixSocket(Path.GetFullPath(options.SocketPath), static listen => listen.UseConnectionHandler<NmsecConnectionHandler>());
        }

        return kestrel;
    }
}
