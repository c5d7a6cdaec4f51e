using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.SnmpProtocol.AgentX;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>Hosts the AgentX subagent. Without an address there is none.</summary>
internal sealed class AgentXService(SnmpAgentService agent, IOptions<AgentXOptions> options, TimeProvider time, ILogger<AgentXService> log)
    : IHostedService, IDisposable
{
    /// <summary>The subagent, while there is one.</summary>
    internal AgentXSubagent? Subagent { get; private set; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.Address))
        {
            return Task.CompletedTask;
        }

        if (!AgentXAddress.TryParse(options.Value.Address, out var address))
        {
            throw new OptionsValidationException(AgentXOptions.SectionName, typeof(AgentXOptions), [$"Address: '{options.Value.Address}'"]);
        }

        var mib = agent.Mib;
        Subagent = new AgentXSubagent(
            address!, mib.Tree, (_, upTime) => mib.Source.Capture(upTime), SessionOptions(mib), time, log);
        Subagent.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Subagent?.Dispose();
        Subagent = null;
    }

    private AgentXSessionOptions SessionOptions(SnmpMib mib)
    {
        // Only the private MIBs are registered; what is standard (system, snmp, IF-MIB) is the master's own.
        AgentXCapability[] modules =
        [
            new(mib.Root, "The MIB module for the MyIkev2 IKEv2 service"),
            new(CiscoRoot.Module, "CISCO-IPSEC-FLOW-MONITOR-MIB as served by MyIkev2"),
        ];
        var served = modules.Where(module => mib.Tree.Nodes.Any(node => module.Id.Contains(node.Prefix.SubIdentifiers))).ToArray();
        return new AgentXSessionOptions
        {
            Id = mib.Root.Append(MibRoot.Products, 1),
            Description = "MyIkev2",
            Subtrees = [.. served.Select(module => module.Id)],
            Capabilities = options.Value.Capabilities ? served : [],
            Priority = (byte)options.Value.Priority,
            Timeout = (byte)options.Value.TimeoutSeconds,
            PingInterval = TimeSpan.FromSeconds(options.Value.PingSeconds),
        };
    }
}
