namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What EAP needs of the configuration around it (RFC 7296 section 2.16).</summary>
internal static class EapRules
{
    /// <summary>The words of the methods of EAP that work.</summary>
    private static readonly string[] Methods = ["eap-mschapv2", "eap-md5"];

    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var known = CheckSecrets(ike, diagnostics);
        foreach (var vpn in ike.Entries("vpn"))
        {
            if (PolicyView.Of(ike, vpn, "ike-policy") is { } policy)
            {
                CheckVpn(vpn, policy, known, diagnostics);
            }
        }
    }

    /// <summary>The same words, as errors list them.</summary>
    public static string Words => string.Join(", ", Methods);

    public static bool IsEap(string method) => Methods.Contains(method);

    private static HashSet<string> CheckSecrets(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var owners = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var secret in ike.Entries("eap-secret"))
        {
            var ids = secret.Values("id");
            if (ids.Count == 0)
            {
                diagnostics.Error(secret.Position, secret.Path, "id is missing: whose password is it?");
            }

            foreach (var id in ids)
            {
                if (!owners.TryAdd(id.Text, secret))
                {
                    diagnostics.Error(id.Position, secret.PathOf("id"), $"eap-secret '{owners[id.Text].Key}' has the identity '{id.Text}' too");
                }
            }
        }

        return [.. owners.Keys];
    }

    private static void CheckVpn(ConfigNode vpn, PolicyView policy, HashSet<string> known, ConfigDiagnostics diagnostics)
    {
        var (local, remote) = (IsEap(policy.Get<string>("local-auth-method")), IsEap(policy.Get<string>("remote-auth-method")));
        if (local && remote)
        {
            diagnostics.Error(
                policy.PositionOf("remote-auth-method"), vpn.Path, "EAP is for the side that initiates; the other one needs certificate or pre-shared-key");
        }

        if (remote && known.Count == 0)
        {
            diagnostics.Warning(vpn.Position, vpn.Path, "there is no eap-secret: no peer can authenticate");
        }

        var identity = (vpn.Value("eap-id") ?? vpn.Value("local-id"))?.Text;
        if (local && identity is not null && !known.Contains(identity))
        {
            diagnostics.Warning(vpn.Position, vpn.Path, $"there is no eap-secret with id '{identity}': it cannot authenticate");
        }
    }
}
