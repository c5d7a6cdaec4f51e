using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>Documents for tests.</summary>
internal static class ConfigSamples
{
    public const string Source = "test.conf";

    /// <summary>Everything that <see cref="Complete"/> needs around the vpn that a test is about.</summary>
    public const string Templates = """
        / vrf main ike pre-shared-key any secret s3cret
        / vrf main ike ike-policy-template it ike-proposal 1 aead-alg aes256-gcm-128
        / vrf main ike ike-policy-template it ike-proposal 1 prf-alg hmac-sha384
        / vrf main ike ike-policy-template it ike-proposal 1 dh-group ecp256
        / vrf main ike ipsec-policy-template et esp-proposal 1 aead-alg aes256-gcm-128

        """;

    /// <summary>A small valid configuration with one vpn.</summary>
    public const string Complete = Templates + """
        / vrf main ike vpn v ike-policy template it
        / vrf main ike vpn v ipsec-policy template et
        / vrf main ike vpn v local-address 192.0.2.1
        / vrf main ike vpn v remote-address 192.0.2.2
        / vrf main ike vpn v security-policy p local-ts subnet 10.1.0.0/16
        / vrf main ike vpn v security-policy p remote-ts subnet 10.2.0.0/16

        """;

    /// <summary>The command lines of the documentation, prompt included.</summary>
    public static IReadOnlyList<string> DocumentedLines()
    {
        using var stream = typeof(ConfigSamples).Assembly.GetManifestResourceStream("documented-lines.conf")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("vsr", StringComparison.Ordinal))];
    }

    /// <summary>Parses lines that must have no error.</summary>
    public static ConfigDocument Parse(string text)
    {
        var result = ConfigParser.Parse(text, Source);
        Assert.Empty(result.Diagnostics);
        return result.Document;
    }

    /// <summary>Loads lines that must have no error.</summary>
    public static LoadedConfiguration Load(string text)
    {
        var ids = RequestIds.None;
        var loaded = ConfigurationLoader.Load(Parse(text), ref ids, out var diagnostics);
        Assert.DoesNotContain(diagnostics, finding => finding.IsError);
        return loaded!;
    }

    public static string Show(ConfigDocument document, string path, bool defaults = true, bool reveal = false)
    {
        var text = ConfigQuery.Show(document, path, defaults ? ConfigDetail.WithDefaults : ConfigDetail.NoDefault, reveal, out var problem);
        Assert.True(text is not null, problem);
        return text;
    }

    public static IReadOnlyList<string> Errors(string text) =>
        [.. ConfigValidator.Validate(Parse(text)).Where(finding => finding.IsError).Select(finding => finding.ToString())];

    public static IReadOnlyList<string> Warnings(string text) =>
        [.. ConfigValidator.Validate(Parse(text)).Where(finding => !finding.IsError).Select(finding => finding.ToString())];
}
