using MyIkev2.Engine.Crypto;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.Testing;

namespace MyIkev2.TestInstances.Tests.Credentials;

/// <summary>Folders with the files that a setup names, for as long as a test lasts.</summary>
internal sealed class CredentialFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("myikev2-setup-").FullName;
    private readonly TestPki _authority = TestPki.Root("root of the test");

    public CredentialFiles()
    {
        foreach (var folder in new[] { "ca", "client", "gateway", "empty" })
        {
            Directory.CreateDirectory(Path.Combine(_root, folder));
        }

        File.WriteAllText(Path.Combine(_root, "ca", "root.cert"), TestPki.ToPem(_authority.Certificate));
    }

    public SetupFiles Files => SetupFiles.Of(_root);

    public string FullPath(string name) => Path.Combine(_root, name);

    /// <summary>A pair <c>NAME.cert</c> and <c>NAME.key</c>.</summary>
    public void AddCertificate(string folder, string name, PublicKeyKind kind = PublicKeyKind.EcdsaP256, string? subject = null, string? dns = null)
    {
        var certificate = _authority.Issue(subject ?? $"CN={dns ?? name}", kind, dns: dns);
        File.WriteAllText(Path.Combine(_root, folder, name + ".cert"), certificate.Pem);
        var key = Path.Combine(_root, folder, name + ".key");
        File.WriteAllText(key, certificate.KeyPem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void AddText(string name, string text) => File.WriteAllText(Path.Combine(_root, name), text);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
