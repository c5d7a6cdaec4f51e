using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks;

/// <summary>
/// Many tunnels that each ping once a second: two engines of this process with their own sockets and threads, ESP in UDP over loopback, the far
/// one answers. Nothing may be lost. Round trips are wall time, so a busy machine shows in them.
/// </summary>
internal static class PingBenchmark
{
    private const int Window = 64;

    public static async Task<int> RunAsync(BenchmarkRun run)
    {
        var suite = EngineSuite.Curve25519Gcm;
        var tunnels = run.Count(10_000, 300);
        var seconds = run.IsShort ? 3 : 10;
        using var crypto = CryptoProviders.CreateBest();
        var loopback = IpAddress.Parse("127.0.0.1");
        await using var responder = Host(crypto, "responder");
        responder.Start(EngineConfigurations.Responder(suite, loopback));
        await using var initiator = Host(crypto, "initiator");
        initiator.Start(Towards(EngineConfigurations.Initiator(suite, loopback, loopback, 0, tunnels), responder.Listeners));
        var watch = Stopwatch.StartNew();
        await EstablishAsync(initiator, tunnels);
        run.Output.WriteLine($"{tunnels} tunnels, {suite.Name}, up after {watch.Elapsed.TotalSeconds:0.0} s; {run.Rounds} rounds of {seconds} s");

        var started = await initiator.ExecuteAsync(new EngineCommand.StartPings(null, [], PingPlan.Default), null, CancellationToken.None);
        if (started.Affected != tunnels)
        {
            run.Output.WriteLine($"only {started.Affected} ping tasks: {started.Message} {string.Join(' ', started.Lines)}");
            return 1;
        }

        // The first seconds compile the code.
        await Task.Delay(TimeSpan.FromSeconds(4));
        var rounds = new List<(PingCounterReading Pings, double Microseconds)>();
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < run.Rounds; round++)
        {
            await initiator.ExecuteAsync(new EngineCommand.ClearPings(), null, CancellationToken.None);
            process.Refresh();
            var before = process.TotalProcessorTime;
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            process.Refresh();
            var cost = process.TotalProcessorTime - before;
            var pings = initiator.Registry.Capture().ReadPingTotals();
            rounds.Add((pings, cost.TotalMicroseconds / Math.Max(1, pings.Sent)));
        }

        var table = new Table(run.Output);
        table.Heading("echo requests through every tunnel once a second");
        table.Row("sent per second", rounds.Select(r => r.Pings.Sent / (double)seconds));
        table.Row("lost", rounds.Select(static r => (double)r.Pings.Lost));
        table.Row("round trip p50, ms", rounds.Select(static r => r.Pings.RttP50 / 1_000));
        table.Row("round trip p99, ms", rounds.Select(static r => r.Pings.RttP99 / 1_000));
        table.Row("processor time per ping, both engines, us", rounds.Select(static r => r.Microseconds));
        var lost = rounds.Aggregate(0ul, static (sum, r) => sum + r.Pings.Lost);
        return lost == 0 ? 0 : 1;
    }

    private static EngineHost Host(CompositeCryptoProvider crypto, string name) => new(
        new EngineRuntimeOptions
        {
            Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 }],
            ShardCount = 1,
            RawSockets = false,
            Tunnel = { Enabled = TunnelDeviceUse.Never },
        },
        new EngineHostServices
        {
            Crypto = crypto,
            Loggers = NullLoggerFactory.Instance,
            LogLevels = EngineLogLevels.Default.WithAll(LogFacility.Daemon, EngineLogLevels.Disabled),
            Info = new EngineInfo { Version = "benchmark", StartedAt = DateTimeOffset.UtcNow, HostName = name },
        });

    private static EngineConfiguration Towards(EngineConfiguration configuration, IReadOnlyList<IkeListener> listeners) => configuration with
    {
        Peers = configuration.Peers.Select(peer => peer with
        {
            RemotePort = listeners.First(static l => !l.HasNonEspMarker).Endpoint.Port,
            RemoteNatTraversalPort = listeners.First(static l => l.HasNonEspMarker).Endpoint.Port,
        }).ToValueList(),
    };

    private static async Task EstablishAsync(EngineHost initiator, int tunnels)
    {
        using var window = new SemaphoreSlim(Window);
        var running = new List<Task>(tunnels);
        for (var number = 0; number < tunnels; number++)
        {
            await window.WaitAsync();
            running.Add(OneAsync(number));
        }

        await Task.WhenAll(running);

        async Task OneAsync(int number)
        {
            try
            {
                var command = new EngineCommand.InitiateChild(EngineConfigurations.ChildName(number), EngineConfigurations.VpnName(number));
                if (await initiator.ExecuteAsync(command, null, CancellationToken.None) is { IsSuccess: false } failure)
                {
                    throw new InvalidOperationException($"tunnel {number} did not come up: {failure.Message}");
                }
            }
            finally
            {
                window.Release();
            }
        }
    }
}
