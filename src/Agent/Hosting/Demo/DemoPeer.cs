using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>The far end of the demonstration's tunnels: a second, complete engine in this process that no interface shows.</summary>
internal sealed class DemoPeer : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private readonly ConfigurationStore _configuration;

    private DemoPeer(EngineHost engine, ConfigurationStore configuration, string configurationForUs)
    {
        _engine = engine;
        _configuration = configuration;
        ConfigurationForUs = configurationForUs;
    }

    /// <summary>What the agent must load to find this peer.</summary>
    public string ConfigurationForUs { get; }

    /// <summary>Opens the far end on loopback ports that the system chooses. Takes <paramref name="crypto"/> without owning it.</summary>
    public static DemoPeer Start(CompositeCryptoProvider crypto)
    {
        var demo = new DemoConfiguration();
        var configuration = ConfigurationStore.InMemory(demo.Responder(), out var findings)
            ?? throw new StartException("the demonstration's configuration is wrong", [.. findings.Select(static f => f.ToString())]);
        var options = new EngineRuntimeOptions
        {
            Listeners =
            [
                new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 },
                new ListenerOptions { Address = "::1", Port = 0, NatTraversalPort = 0, Optional = true },
            ],
            ShardCount = 1,
            JobThreads = 1,

            // Packets travel in UDP between the two engines and nowhere else: pings show them.
            RawSockets = false,
            Tunnel = { Enabled = TunnelDeviceUse.Never },
        };
        var engine = new EngineHost(options, new EngineHostServices
        {
            Crypto = crypto,
            Loggers = NullLoggerFactory.Instance,
            LogLevels = EngineLogLevels.Default.WithAll(LogFacility.Daemon, EngineLogLevels.Disabled),
            Info = new EngineInfo { Version = "demonstration peer", StartedAt = TimeProvider.System.GetUtcNow() },
        });
        engine.Start(configuration.Current.Engine);
        return new DemoPeer(engine, configuration, demo.Initiator(engine.Listeners));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().ConfigureAwait(false);
        _configuration.Dispose();
    }
}
