using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>Pings through every tunnel of the demonstration once they are up, so that there is traffic to look at.</summary>
internal sealed class DemoTraffic(ITunnelRegistry registry, IEngineControl engine, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until every configured vpn has an IKE SA, but not for ever: what does not come up is then seen in the listing.</summary>
    public static async Task AllEstablishedAsync(ITunnelRegistry registry, CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Patience);
        using var changes = registry.Subscribe();
        try
        {
            while (registry.Capture() is var view && view.Enumerate().Count(static t => t.State == IkeTunnelState.Established) < view.Configuration.Count)
            {
                await using var next = changes.ReadAllAsync(limit.Token).GetAsyncEnumerator(limit.Token);
                await next.MoveNextAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Something does not come up.
        }
    }

    /// <summary>Waits until the whole process has started: the interfaces' sockets exist only then.</summary>
    public static async Task StartedAsync(IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult).ConfigureAwait(false);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(lifetime, stoppingToken).ConfigureAwait(false);
            await AllEstablishedAsync(registry, stoppingToken).ConfigureAwait(false);
            await engine.ExecuteAsync(new EngineCommand.StartPings(null, [], PingPlan.Default), null, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }
}
