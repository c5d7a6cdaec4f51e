using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;
using MyIkev2.Testing;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;
using O = MyIkev2.Agent.Grpc.Sessions.OpenOffload;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

/// <summary>The session table of a running engine behind gRPC.</summary>
internal sealed class SessionHost : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private readonly GrpcHost _host;
    private readonly GrpcChannel _channel;

    private SessionHost(EngineHost engine, GrpcHost host)
    {
        _engine = engine;
        _host = host;
        _channel = GrpcChannel.ForUnixSocket(host.SocketPath);
        Client = new F.SessionTable.SessionTableClient(_channel);
        OpenOffload = new O.SessionTable.SessionTableClient(_channel);
    }

    public F.SessionTable.SessionTableClient Client { get; }

    public O.SessionTable.SessionTableClient OpenOffload { get; }

    public V1.Agent.AgentClient Agent => new(_channel);

    /// <summary>Somebody on this host who may look, and no more.</summary>
    public F.SessionTable.SessionTableClient Visitor => new(_host.VisitorChannel);

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public string SocketPath => _host.SocketPath;

    public ISessionTable Table => _engine.Sessions;

    public static async Task<SessionHost> StartAsync(
        Action<FlowSessionOptions>? sessions = null, Action<GrpcOptions>? grpc = null, bool running = true, int shards = 1)
    {
        var limits = new FlowSessionOptions();
        sessions?.Invoke(limits);
        var engine = new EngineHost(
            new EngineRuntimeOptions
            {
                Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = -1 }],
                ShardCount = shards,
                RawSockets = false,
                Tunnel = { Enabled = TunnelDeviceUse.Never },
            },
            new EngineHostServices
            {
                Crypto = SharedCrypto.Best,
                Loggers = NullLoggerFactory.Instance,
                Info = new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch, HostName = "test" },
                Sessions = limits,
            });
        if (running)
        {
            engine.Start(EngineConfiguration.Empty);
        }

        return new SessionHost(engine, await GrpcHost.StartAsync(configure: grpc, sessions: engine.Sessions));
    }

    public Task<F.AddSessionResponse> AddAsync(params F.SessionRequest[] sessions) => AddAsync(Client, sessions);

    public static async Task<F.AddSessionResponse> AddAsync(F.SessionTable.SessionTableClient client, params F.SessionRequest[] sessions)
    {
        using AsyncClientStreamingCall<F.SessionRequest, F.AddSessionResponse> call = client.AddSession();
        foreach (F.SessionRequest session in sessions)
        {
            await call.RequestStream.WriteAsync(session);
        }

        await call.RequestStream.CompleteAsync();
        return await call;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
        await _engine.DisposeAsync();
    }
}
