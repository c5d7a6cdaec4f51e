using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The server of one test run's own API, at the address and port of its setup. It may outlive the run: results can still be asked for.</summary>
internal sealed class TestApiServer : IAsyncDisposable
{
    /// <summary>Calls in progress get so long to end; event streams end with the run.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private TestApiServer(WebApplication app, IPEndPoint endpoint, string remark)
    {
        _app = app;
        Endpoint = endpoint;
        Remark = remark;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Why it does not listen where the setup says; empty when it does.</summary>
    public string Remark { get; }

    /// <summary>Listens for callers of a run.</summary>
    /// <param name="run">The run; it may not have been started yet.</param>
    /// <param name="options">The agent's options: TLS, callers and roles are the same here. They have been validated.</param>
    /// <param name="asked">The setup's address and port.</param>
    /// <param name="ports">How many ports are tried, from that one up, until one is free.</param>
    /// <param name="loggers">The agent's loggers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="controlSocket">A Unix socket where it listens as well, for whoever owns this process; null for none.</param>
    /// <exception cref="StartException">It cannot listen; the message is for the operator.</exception>
    public static async Task<TestApiServer> StartAsync(
        ITestRun run, GrpcOptions options, IPEndPoint asked, int ports, ILoggerFactory loggers, CancellationToken cancellationToken, string? controlSocket = null)
    {
        if (TestRunApi.ListenAddress(asked.Address, options, out var remark) is not { } address)
        {
            throw new StartException("the test's API cannot be offered", [remark]);
        }

        var socket = Listen(address, asked.Port, ports);
        var endpoint = (IPEndPoint)socket.LocalEndPoint!;
        WebApplication? app = null;
        try
        {
            app = Build(run, options, socket, endpoint, controlSocket, loggers);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new TestApiServer(app, endpoint, remark);
        }
        catch
        {
            socket.Dispose();
            if (app is not null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Calls that do not end are cut off.
        }

        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ITestRun run, GrpcOptions options, Socket socket, IPEndPoint endpoint, string? controlSocket, ILoggerFactory loggers)
    {
        // Nothing of the agent's settings and environment: what counts is in the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenTestRunApi(endpoint, options);
            if (controlSocket is not null)
            {
                kestrel.ListenUnixSocket(controlSocket, static listen => listen.Protocols = HttpProtocols.Http2);
            }
        });
        var services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton(loggers));
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        services.AddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = Farewell);
        services.Configure<SocketTransportOptions>(transport =>
            transport.CreateBoundListenSocket = wanted => wanted is IPEndPoint ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(wanted));
        services.AddTestRunApi(run, options);
        var app = builder.Build();
        app.MapTestRunApi();
        return app;
    }

    /// <summary>
    /// The first free port. It listens at once: between a bind and a listen another run could bind the same port, and would learn only later that it is taken.
    /// </summary>
    private static Socket Listen(IPAddress address, int port, int ports)
    {
        const int Backlog = 512;
        for (var attempt = 0; ; attempt++)
        {
            var endpoint = new IPEndPoint(address, port == 0 ? 0 : port + attempt);
            Socket? socket = null;
            try
            {
                socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                socket.Listen(Backlog);
                return socket;
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                if (e.SocketErrorCode != SocketError.AddressAlreadyInUse || attempt + 1 >= ports || port == 0 || endpoint.Port == IPEndPoint.MaxPort)
                {
                    throw new StartException("the test's API cannot be offered", [$"apilistenaddr {address}, apilistenport {endpoint.Port}: {e.Message}"]);
                }
            }
        }
    }

    /// <summary>Signals are the agent's business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
