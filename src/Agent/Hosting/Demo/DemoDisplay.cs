using MyIkev2.Registry;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>
/// Shows the registry in the terminal: a table that renews itself, or lines now and then where there is no terminal. One more monitor: it sees
/// what the interfaces see.
/// </summary>
internal sealed class DemoDisplay(
    ITunnelRegistry registry, DemoAccess access, AgentRun run, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await DemoTraffic.StartedAsync(lifetime, stoppingToken).ConfigureAwait(false);
            if (run.PlainDisplay || Console.IsOutputRedirected)
            {
                await ShowPlainAsync(stoppingToken).ConfigureAwait(false);
            }
            else
            {
                await ShowLiveAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private Task ShowLiveAsync(CancellationToken stoppingToken) => AnsiConsole
        .Live(Render(registry.Capture()))
        .AutoClear(false)
        .Overflow(VerticalOverflow.Ellipsis)
        .StartAsync(async context =>
        {
            using var timer = new PeriodicTimer(LiveInterval);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                context.UpdateTarget(Render(registry.Capture()));
            }
        });

    private async Task ShowPlainAsync(CancellationToken stoppingToken)
    {
        foreach (var (name, command) in access.Lines())
        {
            await run.Output.WriteLineAsync($"{name,-8} {command}").ConfigureAwait(false);
        }

        // The first listing shows tunnels, not attempts.
        await DemoTraffic.AllEstablishedAsync(registry, stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(PlainInterval);
        do
        {
            var view = registry.Capture();
            await run.Output.WriteLineAsync($"{view.AsOf:HH:mm:ss} {view.TunnelCount} IKE SA(s)").ConfigureAwait(false);
            foreach (var tunnel in view.Enumerate())
            {
                await run.Output.WriteLineAsync("  " + string.Join("  ", DemoRow.Of(view, tunnel).Cells)).ConfigureAwait(false);
            }

            await run.Output.FlushAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private Rows Render(RegistryView view)
    {
        var table = new Table().Border(TableBorder.Rounded).Expand();
        foreach (var heading in DemoRow.Headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))));
        }

        foreach (var tunnel in view.Enumerate())
        {
            table.AddRow(DemoRow.Of(view, tunnel).Cells.Select(static cell => new Text(cell)).ToArray<IRenderable>());
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, command) in access.Lines())
        {
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(command));
        }

        return new Rows(
            new Text($"MyIkev2 {view.Engine.Version} demonstration: {view.TunnelCount} IKE SA(s) between two engines over loopback, cryptography by {view.Engine.CryptoProvider}"),
            table,
            new Text("From another terminal, in the repository's folder:"),
            grid,
            new Text("Ctrl-C closes the tunnels and ends."));
    }
}
