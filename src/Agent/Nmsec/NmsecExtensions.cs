using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the composition root calls.</summary>
internal static class NmsecExtensions
{
    /// <summary>
    /// Registers the interface. Needs an <c>ITunnelRegistry</c> among the services; takes an
    /// <see cref="INmsecReadiness"/> and a <see cref="TimeProvider"/> if there are any.
    /// </summary>
    public static IServiceCollection AddNmsec(this IServiceCollection services, Action<NmsecOptions>? configure = null)
    {
        var options = services.AddOptions<NmsecOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<INmsecReadiness, AlwaysReady>();
        services.TryAddSingleton<IPeerCredentialsReader, SocketPeerCredentialsReader>();
        services.AddSingleton<IValidateOptions<NmsecOptions>, NmsecOptionsValidator>();
        services.AddSingleton(provider => NmsecOptionsValidator.CreateDialect(provider.GetRequiredService<IOptions<NmsecOptions>>().Value));
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
