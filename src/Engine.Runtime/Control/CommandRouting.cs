using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Control;

/// <summary>Which shards a command goes to, and in which exact form; or why it cannot go anywhere.</summary>
/// <param name="Command">The command with its vpn filled in.</param>
/// <param name="Shards">The shards that must answer.</param>
/// <param name="Refusal">Set when nothing may be sent.</param>
internal sealed record CommandRoute(EngineCommand Command, IReadOnlyList<ShardId> Shards, CommandResult? Refusal = null);

/// <summary>
/// An initiation goes to one shard: where the vpn has an established SA already, otherwise to the vpn's home. A command for a numbered SA goes
/// to the shard that gave the number; one for a name goes to all.
/// </summary>
/// <remarks>Takes the same time at ten vpns and at a hundred thousand: a tester initiates each of its tunnels by a command.</remarks>
internal sealed class CommandRouting(ShardMap map, ITunnelRegistry registry, int firstShard = 0)
{
    private volatile PeerIndex _index = new(EngineConfiguration.Empty);

    public CommandRoute Route(EngineCommand command, EngineConfiguration configuration)
    {
        switch (command)
        {
            case EngineCommand.InitiateChild initiate:
                return RouteChild(initiate, configuration);
            case EngineCommand.InitiateIke initiate:
                return Find(configuration, initiate.VpnName) is { } peer
                    ? new CommandRoute(initiate, [ShardOf(peer)])
                    : Refuse(command, CommandStatus.NotFound, $"no vpn '{initiate.VpnName}' is configured{Known(configuration.Peers.Select(static p => p.Name))}");
            case EngineCommand.RekeyIke { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.RekeyChild { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.ReauthenticateIke { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.RedirectIke { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.FlushIke { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.FlushChild { Selector: var selector }:
                return RouteSelector(command, selector);
            case EngineCommand.StartPings { VpnName: { } vpn } when Find(configuration, vpn) is null:
                return Refuse(command, CommandStatus.NotFound, $"no vpn '{vpn}' is configured{Known(configuration.Peers.Select(static p => p.Name))}");
            case EngineCommand.StartPings or EngineCommand.StopPings or EngineCommand.ClearPings:
                return new CommandRoute(command, Everywhere);
            case EngineCommand.ActivateManualTunnel { Selector: var selector }:
                return RouteManual(command, selector, configuration);
            case EngineCommand.DeactivateManualTunnel { Selector: var selector }:
                return RouteManual(command, selector, configuration);
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command");
        }
    }

    /// <summary>The shard that gave a unique id.</summary>
    public ShardId OwnerOf(uint uniqueId) => map.OwnerOfNumber(uniqueId);

    private CommandRoute RouteChild(EngineCommand.InitiateChild command, EngineConfiguration configuration)
    {
        if (command.VpnName is { } vpn && Find(configuration, vpn) is null)
        {
            return Refuse(command, CommandStatus.NotFound, $"no vpn '{vpn}' is configured{Known(configuration.Peers.Select(static p => p.Name))}");
        }

        IEnumerable<PeerPolicy> peers = command.VpnName is { } named && Find(configuration, named) is { } only ? [only] : configuration.Peers;
        var candidates = peers.Where(p => p.Children.Any(c => c.Name == command.SecurityPolicy)).Select(static p => p.Name).ToList();
        return candidates.Count switch
        {
            1 => new CommandRoute(command with { VpnName = candidates[0] }, [ShardOf(Find(configuration, candidates[0])!)]),
            0 => Refuse(
                command,
                CommandStatus.NotFound,
                $"no security policy '{command.SecurityPolicy}' is configured{Known(configuration.Peers.SelectMany(static p => p.Children).Select(static c => c.Name).Distinct())}"),
            _ => Refuse(
                command,
                CommandStatus.Invalid,
                $"security policy '{command.SecurityPolicy}' exists in {candidates.Count} vpns ({string.Join(", ", candidates.Take(8))}{(candidates.Count > 8 ? ", ..." : string.Empty)}): name the vpn too"),
        };
    }

    private IReadOnlyList<ShardId> Everywhere => [.. Enumerable.Range(0, map.ShardCount).Select(static i => new ShardId(i))];

    private CommandRoute RouteSelector(EngineCommand command, SaSelector selector)
    {
        if (selector.UniqueId == 0)
        {
            return Refuse(command, CommandStatus.Invalid, "unique ids begin at 1");
        }

        return selector.UniqueId is { } number
            ? new CommandRoute(command, [OwnerOf(number)])
            : new CommandRoute(command, Everywhere);
    }

    /// <summary>To the shards that own the inbound SPIs of the tunnels that are meant.</summary>
    private CommandRoute RouteManual(EngineCommand command, SaSelector selector, EngineConfiguration configuration)
    {
        var owners = configuration.ManualTunnels
            .Where(tunnel => (selector.Name is null || tunnel.Name == selector.Name) && (selector.UniqueId is null || tunnel.Number == selector.UniqueId))
            .Select(tunnel => map.OwnerOf(tunnel.SpiIn))
            .Distinct()
            .ToList();
        if (owners.Count > 0)
        {
            return new CommandRoute(command, owners);
        }

        var wanted = selector switch
        {
            { UniqueId: { } number } => $"no manual tunnel M{number} is configured",
            { Name: { } name } => $"no manual tunnel '{name}' is configured",
            _ => "no manual tunnel is configured",
        };
        return Refuse(
            command,
            CommandStatus.NotFound,
            configuration.ManualTunnels.Count == 0 ? wanted : wanted + Known(configuration.ManualTunnels.Select(static tunnel => tunnel.Name)));
    }

    private ShardId ShardOf(PeerPolicy peer)
    {
        if (map.ShardCount > 1)
        {
            var vpn = new VpnKey(peer.Vrf, peer.Name);
            var shards = registry.Capture().Shards;
            for (var shard = 0; shard < map.ShardCount; shard++)
            {
                if (shards[firstShard + shard].Ended.TryGetValue(vpn, out var past) && past.TunnelsUp > 0)
                {
                    return new ShardId(shard);
                }
            }
        }

        return map.HomeOf(peer.Name);
    }

    private PeerPolicy? Find(EngineConfiguration configuration, string vpn)
    {
        var index = _index;
        if (!ReferenceEquals(index.Configuration, configuration))
        {
            _index = index = new PeerIndex(configuration);
        }

        return index.ByName.GetValueOrDefault(vpn);
    }

    private static CommandRoute Refuse(EngineCommand command, CommandStatus status, string message) =>
        new(command, [], new CommandResult(status, 0, message, []));

    private static string Known(IEnumerable<string> names)
    {
        var some = names.Take(9).ToList();
        return some.Count == 0 ? " (the configuration is empty)" : $"; there is {string.Join(", ", some.Take(8))}{(some.Count > 8 ? ", ..." : string.Empty)}";
    }

    private sealed class PeerIndex(EngineConfiguration configuration)
    {
        public EngineConfiguration Configuration => configuration;

        public Dictionary<string, PeerPolicy> ByName { get; } = configuration.Peers.ToDictionary(static peer => peer.Name, StringComparer.Ordinal);
    }
}
