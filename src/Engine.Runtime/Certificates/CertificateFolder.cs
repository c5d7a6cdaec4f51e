using System.Security.Cryptography;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>
/// The folder with certificates, keys and revocation lists. A configuration names them by the name of their files:
/// <list type="bullet">
/// <item><c>NAME.pem</c>, <c>.crt</c>, <c>.cer</c>, <c>.cert</c> or <c>.der</c>: one certificate or several, PEM or DER; with a key the first that fits it is ours, the others are
/// sent along; without a key they are those of authorities or peers.</item>
/// <item><c>NAME.key</c>: its private key, PEM or DER: PKCS#8, encrypted or not, PKCS#1 or SEC 1. A PEM file may hold certificate and key together.</item>
/// <item><c>NAME.p12</c> or <c>.pfx</c>: both in PKCS#12.</item>
/// <item><c>NAME.pass</c>: the passphrase of the key or the PKCS#12 file.</item>
/// <item><c>NAME.crl</c>: a revocation list, PEM or DER.</item>
/// </list>
/// What cannot be used is a problem of its own file and keeps nothing else from being used.
/// </summary>
public static class CertificateFolder
{
    private const int MostFiles = 4096;
    private const long LargestFile = RevocationList.LargestOctets * 2L;

    /// <summary>Reads the folder. A folder that does not exist is empty.</summary>
    public static CertificateCollection Read(string? path)
    {
        if (path is null || !Directory.Exists(path))
        {
            return CertificateCollection.Empty;
        }

        var problems = new List<string>();
        var credentials = new List<CertificateCredential>();
        var known = new List<KnownCertificate>();
        var lists = new List<RevocationList>();
        foreach (var group in FilesOf(path, problems).GroupBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var material = new CertificateMaterial();
            foreach (var file in group.Order(StringComparer.Ordinal))
            {
                ReadFile(file, material, problems);
            }

            lists.AddRange(material.RevocationLists);
            if (material.Keys.Count == 0)
            {
                known.AddRange(material.Certificates.Select(certificate =>
                    new KnownCertificate(group.Key!, certificate, certificate is { IsAuthority: true, IsSelfIssued: true })));
            }
            else if (material.FindCredential(group.Key!) is { } credential)
            {
                credentials.Add(credential);
            }
            else
            {
                problems.Add($"{Path.Combine(path, group.Key!)}: no certificate fits the private key");
            }
        }

        return new CertificateCollection(credentials, known, lists, problems);
    }

    private static List<string> FilesOf(string path, List<string> problems)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path).Where(static file => !Path.GetFileName(file).StartsWith('.')).Take(MostFiles)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {exception.Message}");
            return [];
        }
    }

    private static void ReadFile(string file, CertificateMaterial material, List<string> problems)
    {
        var extension = Path.GetExtension(file).ToLowerInvariant();
        if (extension is ".pass" or not (".pem" or ".crt" or ".cer" or ".cert" or ".der" or ".key" or ".p12" or ".pfx" or ".crl"))
        {
            return;
        }

        byte[]? content = null;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                problems.Add($"{file}: the file is too large");
                return;
            }

            content = File.ReadAllBytes(file);
            var passphrase = PassphraseOf(file);
            var problem = extension is ".p12" or ".pfx" ? material.AddPkcs12(content, passphrase) : material.Add(content, passphrase);
            if (problem is not null)
            {
                problems.Add($"{file}: {problem}");
            }
            else if (material.Keys.Count > 0 && IsReadableByOthers(file) && extension is not (".crt" or ".cer" or ".cert" or ".crl"))
            {
                problems.Add($"{file}: others than its owner can read it");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{file}: {exception.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static string? PassphraseOf(string file)
    {
        var path = Path.ChangeExtension(file, ".pass");
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\r', '\n') : null;
    }

    private static bool IsReadableByOthers(string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}
