using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>The state of the service as a message.</summary>
internal static class StatusMapper
{
    public static V1.StatusResponse ToMessage(RegistryView view, SessionTableFacts? sessions)
    {
        EngineCounterReading counters = view.ReadEngineCounters();
        RegistrySummary summary = view.ReadSummary();
        var message = new V1.StatusResponse
        {
            AsOf = WireValues.Moment(view.AsOf),
            Version = view.Engine.Version,
            StartedAt = WireValues.Moment(view.Engine.StartedAt),
            HostName = view.Engine.HostName,
            ConfigurationName = view.Engine.ConfigurationName,
            CryptoProvider = view.Engine.CryptoProvider,
            Listeners = { view.Engine.Listeners.Select(FactMapper.ToMessage) },
            IkeTunnels = (ulong)view.TunnelCount,
            IkeTunnelsEstablished = counters.Established,
            IkeTunnelsHalfOpen = counters.HalfOpen,
            ChildSasInstalled = counters.ChildrenInstalled,
            ConfiguredVpns = (ulong)view.Configuration.Count,
            Counters = CounterMapper.ToMessage(counters),
            RetiredTraffic = FactMapper.ToMessage(default(TrafficTotals).Plus(view.Retired.Ipsec)),
            LifetimeCounters = CounterMapper.ToMessage(summary.Counters),
            LifetimeTraffic = CounterMapper.ToMessage(summary.Traffic),
            Sessions = sessions is { Capacity: > 0 } ? ToMessage(sessions) : null,
        };
        foreach (IkeTunnelState state in Enum.GetValues<IkeTunnelState>())
        {
            if (summary.Tunnels[state] is > 0 and var count)
            {
                message.IkeStates.Add(new V1.IkeStateCount { State = EnumMapper.ToMessage(state), Count = (uint)count });
            }
        }

        foreach (IpsecTunnelState state in Enum.GetValues<IpsecTunnelState>())
        {
            if (summary.Tunnels[state] is > 0 and var count)
            {
                message.ChildStates.Add(new V1.IpsecStateCount { State = EnumMapper.ToMessage(state), Count = (uint)count });
            }
        }

        foreach (ShardView shard in view.Shards)
        {
            message.Shards.Add(new V1.Shard
            {
                Number = (uint)shard.Shard,
                Version = shard.Version,
                AsOf = WireValues.Moment(shard.AsOf),
                IkeTunnels = (ulong)shard.Tunnels.Count,
            });
        }

        return message;
    }

    private static V1.SessionTableState ToMessage(SessionTableFacts facts) => new()
    {
        Capacity = (ulong)facts.Capacity,
        Open = (ulong)facts.Open,
        Closed = (ulong)facts.Closed,
        Added = facts.Added,
        Ended = facts.Ended,
        Matches = facts.Matches,
        Drops = facts.Drops,
        Copies = facts.Copies,
        FailedCopies = facts.FailedCopies,
        MemoryOctets = (ulong)facts.MemoryOctets,
    };
}
