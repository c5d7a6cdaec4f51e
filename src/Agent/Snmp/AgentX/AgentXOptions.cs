namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>
/// The AgentX subagent (RFC 2741): the way to serve the MIB through a master agent, such as net-snmp's snmpd, that owns
/// UDP port 161 already. Off unless an address is set. Independent of the agent's own port: both may run.
/// </summary>
public sealed class AgentXOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Snmp:AgentX";

    /// <summary>
    /// Where the master listens: <c>unix:/var/agentx/master</c>, <c>tcp:127.0.0.1:705</c> or <c>tcp:[::1]:705</c>. Empty means
    /// that there is no subagent.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>
    /// Registration priority, 1 to 255. Where two subagents register the same names the lower number serves them.
    /// </summary>
    public int Priority { get; set; } = 127;

    /// <summary>Seconds the master waits for an answer before it tells the manager of an error; 0 leaves it to the master.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>A quiet master is asked this often, in seconds, whether it is still there.</summary>
    public int PingSeconds { get; set; } = 15;

    /// <summary>Whether what is served appears in sysORTable of the master.</summary>
    public bool Capabilities { get; set; } = true;
}
