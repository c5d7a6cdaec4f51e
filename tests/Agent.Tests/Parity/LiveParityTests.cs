using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Hosting.Demo;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.DataPlane;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>The same over tunnels that two real engines negotiated on loopback: no made-up snapshot can hide what the engine publishes.</summary>
public sealed class LiveParityTests
{
    private const string Vpn = "paris";
    private const string Policy = "paris-lan";

    [Fact]
    public async Task Interfaces_LiveTunnels_ShowTheSameFactsAfterEachStep()
    {
        using var crypto = CryptoProviders.CreateBest();
        await using var peer = DemoPeer.Start(crypto);
        using var configuration = ConfigurationStore.InMemory(peer.ConfigurationForUs, out _)!;
        await using var engine = Engine(crypto);
        engine.Start(configuration.Current.Engine);
        await using var host = await ParityHost.StartAsync(engine.Registry);

        // All tunnels of the demonstration: other algorithms, families, modes and numbers of children in each.
        await UntilAsync(engine, static view => view.Enumerate().Count() == view.Configuration.Count
            && view.Enumerate().All(t => IsAtRest(t) && t.Children.Count == view.Configuration.Single(v => v.Name == t.VpnName).SecurityPolicies.Count));
        var first = await ObserveAsync(host);

        await ExecuteAsync(engine, new EngineCommand.RekeyChild(new SaSelector(Policy)));
        await UntilAsync(engine, static view => Find(view) is var t && IsAtRest(t) && Live(t).Generation == 2);
        var second = await ObserveAsync(host);
        Assert.NotEqual(Live(first).SpiIn, Live(second).SpiIn);

        await ExecuteAsync(engine, new EngineCommand.RekeyIke(new SaSelector(Vpn)));
        await UntilAsync(engine, static view => view.TunnelCount == view.Configuration.Count && Find(view) is { Generation: 2 } t && IsAtRest(t));
        var third = await ObserveAsync(host);
        Assert.NotEqual(second.InitiatorSpi, third.InitiatorSpi);
        Assert.Equal(Live(second).SpiIn, Live(third).SpiIn);
    }

    /// <summary>All interfaces agree; gives the tunnel that the steps are about.</summary>
    private static async Task<IkeTunnelSnapshot> ObserveAsync(ParityHost host)
    {
        var (ikeSas, children) = await host.ObserveAsync();
        Assert.NotEmpty(children);
        Assert.Empty(CannedParityTests.Disagreements(ikeSas, children));
        Assert.All(ikeSas, static o => Assert.NotNull(o.Vpn));
        Assert.All(children.Where(static o => o.Snapshot.State == IpsecTunnelState.Installed), static o => Assert.NotNull(o.Row));
        return ikeSas.Single(static o => o.Snapshot.VpnName == Vpn).Snapshot;
    }

    private static IkeTunnelSnapshot Find(RegistryView view) => view.Enumerate().First(static t => t.VpnName == Vpn);

    private static IpsecTunnelSnapshot Live(IkeTunnelSnapshot tunnel) => tunnel.Children.Single(static c => c.State == IpsecTunnelState.Installed);

    /// <summary>Nothing is under way, so counters stand still: no exchange, and no pair that waits for its DELETE.</summary>
    private static bool IsAtRest(IkeTunnelSnapshot tunnel) => tunnel.State == IkeTunnelState.Established
        && tunnel.Counters.Activity == IkeTunnelActivity.None
        && tunnel.Children.All(static c => c.State is IpsecTunnelState.Installed or IpsecTunnelState.Deleted);

    private static async Task ExecuteAsync(EngineHost engine, EngineCommand command)
    {
        var result = await engine.ExecuteAsync(command, progress: null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(result.Status == CommandStatus.Succeeded, result.Message);
    }

    private static async Task UntilAsync(EngineHost engine, Func<RegistryView, bool> condition)
    {
        using var changes = engine.Registry.Subscribe();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (!condition(engine.Registry.Capture()))
            {
                // What an SA is busy with is a live gauge that no change announces: when the queue is empty, look again.
                limit.Token.ThrowIfCancellationRequested();
                if (!changes.TryRead(out _))
                {
                    await Task.Yield();
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"waited in vain; there is: {string.Join("; ", engine.Registry.Capture().Enumerate().Select(static t =>
                $"{t.VpnName} {t.Generation} {t.State} {t.Counters.Activity} children {string.Join(' ', t.Children.Select(static c => c.State))}"))}");
        }
    }

    private static EngineHost Engine(CompositeCryptoProvider crypto)
    {
        var options = new EngineRuntimeOptions
        {
            Listeners =
            [
                new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 },
                new ListenerOptions { Address = "::1", Port = 0, NatTraversalPort = 0, Optional = true },
            ],
            ShardCount = 2,
            JobThreads = 1,
            StopDeadline = TimeSpan.FromSeconds(30),
        };
        return new EngineHost(options, new EngineHostServices
        {
            Crypto = crypto,
            DataPlane = new SimulatedDataPlane(),
            Loggers = NullLoggerFactory.Instance,
            LogLevels = EngineLogLevels.Default.WithAll(LogFacility.Daemon, EngineLogLevels.Disabled),
            Info = new EngineInfo { Version = "parity", StartedAt = TimeProvider.System.GetUtcNow() },
        });
    }
}
