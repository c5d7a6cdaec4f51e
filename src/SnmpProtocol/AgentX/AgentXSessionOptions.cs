using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>What a capability statement adds to sysORTable of the master.</summary>
/// <param name="Id">sysORID.</param>
/// <param name="Description">sysORDescr, at most 255 octets.</param>
public sealed record AgentXCapability(ObjectIdentifier Id, string Description);

/// <summary>What a subagent tells a master, and how patient it is.</summary>
public sealed record AgentXSessionOptions
{
    /// <summary>Names the subagent, for the master's log and agentxSessionObjectID.</summary>
    public required ObjectIdentifier Id { get; init; }

    /// <summary>Describes the subagent, at most 255 octets of UTF-8.</summary>
    public required string Description { get; init; }

    /// <summary>The sub-trees to register; none may contain another.</summary>
    public required IReadOnlyList<ObjectIdentifier> Subtrees { get; init; }

    /// <summary>Rows for sysORTable.</summary>
    public IReadOnlyList<AgentXCapability> Capabilities { get; init; } = [];

    /// <summary>The contexts in which the sub-trees are registered; the empty name is the default context.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [string.Empty];

    /// <summary>r.priority: the lower wins where two subagents serve the same names (RFC 2741 section 7.1.4.1).</summary>
    public byte Priority { get; init; } = 127;

    /// <summary>Seconds the master waits for an answer; 0 leaves it to the master.</summary>
    public byte Timeout { get; init; }

    /// <summary>A quiet master is asked this often whether it is still there.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the master may take for an answer before the session is given up.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most variable bindings in the answer to an agentx-GetBulk-PDU.</summary>
    public int MaximumBulkVarBinds { get; init; } = 1_000;

    /// <summary>Most notifications that wait for the master's answer; further ones are refused.</summary>
    public int MaximumUnansweredNotifications { get; init; } = 256;
}
