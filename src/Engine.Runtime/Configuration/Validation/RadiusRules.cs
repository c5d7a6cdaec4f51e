namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>RADIUS servers, and what the vpns want of them.</summary>
internal static class RadiusRules
{
    /// <summary>The words of <c>remote-auth-method</c> that ask a server.</summary>
    public const string ByEap = "eap-radius";

    /// <inheritdoc cref="ByEap"/>
    public const string ByKey = "psk-radius";

    public static bool IsMethod(string word) => word is ByEap or ByKey;

    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var radius = ike.Container("radius");
        if (radius is not null)
        {
            CheckServers(radius, diagnostics);
        }

        if (ike.Entry("pool", AddressPoolRules.Radius) is { } pool)
        {
            diagnostics.Error(pool.Position, pool.Path, "no pool can have the name radius: in vip-pool that word stands for what a RADIUS server gives");
        }

        foreach (var vpn in ike.Entries("vpn"))
        {
            if (PolicyView.Of(ike, vpn, "ike-policy") is { } policy)
            {
                CheckVpn(vpn, policy, radius, diagnostics);
            }
        }
    }

    private static void CheckServers(ConfigNode radius, ConfigDiagnostics diagnostics)
    {
        var hasServers = radius.Entries("server").Count > 0;
        if (radius.Container("accounting") is { } accounting && accounting.Get<bool>("enabled") && !hasServers)
        {
            diagnostics.Warning(accounting.Position, accounting.Path, "has no effect: there is no radius server");
        }

        if (radius.Container("dynamic-authorization") is not { } dynamic || !dynamic.Get<bool>("enabled"))
        {
            return;
        }

        if (dynamic.Value("secret") is null)
        {
            diagnostics.Error(dynamic.Position, dynamic.Path, "secret is missing: anybody could end sessions");
        }

        if (!hasServers)
        {
            diagnostics.Warning(dynamic.Position, dynamic.Path, "has no effect: there is no radius server, so there are no sessions");
        }
    }

    private static void CheckVpn(ConfigNode vpn, PolicyView policy, ConfigNode? radius, ConfigDiagnostics diagnostics)
    {
        var method = policy.Get<string>("remote-auth-method");
        if (!IsMethod(method) && SecondAuthenticationRules.RemoteMethodOf(vpn) is { } second)
        {
            method = second;
        }

        if (!IsMethod(method))
        {
            CheckUnused(vpn, diagnostics);
            return;
        }

        if (radius is null || radius.Entries("server").Count == 0)
        {
            diagnostics.Error(policy.PositionOf("remote-auth-method"), vpn.Path, $"{method} needs a radius server, and none is configured");
        }

        if (method == ByKey && radius?.Value("vendor-id") is null)
        {
            diagnostics.Error(policy.PositionOf("remote-auth-method"), vpn.Path, $"{method} needs radius vendor-id: whose attributes carry ike:psk-remote?");
        }

        if (method == ByEap && EapRules.IsEap(policy.Get<string>("local-auth-method")))
        {
            diagnostics.Error(policy.PositionOf("remote-auth-method"), vpn.Path, "EAP is for the side that initiates; the other one needs certificate or pre-shared-key");
        }

        if (vpn.Values("radius-group") is [var group, ..] && radius is not null && !radius.Get<bool>("class-group") && !radius.Get<bool>("filter-id-group"))
        {
            diagnostics.Error(group.Position, vpn.PathOf("radius-group"), "no peer can be in a group: radius class-group and filter-id-group are both false");
        }
    }

    private static void CheckUnused(ConfigNode vpn, ConfigDiagnostics diagnostics)
    {
        foreach (var value in vpn.Values("vip-pool").Where(static value => value.Text == AddressPoolRules.Radius))
        {
            diagnostics.Warning(value.Position, vpn.PathOf($"vip-pool {AddressPoolRules.Radius}"), $"has no effect: remote-auth-method is neither {ByEap} nor {ByKey}");
        }

        if (vpn.Values("radius-group") is [var group, ..])
        {
            diagnostics.Error(group.Position, vpn.PathOf("radius-group"), $"cannot be met: remote-auth-method is neither {ByEap} nor {ByKey}");
        }
    }
}
