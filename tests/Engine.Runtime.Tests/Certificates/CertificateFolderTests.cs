using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Certificates;

/// <summary>Certificates and keys in the forms in which other programs write them.</summary>
public sealed class CertificateFolderTests : IDisposable
{
    private const string Passphrase = "correct horse";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates");
    private readonly TestPki _root = TestPki.Root();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_NoFolder_IsEmpty()
    {
        Assert.Same(CertificateCollection.Empty, CertificateFolder.Read(null));
        Assert.Same(CertificateCollection.Empty, CertificateFolder.Read(Path.Combine(_folder.FullName, "none")));
    }

    [Theory]
    [InlineData(PublicKeyKind.Rsa)]
    [InlineData(PublicKeyKind.EcdsaP384)]
    [InlineData(PublicKeyKind.Ed25519)]
    public void Read_CertificateAndKey_AreACredential(PublicKeyKind kind)
    {
        var own = _root.Issue("CN=own", kind);
        Write("own.crt", own.Pem);
        Write("own.key", own.KeyPem);

        var credential = Assert.Single(Read().Credentials);

        Assert.Equal("own", credential.Name);
        Assert.Equal(own.Certificate, Assert.Single(credential.Chain));
        Assert.Equal(own.Certificate.PublicKey, credential.Key.Public);
    }

    [Fact]
    public void Read_OneFileWithKeyAndIntermediate_SendsTheIntermediateAlong()
    {
        var middle = _root.Intermediate("middle");
        var own = middle.Issue("CN=own");
        Write("own.pem", own.KeyPem + TestPki.ToPem(middle.Certificate) + own.Pem + TestPki.ToPem(_root.Certificate));

        var credential = Assert.Single(Read().Credentials);

        // The root is not sent: who does not have it would not trust it.
        Assert.Equal([own.Certificate, middle.Certificate], credential.Chain);
    }

    [Theory]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    [InlineData("ENCRYPTED PRIVATE KEY")]
    public void Read_OtherFormsOfKeys_AreRead(string label)
    {
        var own = _root.Issue("CN=own", label == "RSA PRIVATE KEY" ? PublicKeyKind.Rsa : PublicKeyKind.EcdsaP256);
        using var rsa = RSA.Create();
        using var ecdsa = ECDsa.Create();
        byte[] octets;
        if (label == "RSA PRIVATE KEY")
        {
            rsa.ImportPkcs8PrivateKey(own.Pkcs8, out _);
            octets = rsa.ExportRSAPrivateKey();
        }
        else
        {
            ecdsa.ImportPkcs8PrivateKey(own.Pkcs8, out _);
            octets = label == "EC PRIVATE KEY"
                ? ecdsa.ExportECPrivateKey()
                : ecdsa.ExportEncryptedPkcs8PrivateKey(Passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2000));
        }

        Write("own.pem", own.Pem);
        Write("own.key", PemEncoding.WriteString(label, octets));
        Write("own.pass", Passphrase + "\n");

        Assert.Equal("own", Assert.Single(Read().Credentials).Name);
    }

    [Fact]
    public void Read_EncryptedKeyWithoutPassphrase_IsAProblemOfItsFile()
    {
        var own = _root.Issue("CN=own");
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(own.Pkcs8, out _);
        Write("own.pem", own.Pem);
        Write("own.key", ecdsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2000)));
        Write("root.pem", TestPki.ToPem(_root.Certificate));

        var read = Read();

        Assert.Contains("own.key: it is encrypted, and there is no passphrase", Assert.Single(read.Problems), StringComparison.Ordinal);
        Assert.Equal(["own", "root"], read.Known.Select(row => row.Name));
        Assert.Equal([false, true], read.Known.Select(row => row.IsTrusted));
    }

    [Fact]
    public void Read_Pkcs12_IsACredential()
    {
        var own = _root.Issue("CN=own");
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(own.Pkcs8, out _);
        using var certificate = X509CertificateLoader.LoadCertificate(own.Certificate.Der.Span);
        using var both = certificate.CopyWithPrivateKey(ecdsa);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "own.p12"), both.Export(X509ContentType.Pkcs12, Passphrase));
        Write("own.pass", Passphrase);

        Assert.Equal(own.Certificate, Assert.Single(Read().Credentials).Chain[0]);

        Write("own.pass", "wrong");
        var wrong = Read();
        Assert.Empty(wrong.Credentials);
        Assert.Contains("the passphrase is wrong", Assert.Single(wrong.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyOfAnotherCertificate_IsAProblem()
    {
        Write("own.pem", _root.Issue("CN=own").Pem);
        Write("own.key", _root.Issue("CN=other").KeyPem);

        var read = Read();

        Assert.Empty(read.Credentials);
        Assert.EndsWith("no certificate fits the private key", Assert.Single(read.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RevocationListsAndDer_AreRead()
    {
        var revoked = _root.Issue("CN=revoked").Certificate;
        Write("root.crl", TestPki.ToPem(_root.Revoke(revoked)));
        File.WriteAllBytes(Path.Combine(_folder.FullName, "root.der"), _root.Certificate.Der.ToArray());

        var read = Read();

        Assert.Equal(1, Assert.Single(read.RevocationLists).Count);
        Assert.Equal(_root.Certificate, Assert.Single(read.Known).Certificate);
        Assert.Empty(read.Problems);
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "a certificate in it is malformed")]
    [InlineData("nonsense", "it is no certificate, private key or revocation list that can be used")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "the private key cannot be used")]
    public void Read_Nonsense_IsAProblem(string text, string problem)
    {
        Write("own.pem", text);
        Assert.EndsWith(problem, Assert.Single(Read().Problems), StringComparison.Ordinal);
    }

    private CertificateCollection Read() => CertificateFolder.Read(_folder.FullName);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
