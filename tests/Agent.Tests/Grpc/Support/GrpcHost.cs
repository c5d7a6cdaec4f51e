using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.DaemonApi;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Registry;
using MyIkev2.Testing;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>The gRPC interface on a real Kestrel over a canned registry: on a Unix socket and on a loopback port.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly List<GrpcChannel> _channels = [];

    private GrpcHost(WebApplication app, string folder, CannedRegistry canned)
    {
        _app = app;
        _folder = folder;
        Canned = canned;
        TcpAddress = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Single(address => address.Contains("://127.", StringComparison.Ordinal));
    }

    public CannedRegistry Canned { get; }

    public string TcpAddress { get; }

    public string SocketPath => Path.Combine(_folder, "grpc.sock");

    /// <summary>The agent's user over the Unix socket: all roles.</summary>
    public V1.Agent.AgentClient Agent => new(AgentChannel);

    /// <summary>The way in of the agent's user.</summary>
    public GrpcChannel AgentChannel => Channel(GrpcChannel.ForUnixSocket(SocketPath));

    /// <summary>Anybody on this host over TCP: may monitor.</summary>
    public V1.Agent.AgentClient Visitor => new(VisitorChannel);

    /// <summary>The visitor's way in.</summary>
    public GrpcChannel VisitorChannel => Channel(GrpcChannel.ForAddress(TcpAddress));

    /// <summary>A way in over TCP.</summary>
    public GrpcChannel Channel(GrpcChannelOptions options) => Channel(GrpcChannel.ForAddress(TcpAddress, options));

    public MyIKEv2APISvc.MyIKEv2APISvcClient TestApi => new(Channel(GrpcChannel.ForUnixSocket(SocketPath)));

    public MyIKEv2APISvc.MyIKEv2APISvcClient TestApiVisitor => new(Channel(GrpcChannel.ForAddress(TcpAddress)));

    public MyIKEv2DaemonAPISvc.MyIKEv2DaemonAPISvcClient Daemon => new(Channel(GrpcChannel.ForUnixSocket(SocketPath)));

    public MyIKEv2DaemonAPISvc.MyIKEv2DaemonAPISvcClient DaemonVisitor => new(VisitorChannel);

    public static async Task<GrpcHost> StartAsync(
        CannedRegistry? canned = null, IEngineControl? control = null, IConfigurationControl? configuration = null,
        Action<GrpcOptions>? configure = null, Action<string>? prepare = null, TimeProvider? clock = null, ITestDaemon? daemon = null,
        ISessionTable? sessions = null)
    {
        string folder = Directory.CreateTempSubdirectory("grpc").FullName;
        string socketPath = Path.Combine(folder, "grpc.sock");
        prepare?.Invoke(socketPath);
        canned ??= new CannedRegistry();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ITunnelRegistry>(canned.Registry);
        if (clock is not null)
        {
            builder.Services.AddSingleton(clock);
        }

        if (control is not null)
        {
            builder.Services.AddSingleton(control);
        }

        if (configuration is not null)
        {
            builder.Services.AddSingleton(configuration);
        }

        if (sessions is not null)
        {
            builder.Services.AddSingleton(sessions);
        }

        if (daemon is not null)
        {
            builder.Services.AddSingleton(daemon);
        }

        builder.Services.AddMyIkev2Grpc(options =>
        {
            options.SocketPath = socketPath;
            options.TcpEndpoint = "127.0.0.1:0";
            configure?.Invoke(options);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenMyIkev2Grpc());
        WebApplication app = builder.Build();
        app.MapMyIkev2Grpc();
        await app.StartAsync();
        return new GrpcHost(app, folder, canned);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in _channels)
        {
            channel.Dispose();
        }

        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private GrpcChannel Channel(GrpcChannel channel)
    {
        _channels.Add(channel);
        return channel;
    }
}
