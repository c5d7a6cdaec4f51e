using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configuration file as it was read.</summary>
/// <param name="Parsed">What the lines say; errors are among its findings.</param>
/// <param name="Fingerprint">Of the octets, to see whether somebody else wrote the file since.</param>
internal sealed record ConfigurationFile(ConfigParseResult Parsed, string Fingerprint)
{
    public const long MaximumLength = 256 * 1024 * 1024;

    private const string Header = "# Written by myikev2 at each commit; to edit by hand, edit and reload.\n";

    /// <summary>Reads and parses. Null, with the reason, when the file cannot be read.</summary>
    public static ConfigurationFile? TryRead(string path, out string problem)
    {
        try
        {
            var information = new FileInfo(path);
            if (information.Exists && information.Length > MaximumLength)
            {
                problem = $"the file is larger than {MaximumLength} bytes";
                return null;
            }

            var content = File.ReadAllBytes(path);
            problem = string.Empty;
            return new ConfigurationFile(ConfigParser.Parse(Encoding.UTF8.GetString(content), path), FingerprintOf(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message;
            return null;
        }
    }

    /// <summary>The file's form of a document: only what was set, secrets in full.</summary>
    public static byte[] Format(ConfigDocument document) =>
        Encoding.UTF8.GetBytes(Header + ConfigPrinter.Print(document, ConfigDetail.Explicit, revealSecrets: true));

    public static string FingerprintOf(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content));

    /// <summary>Findings about the file as such.</summary>
    public static IEnumerable<ConfigDiagnostic> CheckPermissions(string path, ConfigDocument document)
    {
        if (document.Services.Any(service => service.Ike.Entries("pre-shared-key").Count + service.Ike.Entries("ppk").Count > 0)
            && AtomicFile.IsReadableByOthers(path))
        {
            yield return new ConfigDiagnostic(
                ConfigSeverity.Warning, new ConfigPosition(path, 0, 0), string.Empty, "the file holds secrets and others may read it; chmod 600");
        }
    }
}
