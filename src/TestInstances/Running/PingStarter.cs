using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Starts the pings of a run once its hold time is over.</summary>
internal static class PingStarter
{
    public static async Task RunAsync(RunPlan plan, IEngineControl engine, RunEvents events, TimeProvider time, CancellationToken cancellationToken)
    {
        if (plan.Pings is not { } pings)
        {
            return;
        }

        await Task.Delay(pings.HoldTime, time, cancellationToken).ConfigureAwait(false);
        if (pings.ForTunnel is not { } plans || plan.Role == TestRole.Gateway)
        {
            var started = await engine.ExecuteAsync(new EngineCommand.StartPings(null, [], pings.Plan), null, cancellationToken).ConfigureAwait(false);
            Tell(events, started.Affected, started.IsSuccess ? started.Lines : [started.Message, .. started.Lines]);
            return;
        }

        var tasks = 0;
        var problems = new List<string>();
        for (var tunnel = 0; tunnel < plan.Tunnels; tunnel++)
        {
            var command = new EngineCommand.StartPings(plan.Configuration.Peers[tunnel].Name, [], plans(tunnel) with { SetupInterval = TimeSpan.Zero });
            var result = await engine.ExecuteAsync(command, null, cancellationToken).ConfigureAwait(false);
            tasks += result.Affected;
            if (!result.IsSuccess || result.Lines.Count > 0)
            {
                problems.Add($"tunnel {tunnel} is not pinged: {(result.Lines.Count > 0 ? result.Lines[0] : result.Message)}");
            }

            if (pings.Plan.SetupInterval is { } interval && interval > TimeSpan.Zero)
            {
                await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            }
        }

        Tell(events, tasks, problems);
    }

    private static void Tell(RunEvents events, int tasks, IReadOnlyList<string> problems)
    {
        events.Information($"{tasks} ping {(tasks == 1 ? "task" : "tasks")} started");
        foreach (var problem in problems)
        {
            events.Error(problem);
        }
    }
}
