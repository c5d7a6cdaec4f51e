using System.Text;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Identities of preshared keys must say which key is meant.</summary>
internal static class KeyRules
{
    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        CheckPostQuantumKeys(ike, diagnostics);
        CheckPreSharedKeys(ike, diagnostics);
    }

    /// <summary><c>id</c> and <c>id-hex</c> are one space of names: <c>id bar</c> is <c>id-hex 626172</c>.</summary>
    private static void CheckPostQuantumKeys(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var owners = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach (var ppk in ike.Entries("ppk"))
        {
            var (text, hex) = (ppk.Value("id"), ppk.Value("id-hex"));
            if (text is null == hex is null)
            {
                diagnostics.Error(ppk.Position, ppk.Path, text is null ? "id or id-hex is missing" : "id and id-hex are both there; keep one");
                continue;
            }

            var identity = Convert.ToHexStringLower(IdentityOf(ppk));
            if (!owners.TryAdd(identity, ppk))
            {
                diagnostics.Error((text ?? hex)!.Position, ppk.Path, $"ppk '{owners[identity].Key}' has the same identity; identities must be unique over id and id-hex");
            }
        }
    }

    /// <summary>The octets of a valid ppk's identity.</summary>
    public static byte[] IdentityOf(ConfigNode ppk) =>
        ppk.Value("id-hex") is { } hex ? Convert.FromHexString(hex.Text) : Encoding.UTF8.GetBytes(ppk.Value("id")!.Text);

    private static void CheckPreSharedKeys(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        var owners = new Dictionary<string, ConfigNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in ike.Entries("pre-shared-key"))
        {
            foreach (var id in key.Values("id"))
            {
                var identity = (id.Data as IdentityPattern)?.Exact is { } exact ? KeyIndex.NameOf(exact) : id.Text;
                if (!owners.TryAdd(identity, key))
                {
                    diagnostics.Warning(id.Position, key.PathOf("id"), $"pre-shared-key '{owners[identity].Key}' has the identity '{id.Text}' too; that one is used");
                }
            }
        }
    }
}
