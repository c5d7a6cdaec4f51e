using System.Collections.Concurrent;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Agent;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Captures a view for each request. Bringing the table rows up to date costs time in proportion to what has changed, so it
/// is done once for each state of the registry, and at most a twentieth of the time goes into it: while tunnels change
/// all the time, a request may see a state that is as old as twenty times what that takes, never a mixture. Thread-safe.
/// </summary>
public sealed class SnmpViewSource
{
    private const int RebuildShare = 20;

    private readonly ITunnelRegistry _registry;
    private readonly AgentFacts _agent;
    private readonly TimeProvider _time;
    private readonly AgentClock _clock;
    private readonly Lock _building = new();
    private readonly IMibNumbers _numbers;
    private readonly TunnelRowBuilder _rows;
    private readonly LeaseRows _leases;
    private volatile Sorted? _sorted;
    private volatile EndedState? _ended;
    private volatile SnmpContexts? _contexts;

    private readonly ConcurrentDictionary<VrfScope, ContextPast> _pasts = new();

    /// <summary>Makes a source.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="agent">Facts of the agent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="numbers">Who numbers the rows; null for numbers that last as long as this source.</param>
    public SnmpViewSource(ITunnelRegistry registry, AgentFacts agent, TimeProvider time, IMibNumbers? numbers = null)
    {
        _numbers = numbers ?? new MibNumbers(time);
        _rows = new TunnelRowBuilder(_numbers);
        _leases = new LeaseRows(time);
        _registry = registry;
        _agent = agent;
        _time = time;
        _clock = new AgentClock(time);
    }

    /// <summary>sysUpTime.</summary>
    public TimeSpan UpTime => _clock.UpTime;

    /// <summary>Everything published so far, as table rows.</summary>
    public SnmpView Capture() => Capture(_clock.UpTime);

    /// <summary>The same with the sysUpTime of another agent that speaks for this one: its managers see that one.</summary>
    public SnmpView Capture(TimeSpan upTime) => Capture(_registry.Capture(), vrf: null, upTime, persona: null);

    /// <summary>What a request may read: the VRF that its context names, or all of them. Null if there is no such context.</summary>
    public SnmpView? Capture(in RequestOrigin origin)
    {
        var captured = _registry.Capture();
        var persona = _agent.Security?.PersonaOf(origin);
        if (origin.ContextName.IsEmpty)
        {
            return Capture(captured, vrf: null, _clock.UpTime, persona);
        }

        return ContextsOf(captured).Find(origin.ContextName) is { } vrf ? Capture(captured, vrf, _clock.UpTime, persona) : null;
    }

    private SnmpView Capture(RegistryView captured, string? vrf, TimeSpan upTime, SnmpPersona? persona)
    {
        var sorted = _sorted;
        if (sorted is null || !ShowsTheSame(sorted.View, captured))
        {
            sorted = Rebuild();
        }

        // Of the same state the fresh capture is taken: only its moment differs, and ages should be right.
        var view = ShowsTheSame(sorted.View, captured) ? captured : sorted.View;
        var contexts = ContextsOf(view);
        var scope = vrf is null ? contexts.Default : VrfScope.Of(vrf);
        return new SnmpView(view, sorted.Rows.Within(scope), EndedOf(view), PastOf(view.History, scope), _numbers, _agent, upTime)
        {
            Contexts = contexts.Names,
            Scope = scope,
            LeaseRows = _leases,
            Persona = persona,
        };
    }

    /// <summary>The contexts of a state of the registry; made when the VRFs change.</summary>
    private SnmpContexts ContextsOf(RegistryView view) =>
        _contexts is { } known && ReferenceEquals(known.Stacks, view.Stacks) ? known : _contexts = new SnmpContexts(view.Stacks);

    /// <summary>One object for each state of what has ended, for as long as that lasts. A race makes two, harmlessly.</summary>
    private EndedState EndedOf(RegistryView view) => _ended is { } known && known.IsOf(view) ? known : _ended = new EndedState(view);

    /// <summary>One object for each context and state of the history, for as long as that lasts.</summary>
    private ContextPast PastOf(HistoryView history, VrfScope scope) =>
        _pasts.TryGetValue(scope, out var known) && known.IsOf(history) ? known : _pasts[scope] = new ContextPast(history, scope);

    private static bool ShowsTheSame(RegistryView one, RegistryView other)
    {
        if (!ReferenceEquals(one.Configuration, other.Configuration) || one.Shards.Count != other.Shards.Count)
        {
            return false;
        }

        for (var i = 0; i < one.Shards.Count; i++)
        {
            if (!ReferenceEquals(one.Shards[i].Tunnels, other.Shards[i].Tunnels))
            {
                return false;
            }
        }

        return true;
    }

    private Sorted Rebuild()
    {
        // Only readers of the MIB wait here, for one sort at most; the engine never does. Captured inside, so that a
        // thread that waited cannot put an older state in the place of a newer one.
        lock (_building)
        {
            var captured = _registry.Capture();
            var now = _time.GetTimestamp();
            if (_sorted is { } sorted && (ShowsTheSame(sorted.View, captured) || now < sorted.GoodUntil))
            {
                return sorted;
            }

            var rows = _rows.Update(captured);
            var done = _time.GetTimestamp();
            return _sorted = new Sorted(captured, rows, done + ((done - now) * RebuildShare));
        }
    }

    private sealed record Sorted(RegistryView View, TunnelRows Rows, long GoodUntil);
}
