using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>How both sides of a connection authenticate: its <c>local</c> and <c>remote</c> sections.</summary>
internal sealed class AuthenticationImport(ImportTarget target, string vpn, string connection)
{
    // TABLE: what a remote section may demand beyond an identity and a trust anchor. Without it more peers would be let in.
    private static readonly (string Setting, string Message)[] Demands =
    [
        ("groups", "memberships of groups are not demanded here"),
        ("cert_policy", "certificate policies are not demanded here"),
        ("ca_id", "an authority in the chain cannot be demanded by name; name its certificate with remote-ca-certificate"),
        ("pubkeys", "raw public keys are not supported"),
    ];

    private bool _isSafe = true;

    /// <summary>False when the vpn must not be used as it is: the peer would have to prove less than it had to.</summary>
    public bool Add(SettingsView view, PolicyDraft policy)
    {
        if (Round(view, "local") is { } local)
        {
            AddLocal(local, policy, $"{connection}.{local.Name}");
        }
        else
        {
            AddMethod(null, view.Position, $"{connection}.local", "local-auth-method", policy);
        }

        if (Round(view, "remote") is { } remote)
        {
            AddRemote(remote, policy, $"{connection}.{remote.Name}");
        }
        else
        {
            AddMethod(null, view.Position, $"{connection}.remote", "remote-auth-method", policy);
        }

        return _isSafe;
    }

    /// <summary>The first round of a side; each further one is a finding.</summary>
    private SettingsView? Round(SettingsView view, string prefix)
    {
        var rounds = view.Sections().Where(section => section.Name.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(static section => int.TryParse(section.Value("round")?.Text, out var round) ? round : 0).ToList();
        foreach (var further in rounds.Skip(1))
        {
            target.Findings.Lost(further.Position, $"{connection}.{further.Name}", "a further round of authentication (RFC 4739) is not carried over: say it with second-auth");
            further.Forget();
            _isSafe &= prefix == "local";
        }

        return rounds.FirstOrDefault();
    }

    private void AddLocal(SettingsView local, PolicyDraft policy, string setting)
    {
        AddMethod(local.Value("auth"), local.Position, $"{setting}.auth", "local-auth-method", policy);
        AddIdentity(local, setting, "local-id");
        if (local.Value("eap_id") is { Text: not "%any" } eap)
        {
            target.Set(eap.Position, $"{setting}.eap_id", "vpn", vpn, "eap-id", eap.Text);
        }

        AddCertificate(Files(local, "certs", "cert"), setting, "certificate", "our certificate; its files, with the private key, belong into the certificate folder");
    }

    private void AddRemote(SettingsView remote, PolicyDraft policy, string setting)
    {
        AddMethod(remote.Value("auth"), remote.Position, $"{setting}.auth", "remote-auth-method", policy);
        AddIdentity(remote, setting, "remote-id");
        if (remote.Value("eap_id") is { Text: not "%any" } eap)
        {
            target.Findings.Lost(eap.Position, $"{setting}.eap_id", "the EAP identity of a peer is always asked for; eap-secret says who there is");
        }

        var authorities = Files(remote, "cacerts", "cacert");
        var pinned = Files(remote, "certs", "cert");
        AddCertificate(
            authorities.Count > 0 ? authorities : pinned, setting, "remote-ca-certificate", "who vouches for the peer; the certificate belongs into the certificate folder");
        if (authorities.Count > 0 && pinned.Count > 0)
        {
            Demand(pinned[0].Position, $"{setting}.certs", "only these certificates of the authority cannot be demanded");
        }

        if (remote.Value("revocation") is { } revocation)
        {
            policy.Add(revocation.Position, $"{setting}.revocation", "revocation", revocation.Text);
        }

        foreach (var (name, message) in Demands)
        {
            if (remote.Value(name) is { } value)
            {
                Demand(value.Position, $"{setting}.{name}", message);
            }
        }
    }

    private void Demand(ConfigPosition position, string setting, string message)
    {
        target.Findings.Lost(position, setting, message);
        _isSafe = false;
    }

    private void AddMethod(SettingsValue? auth, ConfigPosition position, string setting, string leaf, PolicyDraft policy)
    {
        var text = auth?.Text ?? "pubkey";
        position = auth?.Position ?? position;
        var method = MethodOf(text, out var constraint);
        if (method is null || !target.Takes("ike-policy-template", "t", leaf, method))
        {
            target.Findings.Lost(position, setting, $"'{text}' is not supported");
            _isSafe = false;
            return;
        }

        policy.Add(position, setting, leaf, method);
        if (constraint is not null)
        {
            target.Findings.Changed(position, setting, constraint);
        }
    }

    /// <summary>Our word for a method; what stands behind the first word of <c>rsa-2048-sha256</c> limits keys and hashes.</summary>
    private static string? MethodOf(string text, out string? constraint)
    {
        var word = text.Split('-', ':')[0];
        constraint = text.Contains('-') && word is not ("eap" or "xauth") || text.Contains(':')
            ? "which keys, signatures and hashes are taken is not chosen here: those that are sound, by what the peer announces (RFC 7427)"
            : null;
        switch (word)
        {
            case "psk":
                return "pre-shared-key";
            case "pubkey" or "rsa" or "ecdsa" or "ed25519" or "ed448" or "ike" or "any" or "rsa/pss":
                return "certificate";
            case "eap" when text == "eap":
                constraint = "any EAP method was allowed; eap-mschapv2 is taken";
                return "eap-mschapv2";
            case "eap":
                return text.Split(':')[0];
            default:
                return null;
        }
    }

    private void AddIdentity(SettingsView section, string setting, string leaf)
    {
        if (section.Value("id") is not { } id || id.Text == "%any")
        {
            return;
        }

        if (SettingsText.Identity(id.Text) is { } identity)
        {
            _isSafe &= target.Set(id.Position, $"{setting}.id", "vpn", vpn, leaf, identity) || leaf == "local-id";
        }
        else
        {
            target.Findings.Lost(id.Position, $"{setting}.id", $"'{id.Text}': there is nothing for this form of identity");
            _isSafe &= leaf == "local-id";
        }
    }

    private void AddCertificate(List<(string File, ConfigPosition Position)> files, string setting, string leaf, string meaning)
    {
        for (var at = 0; at < files.Count; at++)
        {
            var (file, position) = files[at];
            if (at > 0)
            {
                target.Findings.Lost(position, setting, $"{file}: a vpn names one {leaf}; a file may hold several authorities");
                continue;
            }

            var name = Path.GetFileNameWithoutExtension(file);
            if (target.Set(position, setting, "vpn", vpn, leaf, name))
            {
                target.Findings.Changed(position, setting, $"{file} is named '{name}': {meaning}");
            }
        }
    }

    private List<(string File, ConfigPosition Position)> Files(SettingsView section, string list, string prefix)
    {
        var files = section.Value(list) is { } value ? SettingsText.List(value.Text).Select(item => (item, value.Position)).ToList() : [];
        foreach (var one in section.Sections().Where(inner => inner.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (one.Value("file") is { } file)
            {
                files.Add((file.Text, file.Position));
            }

            foreach (var name in (string[])["handle", "slot", "module"])
            {
                if (one.Value(name) is { } token)
                {
                    target.Findings.Lost(token.Position, $"{connection}.{section.Name}.{one.Name}.{name}", "certificates on tokens are not supported");
                }
            }
        }

        return files;
    }
}
