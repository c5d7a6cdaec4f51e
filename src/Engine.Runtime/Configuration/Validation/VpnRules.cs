using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What the options of a vpn must be to each other.</summary>
internal static class VpnRules
{
    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        foreach (var template in ike.Entries("ike-policy-template"))
        {
            CheckMethods(template, diagnostics);
        }

        var keys = new KeyIndex(ike);
        foreach (var vpn in ike.Entries("vpn"))
        {
            CheckVpn(ike, vpn, keys, diagnostics);
        }

        CheckPolicyNames(ike, diagnostics);
    }

    private static void CheckVpn(ConfigNode ike, ConfigNode vpn, KeyIndex keys, ConfigDiagnostics diagnostics)
    {
        if (vpn.Get<long>("version") == 1)
        {
            diagnostics.Error(vpn.PositionOf("version"), vpn.PathOf("version"), "IKEv1 is not supported; allowed: 2");
        }

        if (vpn.Container("ike-policy") is { } overrides)
        {
            CheckMethods(overrides, diagnostics);
        }

        if (vpn.TryGet<IpAddress>("local-address", out var local) && vpn.TryGet<IpAddress>("remote-address", out var remote)
            && !local.IsNone && !remote.IsNone && local.IsIpv6 != remote.IsIpv6)
        {
            diagnostics.Error(vpn.PositionOf("remote-address"), vpn.PathOf("remote-address"), "local-address and remote-address mix IPv4 and IPv6");
        }

        if (PolicyView.Of(ike, vpn, "ike-policy") is { } ikePolicy)
        {
            CheckIkePolicy(ike, vpn, ikePolicy, keys, diagnostics);
        }

        var ipsecPolicy = PolicyView.Of(ike, vpn, "ipsec-policy");
        if (ipsecPolicy is not null)
        {
            CheckLifetimes(vpn, ipsecPolicy, diagnostics);
            CheckVolume<ulong>(vpn, ipsecPolicy, "life-bytes", "rekey-bytes", diagnostics);
            CheckVolume<long>(vpn, ipsecPolicy, "life-packets", "rekey-packets", diagnostics);
            if (ipsecPolicy.Get<string>("start-action") == "start" && NegotiatesAny(vpn) && (!vpn.TryGet<IpAddress>("remote-address", out var peer) || peer.IsNone))
            {
                diagnostics.Warning(ipsecPolicy.PositionOf("start-action"), vpn.Path, "start-action start cannot work: there is no remote-address");
            }
        }

        foreach (var policy in vpn.Entries("security-policy"))
        {
            SecurityPolicyRules.Check(vpn, policy, ipsecPolicy, diagnostics);
        }
    }

    private static void CheckMethods(ConfigNode policy, ConfigDiagnostics diagnostics)
    {
        foreach (var leaf in (ReadOnlySpan<string>)["local-auth-method", "remote-auth-method"])
        {
            if (policy.Value(leaf) is not { } method || method.Text is "pre-shared-key" or "certificate" or EapRules.Only || EapRules.IsEap(method.Text))
            {
                continue;
            }

            if (!RadiusRules.IsMethod(method.Text))
            {
                diagnostics.Error(method.Position, policy.PathOf(leaf), $"{method.Text} is not supported yet; allowed: pre-shared-key, certificate, {EapRules.Words}, {EapRules.Only}");
            }
            else if (leaf == "local-auth-method")
            {
                diagnostics.Error(method.Position, policy.PathOf(leaf), $"{method.Text} is for peers: this side needs pre-shared-key, certificate, or one of {EapRules.Words}");
            }
        }
    }

    private static void CheckIkePolicy(ConfigNode ike, ConfigNode vpn, PolicyView policy, KeyIndex keys, ConfigDiagnostics diagnostics)
    {
        if (policy.Entries("ike-proposal").Count == 0)
        {
            diagnostics.Error(policy.Overrides.Position, policy.Overrides.Path, $"there is no ike-proposal, neither here nor in ike-policy-template '{policy.TemplateName}'");
        }

        if (policy.Get<bool>("require-ppk"))
        {
            CheckRequiredPpk(ike, vpn, policy, diagnostics);
        }

        var rekey = policy.Get<TimeSpan>("rekey-time");
        if (rekey > TimeSpan.Zero && policy.Duration("rand-time") >= rekey)
        {
            diagnostics.Error(policy.PositionOf("rand-time"), policy.Overrides.PathOf("rand-time"), "must be shorter than rekey-time");
        }

        if (policy.Get<string>("local-auth-method") == "certificate" && vpn.Value("certificate") is null)
        {
            diagnostics.Error(vpn.Position, vpn.Path, "certificate is missing: local-auth-method is certificate");
        }

        if (policy.Get<string>("local-auth-method") == "pre-shared-key" && !HasKeyFor(keys, vpn))
        {
            diagnostics.Warning(vpn.Position, vpn.Path, "no pre-shared-key fits its identities: it cannot authenticate");
        }
    }

    private static void CheckRequiredPpk(ConfigNode ike, ConfigNode vpn, PolicyView policy, ConfigDiagnostics diagnostics)
    {
        if (ike.Entries("ppk").Count == 0)
        {
            diagnostics.Error(policy.PositionOf("require-ppk"), vpn.Path, "require-ppk true cannot be met: there is no ppk");
        }
        else if (vpn.Value("ppk") is null && vpn.TryGet<IpAddress>("remote-address", out var peer) && !peer.IsNone)
        {
            diagnostics.Warning(policy.PositionOf("require-ppk"), vpn.Path, "require-ppk true without a ppk to use: only the peer can initiate");
        }
    }

    private static void CheckLifetimes(ConfigNode vpn, PolicyView policy, ConfigDiagnostics diagnostics)
    {
        var rekey = policy.Get<TimeSpan>("rekey-time");
        if (rekey <= TimeSpan.Zero)
        {
            return;
        }

        if (policy.Duration("life-time") is { } life && life > TimeSpan.Zero && life <= rekey)
        {
            diagnostics.Error(policy.PositionOf("life-time"), vpn.PathOf("ipsec-policy life-time"), $"must be longer than rekey-time ({DurationType.Format((long)rekey.TotalSeconds)})");
        }

        if (policy.Duration("rand-time") >= rekey)
        {
            diagnostics.Error(policy.PositionOf("rand-time"), vpn.PathOf("ipsec-policy rand-time"), $"must be shorter than rekey-time ({DurationType.Format((long)rekey.TotalSeconds)})");
        }
    }

    /// <summary>A hard limit at or below the soft one would end children that are about to be replaced.</summary>
    private static void CheckVolume<T>(ConfigNode vpn, PolicyView policy, string lifeLeaf, string rekeyLeaf, ConfigDiagnostics diagnostics)
        where T : struct, IComparable<T>
    {
        var rekey = policy.Get<T>(rekeyLeaf);
        if (rekey.CompareTo(default) > 0 && policy.TryGet<T>(lifeLeaf, out var life) && life.CompareTo(default) > 0 && life.CompareTo(rekey) <= 0)
        {
            diagnostics.Error(policy.PositionOf(lifeLeaf), vpn.PathOf($"ipsec-policy {lifeLeaf}"), $"must be more than {rekeyLeaf}, or 0 for no limit");
        }
    }

    /// <summary>True unless all that the vpn has is passed or dropped.</summary>
    private static bool NegotiatesAny(ConfigNode vpn) => vpn.Entries("security-policy") is not { Count: > 0 } policies
        || policies.Any(policy => policy.Get<string>("action") is "esp" or "ah");

    /// <summary>True unless it is certain that no key can fit: what a peer with any identity presents is not known here.</summary>
    private static bool HasKeyFor(KeyIndex keys, ConfigNode vpn)
    {
        var remote = vpn.TryGet<IdentityPattern>("remote-id", out var pattern) ? pattern.Exact : null;
        if (keys.IsEmpty || remote is null)
        {
            return !keys.IsEmpty;
        }

        var local = vpn.TryGet<Identity>("local-id", out var configured) ? configured
            : vpn.TryGet<IpAddress>("local-address", out var address) && !address.IsNone ? Identity.Address(address)
            : null;
        return keys.Fits(remote) || (local is not null && keys.Fits(local));
    }

    /// <summary>Commands name a security policy without its vpn.</summary>
    private static void CheckPolicyNames(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var owners = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var vpn in ike.Entries("vpn"))
        {
            foreach (var policy in vpn.Entries("security-policy"))
            {
                if (!owners.TryAdd(policy.Key!, vpn))
                {
                    diagnostics.Warning(
                        policy.Position, policy.Path, $"vpn '{owners[policy.Key!].Key}' has a security-policy of this name too; commands that name it must name the vpn");
                }
            }
        }
    }
}
