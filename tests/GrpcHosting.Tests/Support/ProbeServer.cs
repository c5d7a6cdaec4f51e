using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MyIkev2.GrpcHosting.Tests.Protos;

namespace MyIkev2.GrpcHosting.Tests.Support;

/// <summary>The probe service on a real Kestrel: HTTP/2 on a loopback port and on a Unix socket, HTTP/1.1 on a second port.</summary>
internal sealed class ProbeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ProbeServer(WebApplication app, string folder, ProbeObserver observer)
    {
        _app = app;
        _folder = folder;
        Observer = observer;
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Address = addresses[0];
        Http1Address = addresses[1];
    }

    public ProbeObserver Observer { get; }

    public string Address { get; }

    public string Http1Address { get; }

    public string SocketPath => Path.Combine(_folder, "probe.sock");

    /// <summary>Services of the host.</summary>
    public IServiceProvider Services => _app.Services;

    public static async Task<ProbeServer> StartAsync(
        Action<GrpcServiceOptions>? configure = null,
        TimeProvider? clock = null,
        Action<IServiceCollection>? addServices = null,
        Action<WebApplication>? map = null)
    {
        string folder = Directory.CreateTempSubdirectory("probe").FullName;
        var observer = new ProbeObserver();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.ListenUnixSocket(Path.Combine(folder, "probe.sock"), listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(observer);
        builder.Services.AddGrpc(configure ?? (_ => { }));
        addServices?.Invoke(builder.Services);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        WebApplication app = builder.Build();
        app.MapGrpcService<ProbeService>();
        map?.Invoke(app);
        app.MapGet("/page", () => "a page").WithDisplayName("page");
        await app.StartAsync();
        return new ProbeServer(app, folder, observer);
    }

    public Probe.ProbeClient Client(Transport transport = Transport.Tcp, GrpcChannelOptions? options = null) => new(Channel(transport, options));

    public GrpcChannel Channel(Transport transport = Transport.Tcp, GrpcChannelOptions? options = null) => transport == Transport.Tcp
        ? GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions())
        : GrpcChannel.ForUnixSocket(SocketPath, options ?? new GrpcChannelOptions());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The ways to the server.</summary>
public enum Transport
{
    Tcp,
    UnixSocket,
}
