using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Ping;

/// <summary>An operator's commands about pings, for the tunnels of this shard.</summary>
internal sealed class PingCommands(ShardServices services)
{
    // So many reasons help; a hundred thousand do not.
    private const int MostLines = 8;

    public CommandResult Start(EngineCommand.StartPings start)
    {
        if (start.Plan.Mistake() is { } mistake)
        {
            return new CommandResult(CommandStatus.Invalid, 0, mistake, []);
        }

        if (services.Pings is not { } pings)
        {
            return new CommandResult(CommandStatus.Failed, 0, "another data plane carries the packets: the engine has no tunnels to ping through", []);
        }

        var targets = new List<PingTarget>();
        var lines = new List<string>();
        var refused = 0;
        var candidates = start.VpnName is { } vpn ? services.Sas.OfVpn(vpn) : services.Sas.All;
        foreach (var sa in candidates.Where(static sa => sa.State.IsUsable).OrderBy(static sa => sa.UniqueId))
        {
            // While a rekey overlaps, two pairs serve one policy.
            foreach (var child in sa.Children.All.Where(child => child.IsAlive).DistinctBy(child => child.Policy.Name))
            {
                if (start.SecurityPolicies.Count > 0 && !start.SecurityPolicies.Contains(child.Policy.Name))
                {
                    continue;
                }

                if (PingTarget.Choose(sa, child, start.Plan, out var problem) is { } target)
                {
                    targets.Add(target);
                }
                else if (++refused <= MostLines)
                {
                    lines.Add($"CHILD_SA {child.Policy.Name}{{{child.UniqueId}}} with TS {SaReports.SelectorText(child)} is not pinged: {problem}");
                }
            }
        }

        if (refused > MostLines)
        {
            lines.Add($"... and {refused - MostLines} more");
        }

        var started = pings.Start(services.Now, start.Plan, targets);
        if (started < targets.Count)
        {
            lines.Add($"{targets.Count - started} task(s) not started: a shard has {PingEngine.MaximumTasks} at most");
        }

        return new CommandResult(CommandStatus.Succeeded, started, string.Empty, lines);
    }

    public CommandResult Stop(string? vpnName) => new(CommandStatus.Succeeded, services.Pings?.Stop(vpnName) ?? 0, string.Empty, []);

    public CommandResult Clear() => new(CommandStatus.Succeeded, services.Pings?.Clear() ?? 0, string.Empty, []);
}
