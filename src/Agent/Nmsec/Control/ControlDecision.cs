using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>What becomes of one tunnel of a control request.</summary>
/// <param name="Status">What the answer says.</param>
/// <param name="Commands">What the engine is told to do; none unless the status is that the state was changed.</param>
internal readonly record struct ControlDecision(TunnelControlStatus Status, IReadOnlyList<EngineCommand> Commands)
{
    /// <summary>No such tunnel.</summary>
    public static ControlDecision NotFound => new(TunnelControlStatus.NotFound, []);

    /// <summary>Nothing to do.</summary>
    public static ControlDecision AlreadySet => new(TunnelControlStatus.StateAlreadySet, []);

    /// <summary>It cannot be done.</summary>
    public static ControlDecision Refused(TunnelControlStatus status) => new(status, []);

    /// <summary>It is being done, unless there is nothing to do.</summary>
    public static ControlDecision Start(IReadOnlyList<EngineCommand> commands)
        => commands.Count == 0 ? AlreadySet : new(TunnelControlStatus.StateUpdated, commands);
}

/// <summary>Decides about the tunnels of one control request, from the view that it was captured with.</summary>
internal interface IControlDecider
{
    /// <summary>The decision about one record.</summary>
    ControlDecision Decide(in TunnelControlSection asked);
}

/// <summary>Makes the decider of one request.</summary>
/// <param name="view">The view.</param>
/// <param name="stack">The stack.</param>
/// <param name="asked">All records of the request.</param>
internal delegate IControlDecider ControlDeciderFactory(RegistryView view, string stack, IReadOnlyList<TunnelControlSection> asked);
