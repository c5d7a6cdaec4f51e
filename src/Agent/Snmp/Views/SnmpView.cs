using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Tables;
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
    ObjectIdentifier Root, string Contact, string Name, string Location, string Platform, SnmpCounters Counters)
{
    /// <summary>Who may ask; null for an agent that has no SNMPv3 engine of its own.</summary>
    public SnmpSecurity? Security { get; init; }

    /// <summary>What managers have set; null where they cannot.</summary>
    public ISnmpSettings? Settings { get; init; }

    /// <summary>snmpEngineMaxMessageSize.</summary>
    public int MaximumMessageSize { get; init; } = CommandResponderOptions.LargestMessageSize;

    /// <summary>snmpSetSerialNo.</summary>
    public SetSerialNumber SetSerial { get; } = new();
}

/// <summary>
/// Everything one request may read: captured once, so that all variable bindings of an answer agree. Belongs to the
/// thread that answers the request.
/// </summary>
public sealed class SnmpView
{
    private EngineCounterReading? _engineCounters;
    private readonly IMibNumbers _numbers;
    private IpsecCounterReading? _traffic;
    private AddressLease[]? _leases;
    private IReadOnlyList<NotifyCountReading>? _notifies;

    internal SnmpView(RegistryView registry, TunnelRows rows, EndedState ended, ContextPast past, IMibNumbers numbers, AgentFacts agent, TimeSpan upTime)
    {
        _numbers = numbers;
        Registry = registry;
        Rows = rows;
        Ended = ended;
        Past = past;
        Agent = agent;
        UpTime = upTime;
    }

    /// <summary>The registry.</summary>
    public RegistryView Registry { get; }

    /// <summary>Its tunnels as table rows.</summary>
    public TunnelRows Rows { get; }

    /// <summary>Stands for what has ended.</summary>
    internal EndedState Ended { get; }

    /// <summary>What has ended and failed, as far as the context shows it.</summary>
    internal ContextPast Past { get; }

    /// <summary>Facts of the agent.</summary>
    public AgentFacts Agent { get; }

    /// <summary>The contexts that can be asked for, shorter names first; the default one is empty.</summary>
    public string[] Contexts { get; internal init; } = [string.Empty];

    /// <summary>The VRFs that the context shows.</summary>
    internal VrfScope Scope { get; init; } = VrfScope.All;

    /// <summary>What the asker sees in the place of the system group; null for the truth.</summary>
    public SnmpPersona? Persona { get; internal init; }

    /// <summary>Time since the agent started.</summary>
    public TimeSpan UpTime { get; }

    /// <summary>Peers of the Cisco layout, the same for the whole request; fetched at first use.</summary>
    internal CiscoPeers? CiscoPeers { get; set; }

    /// <summary>The past in the Cisco layout, the same for the whole request; fetched at first use.</summary>
    internal CiscoHistory? CiscoHistory { get; set; }

    /// <summary>Engine counters over all shards, read at first use.</summary>
    public EngineCounterReading EngineCounters => _engineCounters ??= Registry.ReadEngineCounters();

    /// <summary>Traffic of all Child SA pairs since the engine started, those that are gone included; summed at first use.</summary>
    public IpsecCounterReading Traffic => _traffic ??= Registry.ReadTraffic();

    /// <summary>Leases of virtual addresses, in the order of their table; fetched at first use.</summary>
    internal AddressLease[] Leases => _leases ??= LeaseRows?.Of(Registry, Scope) ?? [];

    /// <summary>Where the leases are sorted.</summary>
    internal LeaseRows? LeaseRows { private get; init; }

    /// <summary>IKEv2 notifications by type, read at first use.</summary>
    public IReadOnlyList<NotifyCountReading> Notifies => _notifies ??= Registry.ReadNotifies();

    /// <summary>myikev2VpnIndex that a tunnel has, or had while it lived.</summary>
    public uint VpnIndex(IkeTunnelSnapshot tunnel) => VpnIndex(new VpnKey(tunnel.Vrf, tunnel.VpnName), tunnel.Id);

    /// <summary>myikev2VpnIndex of the vpn that failed, 0 if it could not be told.</summary>
    public uint VpnIndex(FailureRecord failure) =>
        failure.VpnName.Length == 0 ? 0 : VpnIndex(new VpnKey(failure.Vrf, failure.VpnName), failure.TunnelId);

    /// <summary>myikev2VpnName that a tunnel has, or had while it lived.</summary>
    public string VpnName(IkeTunnelSnapshot tunnel) =>
        IsDynamic(new VpnKey(tunnel.Vrf, tunnel.VpnName)) ? VpnRow.DynamicName(tunnel) : tunnel.VpnName;

    /// <summary>
    /// TimeStamp (RFC 2579): sysUpTime at that moment, 0 if it was before this agent started or there is no such moment.
    /// </summary>
    public uint TimeStamp(DateTimeOffset? moment) =>
        moment is { } at ? AgentClock.Hundredths(UpTime - (Registry.AsOf - at)) : 0;

    /// <summary>Whole seconds until a moment; 0 if it has passed or there is none.</summary>
    public uint SecondsUntil(DateTimeOffset? moment) =>
        moment is { } at && at > Registry.AsOf ? (uint)Math.Min((at - Registry.AsOf).TotalSeconds, uint.MaxValue) : 0;

    private uint VpnIndex(VpnKey key, TunnelId tunnel) => !IsDynamic(key) ? _numbers.Vpn(key.Vrf, key.Name)
        : tunnel.Value == 0 && key.Name.Length > 0 ? _numbers.Vpn(key.Vrf, key.Name)
        : MibNumbers.Dynamic(tunnel.Value);

    private bool IsDynamic(VpnKey key) => key.Name.Length == 0 || Rows.Templates.Contains(key);
}
