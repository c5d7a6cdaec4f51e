using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>Facts of this agent that do not change while it runs.</summary>
/// <param name="Root">Arc of MYIKEV2-MIB.</param>
/// <param name="Contact">sysContact.</param>
/// <param name="Name">sysName.</param>
/// <param name="Location">sysLocation.</param>
/// <param name="Platform">Operating system in words, part of sysDescr.</param>
/// <param name="Counters">What the protocol engine counts.</param>
public sealed record AgentFacts(
    ObjectIdentifier Root, string Contact, string Name, string Location, string Platform, SnmpCounters Counters);

/// <summary>
/// Everything one request may read: captured once, so that all variable bindings of an answer agree. Belongs to the
/// thread that answers the request.
/// </summary>
public sealed class SnmpView
{
    private EngineCounterReading? _engineCounters;
    private IpsecCounterReading? _traffic;

    internal SnmpView(RegistryView registry, TunnelRows rows, EndedState ended, AgentFacts agent, TimeSpan upTime)
    {
        Registry = registry;
        Rows = rows;
        Ended = ended;
        Agent = agent;
        UpTime = upTime;
    }

    /// <summary>The registry.</summary>
    public RegistryView Registry { get; }

    /// <summary>Its tunnels as table rows.</summary>
    public TunnelRows Rows { get; }

    /// <summary>Stands for what has ended.</summary>
    internal EndedState Ended { get; }

    /// <summary>Facts of the agent.</summary>
    public AgentFacts Agent { get; }

    /// <summary>Time since the agent started.</summary>
    public TimeSpan UpTime { get; }

    /// <summary>Engine counters over all shards, read at first use.</summary>
    public EngineCounterReading EngineCounters => _engineCounters ??= Registry.ReadEngineCounters();

    /// <summary>Traffic of all Child SA pairs since the engine started, those that are gone included; summed at first use.</summary>
    public IpsecCounterReading Traffic => _traffic ??= Registry.ReadTraffic();

    /// <summary>
    /// TimeStamp (RFC 2579): sysUpTime at that moment, 0 if it was before this agent started or there is no such moment.
    /// </summary>
    public uint TimeStamp(DateTimeOffset? moment) =>
        moment is { } at ? AgentClock.Hundredths(UpTime - (Registry.AsOf - at)) : 0;

    /// <summary>Whole seconds until a moment; 0 if it has passed or there is none.</summary>
    public uint SecondsUntil(DateTimeOffset? moment) =>
        moment is { } at && at > Registry.AsOf ? (uint)Math.Min((at - Registry.AsOf).TotalSeconds, uint.MaxValue) : 0;
}
