using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The interface as the agent hosts it: Kestrel on a Unix socket in a folder of its own.</summary>
internal sealed class NmsecTestHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _application;
    private readonly RecordedLog _log = new();

    private NmsecTestHost(ITunnelRegistry registry, Action<IServiceCollection>? services, (string Name, string Value)[] settings)
    {
        _folder = Directory.CreateTempSubdirectory("nmsec");
        SocketPath = Path.Combine(_folder.FullName, "ipsecmgmt");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Nmsec:SocketPath", (string?)SocketPath)]);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Nmsec:{setting.Name}", (string?)setting.Value.Replace("{folder}", _folder.FullName, StringComparison.Ordinal))));
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton(registry);
        services?.Invoke(builder.Services);
        builder.Services.AddNmsec(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenNmsec());
        _application = builder.Build();
    }

    public string SocketPath { get; }

    /// <summary>Where the second socket is, if the settings have <c>("NssSocketPath", "{folder}/nss")</c>.</summary>
    public string NssSocketPath => Path.Combine(_folder.FullName, "nss");

    /// <summary>What was logged at error level.</summary>
    public IReadOnlyCollection<string> Errors => _log.Errors;

    /// <summary>What was logged at warning level.</summary>
    public IReadOnlyCollection<string> Warnings => _log.Warnings;

    public static async Task<NmsecTestHost> StartAsync(
        ITunnelRegistry registry, Action<IServiceCollection>? services = null, params (string Name, string Value)[] settings)
    {
        var host = new NmsecTestHost(registry, services, settings);
        try
        {
            await host._application.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task<NmsecClient> ConnectAsync() => NmsecClient.ConnectAsync(SocketPath).WaitAsync(Patience);

    /// <summary>A service of the running host.</summary>
    public TService Service<TService>()
        where TService : notnull
        => _application.Services.GetRequiredService<TService>();

    /// <summary>A connection below the client library.</summary>
    public async Task<RawConnection> ConnectRawAsync(string? path = null)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path ?? SocketPath)).WaitAsync(Patience);
        return new RawConnection(socket);
    }

    public Task StopAsync() => _application.StopAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _errors = new();
        private readonly ConcurrentQueue<string> _warnings = new();

        public IReadOnlyCollection<string> Errors => _errors;

        public IReadOnlyCollection<string> Warnings => _warnings;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                (logLevel == LogLevel.Warning ? _warnings : _errors).Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
