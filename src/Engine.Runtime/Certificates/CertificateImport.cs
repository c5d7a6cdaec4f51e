using System.Security.Cryptography;
using System.Text;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>
/// Imports into the certificate folder of a configuration. What comes is read before anything is written, a name's certificates and key become one file that
/// replaces the old one at a stroke, and only then files in other forms under that name go. Thread-safe: imports run one after the other.
/// </summary>
public sealed class CertificateImport(ConfigurationStore configuration) : ICertificateControl, IDisposable
{
    /// <summary>More than any certificate, chain or key needs; longer revocation lists are put into the folder by hand, or fetched.</summary>
    public const int LargestOctets = 1024 * 1024;

    private static readonly string[] OtherForms = [".crt", ".cer", ".cert", ".der", ".key", ".p12", ".pfx", ".pass"];

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc/>
    public async Task<CommandResult> ImportAsync(string name, ReadOnlyMemory<byte> content, string? passphrase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (configuration.CertificateFolderPath is not { } folder)
        {
            return Refused("there is no certificate folder");
        }

        if (ConfigTypes.Name.Read(name) is { Problem: { } problem })
        {
            return Refused(problem);
        }

        if (content.Length is 0 or > LargestOctets)
        {
            return Refused(content.Length == 0 ? "the file is empty" : $"the file is longer than {LargestOctets} octets");
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Write(folder, name, content.Span, passphrase) is { } fault
                ? Refused(fault)
                : await configuration.ReloadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Null when it was written, otherwise why not.</summary>
    private static string? Write(string folder, string name, ReadOnlySpan<byte> content, string? passphrase)
    {
        var material = new CertificateMaterial();
        if (material.Add(content, passphrase) is { } fault)
        {
            material = new CertificateMaterial();
            if (material.AddPkcs12(content, passphrase) is not null)
            {
                return fault;
            }
        }

        var credential = material.FindCredential(name, out var key);
        if (material.Keys.Count > 0 && credential is null)
        {
            return "no certificate in it fits its private key";
        }

        var text = new StringBuilder();
        if (credential is not null)
        {
            // Without its passphrase: only the owner can read the file.
            text.Append(PemEncoding.Write("PRIVATE KEY", key)).Append('\n');
        }

        foreach (var certificate in credential?.Chain.AsEnumerable() ?? material.Certificates)
        {
            text.Append(PemEncoding.Write("CERTIFICATE", certificate.Der.Span)).Append('\n');
        }

        try
        {
            Directory.CreateDirectory(folder);
            if (text.Length > 0)
            {
                AtomicFile.Replace(Path.Combine(folder, name + ".pem"), Encoding.ASCII.GetBytes(text.ToString()));
                foreach (var form in OtherForms)
                {
                    // A renewed certificate goes with the key that is there.
                    if (form != ".key" || credential is not null)
                    {
                        File.Delete(Path.Combine(folder, name + form));
                    }
                }
            }

            if (material.RevocationLists.Count > 0)
            {
                AtomicFile.Replace(Path.Combine(folder, name + ".crl"), material.RevocationLists[0].Der.Span);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"the certificate folder cannot be written: {exception.Message}";
        }
    }

    private static CommandResult Refused(string why) => new(CommandStatus.Invalid, 0, $"not imported: {why}", []);
}
