using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>What is to become of a dynamic tunnel.</summary>
internal enum DynamicTunnelOperation
{
    /// <summary>Negotiate it.</summary>
    Activate,

    /// <summary>Delete it.</summary>
    Deactivate,

    /// <summary>Rekey it.</summary>
    Refresh,
}

/// <summary>
/// Activation, deactivation and refresh of dynamic tunnels. A name is that of a security policy; where several vpns of
/// the stack have a policy of that name all of them are meant, or one of them as <c>vpn/policy</c>.
/// </summary>
internal sealed class DynamicTunnelControl(
    RegistryView view, string stack, IReadOnlyList<TunnelControlSection> asked, DynamicTunnelOperation operation) : IControlDecider
{
    private const char VpnSeparator = '/';

    private readonly IReadOnlyList<VpnConfiguration> _vpns = [.. view.Configuration.Where(vpn => vpn.Vrf == stack)];
    private TunnelLookup<DynamicTunnel>? _byPolicy;
    private TunnelLookup<DynamicTunnel>? _byVpnAndPolicy;

    public ControlDecision Decide(in TunnelControlSection asked)
    {
        var tunnels = Find(asked);
        return operation switch
        {
            DynamicTunnelOperation.Activate => Activate(tunnels, asked),
            DynamicTunnelOperation.Deactivate => Deactivate(tunnels, asked),
            _ => Refresh(tunnels),
        };
    }

    // Each look-up walks all tunnels once; the second is seldom needed.
    private IReadOnlyList<DynamicTunnel> Find(in TunnelControlSection one)
    {
        _byPolicy ??= LookUpBy(static tunnel => new FixedText48(tunnel.Child.PolicyName));
        var tunnels = _byPolicy.Find(one);
        if (tunnels.Count == 0)
        {
            _byVpnAndPolicy ??= LookUpBy(static tunnel => Qualified(tunnel.Ike.VpnName, tunnel.Child.PolicyName));
            tunnels = _byVpnAndPolicy.Find(one);
        }

        return tunnels;
    }

    private TunnelLookup<DynamicTunnel> LookUpBy(Func<DynamicTunnel, FixedText48> name)
        => new(asked, view.DynamicTunnels(stack), static tunnel => TunnelNames.Dynamic(tunnel.Child.Id), name);

    private static FixedText48 Qualified(string vpn, string policy) => new($"{vpn}{VpnSeparator}{policy}");

    private ControlDecision Activate(IReadOnlyList<DynamicTunnel> tunnels, in TunnelControlSection asked)
    {
        if (asked.AskedId() != AskedTunnels.Blanks)
        {
            // What has an ID is there: at most there is nothing to do.
            return tunnels.Any(static tunnel => IsUp(tunnel.Child)) ? ControlDecision.AlreadySet : ControlDecision.NotFound;
        }

        var rules = Rules(asked);
        if (rules.Count == 0)
        {
            return NamesAnUnknownVpn(asked) ? ControlDecision.Refused(TunnelControlStatus.NoKeyExchangeRule) : ControlDecision.NotFound;
        }

        var commands = new List<EngineCommand>();
        var refusal = TunnelControlStatus.None;
        foreach (var (vpn, policy) in rules)
        {
            if (tunnels.Any(tunnel => tunnel.Ike.Vrf == vpn.Vrf && tunnel.Ike.VpnName == vpn.Name && IsUp(tunnel.Child)))
            {
                continue;
            }

            var obstacle = Obstacle(vpn, policy);
            if (obstacle == TunnelControlStatus.None)
            {
                commands.Add(new EngineCommand.InitiateChild(policy, vpn.Name) { Vrf = vpn.Vrf });
            }
            else
            {
                refusal = obstacle;
            }
        }

        return commands.Count == 0 && refusal != TunnelControlStatus.None ? ControlDecision.Refused(refusal) : ControlDecision.Start(commands);
    }

    private ControlDecision Deactivate(IReadOnlyList<DynamicTunnel> tunnels, in TunnelControlSection asked)
    {
        if (tunnels.Count == 0)
        {
            return asked.AskedId() == AskedTunnels.Blanks && Rules(asked).Count > 0 ? ControlDecision.AlreadySet : ControlDecision.NotFound;
        }

        return ControlDecision.Start([.. tunnels
            .Where(static tunnel => IsUp(tunnel.Child))
            .Select(static tunnel => new EngineCommand.FlushChild(SaSelector.ByUniqueId(tunnel.Child.UniqueId)))]);
    }

    // A refresh needs a pair that stands; one whose rekey is running is being refreshed.
    private static ControlDecision Refresh(IReadOnlyList<DynamicTunnel> tunnels)
    {
        var active = tunnels.Where(static tunnel => tunnel.Child.State.Phase() == TunnelPhase.Active).ToList();
        return active.Count == 0
            ? ControlDecision.NotFound
            : ControlDecision.Start([.. active
                .Where(static tunnel => tunnel.Child.State == IpsecTunnelState.Installed)
                .Select(static tunnel => new EngineCommand.RekeyChild(SaSelector.ByUniqueId(tunnel.Child.UniqueId)))]);
    }

    // What keeps a rule from being activated, in the order in which the interface lists the causes.
    private static TunnelControlStatus Obstacle(VpnConfiguration vpn, string policy)
    {
        if (!vpn.Enabled)
        {
            return TunnelControlStatus.NoKeyExchangeRule;
        }

        return vpn.FindPolicy(policy) switch
        {
            { Protects: false } => TunnelControlStatus.NoFilter,
            { OfferCount: 0 } => TunnelControlStatus.NoDataOffer,
            _ => TunnelControlStatus.None,
        };
    }

    private static bool IsUp(IpsecTunnelSnapshot child) => child.State.Phase() is TunnelPhase.Active or TunnelPhase.InProgress;

    private List<(VpnConfiguration Vpn, string Policy)> Rules(in TunnelControlSection asked)
    {
        var name = asked.AskedName();
        var all = _vpns.SelectMany(static vpn => vpn.SecurityPolicies.Select(policy => (Vpn: vpn, Policy: policy))).ToList();
        var rules = all.Where(rule => new FixedText48(rule.Policy) == name).ToList();
        return rules.Count > 0 ? rules : [.. all.Where(rule => Qualified(rule.Vpn.Name, rule.Policy) == name)];
    }

    private bool NamesAnUnknownVpn(in TunnelControlSection asked)
    {
        var name = asked.AskedName().ToString();
        var separator = name.IndexOf(VpnSeparator, StringComparison.Ordinal);
        return separator > 0 && !_vpns.Any(vpn => vpn.Name.AsSpan().SequenceEqual(name.AsSpan(0, separator)));
    }
}
