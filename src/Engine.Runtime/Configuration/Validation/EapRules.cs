using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What EAP needs of the configuration around it (RFC 7296 section 2.16, RFC 5998).</summary>
internal static class EapRules
{
    /// <summary>No proof but that of the EAP method of the other side.</summary>
    public const string Only = "eap-only";

    /// <summary>The RADIUS server chooses the method; the peer judges whether it is enough.</summary>
    private const string ByRadius = "eap-radius";

    /// <summary>TABLE: the methods of EAP that work.</summary>
    /// <param name="Word">The word of the option.</param>
    /// <param name="IsForUs">This side can prove itself by it.</param>
    /// <param name="NeedsTls">It stands on TLS.</param>
    /// <param name="NeedsPassword">It asks for passwords of peers.</param>
    /// <param name="IsSafeAlone">It may be the only proof of both sides (RFC 5998 section 4).</param>
    private sealed record Row(string Word, bool IsForUs, bool NeedsTls, bool NeedsPassword, bool IsSafeAlone);

    private static readonly Row[] Rows =
    [
        new("eap-mschapv2", IsForUs: true, NeedsTls: false, NeedsPassword: true, IsSafeAlone: false),
        new("eap-md5", IsForUs: true, NeedsTls: false, NeedsPassword: true, IsSafeAlone: false),
        new("eap-tls", IsForUs: true, NeedsTls: true, NeedsPassword: false, IsSafeAlone: true),
        new("eap-ttls", IsForUs: false, NeedsTls: true, NeedsPassword: true, IsSafeAlone: true),
        new("eap-peap", IsForUs: false, NeedsTls: true, NeedsPassword: true, IsSafeAlone: true),
    ];

    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics) => Check(ike, diagnostics, static () => CryptoProviders.FindTls() is not null);

    /// <param name="ike">The service.</param>
    /// <param name="diagnostics">What is found.</param>
    /// <param name="hasTls">Whether this host has a TLS library; asked only when it matters.</param>
    internal static void Check(ConfigNode ike, ConfigDiagnostics diagnostics, Func<bool> hasTls)
    {
        var known = CheckSecrets(ike, diagnostics);
        foreach (var vpn in ike.Entries("vpn"))
        {
            if (PolicyView.Of(ike, vpn, "ike-policy") is { } policy)
            {
                CheckVpn(vpn, policy, known, diagnostics);
                CheckTls(vpn, policy, hasTls, diagnostics);
                SecondAuthenticationRules.Check(vpn, policy, hasTls, diagnostics);
            }
        }
    }

    /// <summary>The words of the methods, as errors list them.</summary>
    public static string Words => string.Join(", ", Rows.Select(static row => row.Word));

    public static bool IsEap(string method) => Find(method) is not null;

    /// <summary>This side cannot prove itself by it.</summary>
    public static bool IsForPeersOnly(string method) => Find(method) is { IsForUs: false };

    public static bool NeedsTls(string method) => Find(method) is { NeedsTls: true };

    private static Row? Find(string? method) => Array.Find(Rows, row => row.Word == method);

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
        var (localWord, remoteWord) = (policy.Get<string>("local-auth-method"), policy.Get<string>("remote-auth-method"));
        var (local, remote) = (Find(localWord), Find(remoteWord));
        if (local is not null && remote is not null)
        {
            diagnostics.Error(
                policy.PositionOf("remote-auth-method"), vpn.Path, "EAP is for the side that initiates; the other one needs certificate, pre-shared-key or eap-only");
        }

        if (local is { IsForUs: false })
        {
            diagnostics.Error(policy.PositionOf("local-auth-method"), vpn.Path, $"{localWord} is supported for peers only: as remote-auth-method");
        }

        CheckOnly(vpn, policy, ("remote-auth-method", remoteWord), ("local-auth-method", local), diagnostics);
        CheckOnly(vpn, policy, ("local-auth-method", localWord), ("remote-auth-method", remote), diagnostics);
        if (remote is { NeedsPassword: true } && known.Count == 0)
        {
            diagnostics.Warning(vpn.Position, vpn.Path, "there is no eap-secret: no peer can authenticate");
        }

        var identity = (vpn.Value("eap-id") ?? vpn.Value("local-id"))?.Text;
        if (local is { NeedsPassword: true } && identity is not null && !known.Contains(identity))
        {
            diagnostics.Warning(vpn.Position, vpn.Path, $"there is no eap-secret with id '{identity}': it cannot authenticate");
        }
    }

    /// <summary>A side without a proof of its own needs a method of the other that proves both.</summary>
    private static void CheckOnly(
        ConfigNode vpn, PolicyView policy, (string Leaf, string Word) side, (string Leaf, Row? Row) other, ConfigDiagnostics diagnostics)
    {
        if (side.Word == Only && other.Row is not { IsSafeAlone: true } && !(other.Leaf == "remote-auth-method" && policy.Get<string>(other.Leaf) == ByRadius))
        {
            var methods = string.Join(", ", Rows.Where(row => row.IsSafeAlone && (row.IsForUs || other.Leaf == "remote-auth-method")).Select(static row => row.Word));
            diagnostics.Error(policy.PositionOf(side.Leaf), vpn.Path, $"{side.Leaf} {Only} needs a method that proves both sides as {other.Leaf}: {methods}");
        }
    }

    private static void CheckTls(ConfigNode vpn, PolicyView policy, Func<bool> hasTls, ConfigDiagnostics diagnostics)
    {
        foreach (var leaf in (ReadOnlySpan<string>)["local-auth-method", "remote-auth-method"])
        {
            if (Find(policy.Get<string>(leaf)) is not { NeedsTls: true } row)
            {
                continue;
            }

            if (!hasTls())
            {
                diagnostics.Error(policy.PositionOf(leaf), vpn.Path, $"{row.Word} needs libssl of OpenSSL 3, which this host does not have");
            }

            if (vpn.Value("certificate") is null)
            {
                diagnostics.Error(vpn.Position, vpn.Path, $"certificate is missing: {leaf} is {row.Word}");
            }
        }
    }
}
