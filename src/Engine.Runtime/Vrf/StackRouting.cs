using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>A command for some shards of one VRF's engine.</summary>
internal readonly record struct StackOrder(RunningEngine Running, EngineCommand Command, IReadOnlyList<ShardId> Shards);

/// <summary>
/// Which VRFs a command is for: the one that it names, or the one that gave the number; otherwise all that know what it is about, of which an
/// initiation allows only one.
/// </summary>
internal static class StackRouting
{
    /// <summary>Orders, or why there are none.</summary>
    public static (IReadOnlyList<StackOrder> Orders, CommandResult? Refusal) Route(EngineCommand command, IEnumerable<StackEngine> stacks)
    {
        var candidates = stacks.Where(stack => stack.IsWanted && (command.Vrf is null || stack.Vrf == command.Vrf)).ToList();
        if (command.Vrf is { } vrf && candidates.Count == 0)
        {
            return Refuse(CommandStatus.NotFound, $"vrf '{vrf}' is not configured");
        }

        if (NumberIn(command) is { } number)
        {
            candidates.RemoveAll(stack => !stack.Map.Numbers.Contains(number) && number != 0);
            if (candidates.Count == 0)
            {
                return Refuse(CommandStatus.NotFound, $"no SA with unique id {number}");
            }
        }

        var orders = new List<StackOrder>();
        var names = new List<string>();
        CommandResult? refusal = null;
        foreach (var stack in candidates)
        {
            if (stack.Running is not { } running)
            {
                refusal ??= new CommandResult(CommandStatus.Unavailable, 0, $"vrf '{stack.Vrf}' is not served: {stack.Problem}", []);
                continue;
            }

            var route = stack.Routing.Route(command, stack.Configuration);
            if (route.Refusal is null)
            {
                orders.Add(new StackOrder(running, route.Command, route.Shards));
                names.Add(stack.Vrf);
            }
            else if (refusal is null or { Status: CommandStatus.NotFound })
            {
                refusal = refusal is null || route.Refusal.Status != CommandStatus.NotFound ? route.Refusal : refusal;
            }
        }

        if (orders.Count > 1 && command is (EngineCommand.InitiateChild or EngineCommand.InitiateIke))
        {
            return Refuse(CommandStatus.Invalid, $"it is configured in {orders.Count} VRFs ({string.Join(", ", names)}): name the vrf too");
        }

        return orders.Count > 0 ? (orders, null) : ([], refusal);
    }

    private static uint? NumberIn(EngineCommand command) => command switch
    {
        EngineCommand.RekeyIke { Selector.UniqueId: var number } => number,
        EngineCommand.RekeyChild { Selector.UniqueId: var number } => number,
        EngineCommand.ReauthenticateIke { Selector.UniqueId: var number } => number,
        EngineCommand.FlushIke { Selector.UniqueId: var number } => number,
        EngineCommand.FlushChild { Selector.UniqueId: var number } => number,
        EngineCommand.RedirectIke { Selector.UniqueId: var number } => number,
        _ => null,
    };

    private static (IReadOnlyList<StackOrder> Orders, CommandResult? Refusal) Refuse(CommandStatus status, string message) =>
        ([], new CommandResult(status, 0, message, []));
}
