namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What the options of a security policy must be to each other.</summary>
internal static class SecurityPolicyRules
{
    public static void Check(ConfigNode vpn, ConfigNode policy, PolicyView? ipsecPolicy, ConfigDiagnostics diagnostics)
    {
        var needed = policy.Get<string>("action") switch
        {
            "esp" => "esp-proposal",
            "ah" => "ah-proposal",
            _ => null,
        };
        if (ipsecPolicy is not null && needed is not null && ipsecPolicy.Entries(needed).Count == 0)
        {
            diagnostics.Error(
                policy.Position, policy.Path,
                $"there is no {needed} for it, neither in the vpn's ipsec-policy nor in ipsec-policy-template '{ipsecPolicy.TemplateName}'");
        }

        if (ipsecPolicy is not null && needed is not null && policy.Get<string>("mode") == "transport" && ipsecPolicy.Get<long>("tfc-padding") != 0)
        {
            diagnostics.Warning(policy.PositionOf("mode"), policy.PathOf("mode transport"), "tfc-padding has no effect: only tunnel mode can pad");
        }

        if (needed is null)
        {
            CheckUnprotected(vpn, policy, diagnostics);
        }

        CheckSelector(policy.Container("local-ts"), diagnostics);
        CheckSelector(policy.Container("remote-ts"), diagnostics);
        CheckFamilies(policy, diagnostics);
        if (policy.Container("inject-routes") is { } routes)
        {
            RoutingRules.CheckInjection(routes, isNegotiated: needed is not null, diagnostics);
        }
    }

    /// <summary>Nothing is negotiated for pass and drop, so their addresses must be there.</summary>
    private static void CheckUnprotected(ConfigNode vpn, ConfigNode policy, ConfigDiagnostics diagnostics)
    {
        CheckSide("local-ts", "local-address");
        CheckSide("remote-ts", "remote-address");

        void CheckSide(string selector, string address)
        {
            if (policy.Container(selector)?.Values("subnet") is not { Count: > 0 } && (!vpn.TryGet<IpAddress>(address, out var own) || own.IsNone))
            {
                diagnostics.Warning(
                    policy.PositionOf("action"),
                    policy.PathOf($"action {policy.Get<string>("action")}"),
                    $"matches no traffic: set {selector} subnet, or the vpn's {address}");
            }
        }
    }

    public static void CheckSelector(ConfigNode? selector, ConfigDiagnostics diagnostics)
    {
        if (selector?.Value("port") is { } port && (!selector.TryGet<long>("protocol", out var protocol) || protocol == 0))
        {
            diagnostics.Error(port.Position, selector.PathOf("port"), "port needs protocol: ports belong to a transport protocol such as 6 (TCP) or 17 (UDP)");
        }
    }

    /// <summary>A packet has one family: what one side has, the other must have too, unless that side is dynamic.</summary>
    public static void CheckFamilies(ConfigNode policy, ConfigDiagnostics diagnostics)
    {
        var local = Families(policy.Container("local-ts"));
        var remote = Families(policy.Container("remote-ts"));
        if (local is { } left && remote is { } right && left != right)
        {
            diagnostics.Error(policy.Container("remote-ts")!.Position, policy.Path, "local-ts and remote-ts mix IPv4 and IPv6: each family must be on both sides");
        }
    }

    private static (bool Ipv4, bool Ipv6)? Families(ConfigNode? selector)
    {
        if (selector?.Values("subnet") is not { Count: > 0 } subnets)
        {
            return null;
        }

        return (subnets.Any(value => !((IpSubnet)value.Data).Network.IsIpv6), subnets.Any(value => ((IpSubnet)value.Data).Network.IsIpv6));
    }
}
