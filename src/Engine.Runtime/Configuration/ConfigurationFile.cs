using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configuration file as it was read.</summary>
/// <param name="Path">As the operator wrote it: positions of findings begin with it.</param>
/// <param name="Parsed">What the lines say; errors are among its findings.</param>
/// <param name="Fingerprint">Of the octets, to see whether somebody else wrote the file since.</param>
public sealed record ConfigurationFile(string Path, ConfigParseResult Parsed, string Fingerprint)
{
    public const long MaximumLength = 256 * 1024 * 1024;

    private const string Header = "# Written by myikev2 at each commit; to edit by hand, edit and reload.\n";

    /// <summary>Reads and parses. Null, with the reason as the one finding, when the file cannot be read.</summary>
    public static ConfigurationFile? TryRead(string path, out IReadOnlyList<ConfigDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(path);
        string problem;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumLength })
            {
                problem = $"the file is larger than {MaximumLength} bytes";
            }
            else
            {
                var content = File.ReadAllBytes(path);
                var parsed = ConfigParser.Parse(Encoding.UTF8.GetString(content), path);
                diagnostics = parsed.Diagnostics;
                return new ConfigurationFile(path, parsed, FingerprintOf(content));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message;
        }

        diagnostics = [new ConfigDiagnostic(ConfigSeverity.Error, new ConfigPosition(path, 0, 0), string.Empty, problem)];
        return null;
    }

    /// <summary>All findings: those of the lines, and when these are good those of the whole and of the file's mode.</summary>
    public IReadOnlyList<ConfigDiagnostic> Check(bool syntaxOnly) => syntaxOnly || Parsed.HasErrors
        ? Parsed.Diagnostics
        : [.. CheckPermissions(), .. Parsed.Diagnostics, .. ConfigValidator.Validate(Parsed.Document)];

    /// <summary>Findings about the file as such.</summary>
    internal IEnumerable<ConfigDiagnostic> CheckPermissions()
    {
        if (Parsed.Document.Services.Any(service => service.Ike.Entries("pre-shared-key").Count + service.Ike.Entries("eap-secret").Count + service.Ike.Entries("ppk").Count > 0)
            && AtomicFile.IsReadableByOthers(Path))
        {
            yield return new ConfigDiagnostic(
                ConfigSeverity.Warning, new ConfigPosition(Path, 0, 0), string.Empty, "the file holds secrets and others may read it; chmod 600");
        }
    }

    /// <summary>The file's form of a document: only what was set, secrets in full.</summary>
    internal static byte[] Format(ConfigDocument document) =>
        Encoding.UTF8.GetBytes(Header + ConfigPrinter.Print(document, ConfigDetail.Explicit, revealSecrets: true));

    internal static string FingerprintOf(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content));
}
