using System.Text;
using MyIkev2.Engine.Policy;

namespace MyIkev2.TestInstances.Credentials;

/// <summary>
/// The configuration of an eapol_test program: wpa_supplicant's format, of which the first network's method, identity and password are read. With
/// TLS there is no password: certificates are those of <c>eedir</c> and <c>cadir</c>. The program itself is not needed: the engine speaks EAP.
/// <code>
/// network={
///     key_mgmt=IEEE8021X
///     eap=MSCHAPV2
///     identity="client&amp;d@example.com"
///     password="secret"
/// }
/// </code>
/// </summary>
internal static class EapolTestFile
{
    /// <summary>Longer files are not read.</summary>
    public const int LargestOctets = 65536;

    /// <summary>TABLE: methods that the engine has, in wpa_supplicant's words.</summary>
    private static readonly (string Word, AuthenticationKind Kind)[] Methods =
    [
        ("MSCHAPV2", AuthenticationKind.EapMschapv2),
        ("MD5", AuthenticationKind.EapMd5),
        ("TLS", AuthenticationKind.EapTls),
    ];

    /// <summary>Reads a text; null, with what is wrong, when it is of no use.</summary>
    public static EapAccount? Read(string text, out string problem)
    {
        AuthenticationKind? method = null;
        string? identity = null;
        string? password = null;
        var inside = false;
        var number = 0;
        foreach (var whole in text.Split('\n'))
        {
            number++;
            var line = whole.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (!inside)
            {
                inside = line.Replace(" ", string.Empty, StringComparison.Ordinal) == "network={";
                continue;
            }

            if (line == "}")
            {
                break;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problem = $"line {number} is no assignment";
                return null;
            }

            var (name, value) = (line[..equals].TrimEnd(), line[(equals + 1)..].TrimStart());
            switch (name)
            {
                case "eap":
                    var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    method = words.Select(Find).FirstOrDefault(static kind => kind is not null);
                    if (method is null)
                    {
                        problem = $"line {number}: eap={value} names no method that is supported here ({string.Join(", ", Methods.Select(static row => row.Word))})";
                        return null;
                    }

                    break;
                case "identity" or "password":
                    if (Text(value) is not { } content)
                    {
                        problem = $"line {number}: the {name} is neither a text in quotation marks nor hexadecimal digits";
                        return null;
                    }

                    (identity, password) = name == "identity" ? (content, password) : (identity, content);
                    break;
            }
        }

        var needsPassword = method is not AuthenticationKind.EapTls;
        var missing = !inside ? "network={...}" : identity is null ? "identity" : password is null && needsPassword ? "password" : method is null ? "eap" : null;
        problem = missing is null ? string.Empty : $"it has no {missing}";
        return missing is null ? new EapAccount(method!.Value, identity!, needsPassword ? password! : string.Empty) : null;
    }

    private static AuthenticationKind? Find(string word)
    {
        foreach (var (name, kind) in Methods)
        {
            if (name == word)
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>A text in quotation marks, or octets in hexadecimal; a hashed password is neither.</summary>
    private static string? Text(string value)
    {
        if (value.Length >= 2 && value[0] == '"')
        {
            var end = value.LastIndexOf('"');
            return end > 0 ? value[1..end] : null;
        }

        try
        {
            return value.Length > 0 ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromHexString(value)) : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
