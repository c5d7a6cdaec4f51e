using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>Deactivation and refresh of IKE tunnels.</summary>
internal sealed class IkeTunnelControl(
    RegistryView view, string stack, IReadOnlyList<TunnelControlSection> asked, bool refresh) : IControlDecider
{
    private readonly TunnelLookup<IkeTunnelSnapshot> _tunnels = new(
        asked, view.IkeTunnels(stack), static tunnel => TunnelNames.Ike(tunnel.Id), static tunnel => new FixedText48(tunnel.VpnName));

    public ControlDecision Decide(in TunnelControlSection asked)
    {
        var tunnels = _tunnels.Find(asked);
        return refresh ? Refresh(tunnels) : Deactivate(tunnels, asked);
    }

    // A refresh needs an SA that stands; one whose rekey is running is being refreshed.
    private static ControlDecision Refresh(IReadOnlyList<IkeTunnelSnapshot> tunnels)
    {
        var active = tunnels.Where(static tunnel => tunnel.State.Phase() == TunnelPhase.Active).ToList();
        return active.Count == 0
            ? ControlDecision.NotFound
            : ControlDecision.Start([.. active
                .Where(static tunnel => tunnel.State == IkeTunnelState.Established)
                .Select(static tunnel => new EngineCommand.RekeyIke(SaSelector.ByUniqueId(tunnel.UniqueId)))]);
    }

    private ControlDecision Deactivate(IReadOnlyList<IkeTunnelSnapshot> tunnels, in TunnelControlSection asked)
    {
        if (tunnels.Count == 0)
        {
            return IsConfigured(asked) ? ControlDecision.AlreadySet : ControlDecision.NotFound;
        }

        return ControlDecision.Start([.. tunnels
            .Where(static tunnel => tunnel.State.Phase() is TunnelPhase.Active or TunnelPhase.InProgress or TunnelPhase.Expired)
            .Select(static tunnel => new EngineCommand.FlushIke(SaSelector.ByUniqueId(tunnel.UniqueId)))]);
    }

    private bool IsConfigured(in TunnelControlSection asked)
    {
        var name = asked.AskedName();
        return asked.AskedId() == AskedTunnels.Blanks && view.Configuration.Any(vpn => vpn.Vrf == stack && new FixedText48(vpn.Name) == name);
    }
}
