using System.Security.Cryptography;
using System.Text;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Tests.Configuration;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Certificates;

/// <summary>Files that operators bring into the certificate folder.</summary>
public sealed class CertificateImportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("import");
    private readonly TestPki _root = TestPki.Root();
    private readonly ConfigurationStore _store;
    private readonly CertificateImport _import;

    public CertificateImportTests()
    {
        var file = Path.Combine(_folder.FullName, "ike.conf");
        File.WriteAllText(file, ConfigSamples.Complete);
        _store = ConfigurationStore.Open(file, out _, Folder)!;
        _import = new CertificateImport(_store);
    }

    private string Folder => Path.Combine(_folder.FullName, "certificates");

    public void Dispose()
    {
        _import.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Import_CertificateWithKey_IsLoadedAndForItsOwnerOnly()
    {
        var own = _root.Issue("CN=own");

        var result = await ImportAsync("own", own.KeyPem + own.Pem);

        Assert.True(result.IsSuccess, result.Message);
        Assert.Equal(own.Certificate, Assert.Single(_store.Current.Engine.Credentials).Chain[0]);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Folder, "own.pem")));
        }
    }

    [Fact]
    public async Task Import_EncryptedKey_NeedsItsPassphraseOnce()
    {
        var own = _root.Issue("CN=own");
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(own.Pkcs8, out _);
        var file = own.Pem + key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2000));

        Assert.Equal(CommandStatus.Invalid, (await ImportAsync("own", file)).Status);
        Assert.Equal(CommandStatus.Invalid, (await ImportAsync("own", file, "wrong")).Status);
        Assert.True((await ImportAsync("own", file, "secret")).IsSuccess);
        Assert.Single(_store.Current.Engine.Credentials);
    }

    [Fact]
    public async Task Import_UnderAKnownName_ReplacesWhatWasThere()
    {
        var (first, second) = (_root.Issue("CN=first"), _root.Issue("CN=second"));
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "own.crt"), first.Pem);
        File.WriteAllText(Path.Combine(Folder, "own.key"), first.KeyPem);

        Assert.True((await ImportAsync("own", second.Pem + second.KeyPem)).IsSuccess);

        Assert.Equal(second.Certificate, Assert.Single(_store.Current.Engine.Credentials).Chain[0]);
        Assert.Equal(["own.pem"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Import_RevocationListAndAuthority_AreLoaded()
    {
        Assert.True((await ImportAsync("root", TestPki.ToPem(_root.Certificate))).IsSuccess);
        Assert.True((await ImportAsync("root", TestPki.ToPem(_root.Revoke(_root.Certificate)))).IsSuccess);

        Assert.True(Assert.Single(_store.Current.Engine.Certificates).IsTrusted);
        Assert.Equal(1, Assert.Single(_store.Current.Engine.RevocationLists).Count);
    }

    [Theory]
    [InlineData("own", "nonsense", "it is no certificate")]
    [InlineData("own", "", "the file is empty")]
    [InlineData("../own", "x", "is not a name")]
    [InlineData("", "x", "a name is missing")]
    public async Task Import_WhatCannotBeUsed_ChangesNothing(string name, string content, string problem)
    {
        var result = await ImportAsync(name, content);

        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.Contains(problem, result.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Import_KeyOfAnotherCertificate_ChangesNothing()
    {
        var result = await ImportAsync("own", _root.Issue("CN=own").Pem + _root.Issue("CN=other").KeyPem);

        Assert.Contains("no certificate in it fits its private key", result.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    private Task<CommandResult> ImportAsync(string name, string content, string? passphrase = null) =>
        _import.ImportAsync(name, Encoding.UTF8.GetBytes(content), passphrase, CancellationToken.None);
}
