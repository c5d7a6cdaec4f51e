using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>Activation and deactivation of manual tunnels.</summary>
internal sealed class ManualTunnelControl(
    RegistryView view, string stack, IReadOnlyList<TunnelControlSection> asked, bool activate) : IControlDecider
{
    private readonly TunnelLookup<ManualTunnelSnapshot> _tunnels = new(
        asked, view.ManualTunnels(stack), static tunnel => TunnelNames.Manual(tunnel.Id), IpTunnelMapper.Action);

    public ControlDecision Decide(in TunnelControlSection asked)
    {
        var tunnels = _tunnels.Find(asked);
        return tunnels.Count == 0
            ? ControlDecision.NotFound
            : ControlDecision.Start([.. tunnels.Where(tunnel => tunnel.IsActive != activate).Select(Command)]);
    }

    private EngineCommand Command(ManualTunnelSnapshot tunnel)
    {
        var selector = new SaSelector(tunnel.Name);
        EngineCommand command = activate ? new EngineCommand.ActivateManualTunnel(selector) : new EngineCommand.DeactivateManualTunnel(selector);
        return command with { Vrf = tunnel.Vrf };
    }
}
