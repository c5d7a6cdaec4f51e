using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>The section <c>secrets</c>: what a secret is for is the beginning of its section's name.</summary>
internal sealed class SecretImport(ImportTarget target)
{
    private readonly Dictionary<string, string> _ppks = new(StringComparer.Ordinal);

    /// <summary>Names of post-quantum preshared keys by their identities.</summary>
    public IReadOnlyDictionary<string, string> PostQuantumKeys => _ppks;

    public void Add(SettingsView secret)
    {
        var setting = $"secrets.{secret.Name}";
        switch (secret.Name)
        {
            case var name when Begins(name, "ike"):
                AddKey(secret, setting, "pre-shared-key", isIdentity: true);
                break;
            case var name when Begins(name, "eap") || Begins(name, "xauth"):
                AddKey(secret, setting, "eap-secret", isIdentity: false);
                break;
            case var name when Begins(name, "ppk"):
                AddPostQuantumKey(secret, setting);
                break;
            case var name when Begins(name, "ntlm"):
                Leave("hashes of passwords are not taken; eap-secret needs the password itself");
                break;
            case var name when Begins(name, "private") || Begins(name, "rsa") || Begins(name, "ecdsa") || Begins(name, "pkcs8") || Begins(name, "pkcs12"):
                Leave($"the passphrase of {secret.Value("file")?.Text ?? "a key file"}: it belongs into the file NAME.pass beside the key in the certificate folder");
                break;
            case var name when Begins(name, "token"):
                Leave("keys on tokens are not supported");
                break;
            default:
                Leave("is no kind of secret that is known");
                break;
        }

        void Leave(string why)
        {
            target.Findings.Lost(secret.Position, setting, why);
            secret.Forget();
        }
    }

    private static bool Begins(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);

    private void AddKey(SettingsView secret, string setting, string list, bool isIdentity)
    {
        var name = target.NameFor(list, secret, setting);
        var ids = secret.ValuesFrom("id");
        var carried = 0;
        foreach (var id in ids)
        {
            var text = isIdentity ? SettingsText.Identity(id.Text) : id.Text;
            if (text is null)
            {
                target.Findings.Lost(id.Position, $"{setting}.{id.Key}", $"'{id.Text}': there is nothing for this form of identity");
            }
            else if (target.Set(id.Position, $"{setting}.{id.Key}", list, name, "id", text))
            {
                carried++;
            }
        }

        if (ids.Count > 0 && carried == 0)
        {
            // Without any identity it would be everybody's.
            target.Findings.Lost(secret.Position, setting, "is left out: none of its identities could be carried");
            _ = secret.Value("secret");
            return;
        }

        SetSecret(secret, setting, list, name);
    }

    /// <summary>Ours have one identity each.</summary>
    private void AddPostQuantumKey(SettingsView secret, string setting)
    {
        var ids = secret.ValuesFrom("id");
        if (ids.Count == 0)
        {
            target.Findings.Lost(secret.Position, setting, "a ppk without an identity cannot be used");
            _ = secret.Value("secret");
            return;
        }

        foreach (var id in ids)
        {
            var name = target.NameFor("ppk", secret, setting);
            var isHex = id.Text.StartsWith("@#", StringComparison.Ordinal);
            if (target.Set(id.Position, $"{setting}.{id.Key}", "ppk", name, isHex ? "id-hex" : "id", isHex ? id.Text[2..] : id.Text) && SetSecret(secret, setting, "ppk", name))
            {
                _ppks.TryAdd(id.Text, name);
            }
        }
    }

    private bool SetSecret(SettingsView secret, string setting, string list, string name)
    {
        if (secret.Value("secret") is { } value)
        {
            return target.Set(value.Position, $"{setting}.secret", list, name, "secret", value.Text);
        }

        target.Findings.Lost(secret.Position, setting, "there is no secret in it");
        return false;
    }
}
