using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Engine;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Testing;

/// <summary>
/// A certification authority in memory. Its certificates are valid at the moment at which simulations begin, and today. RSA keys are made once for all tests:
/// that is what takes time.
/// </summary>
public sealed class TestPki
{
    private static readonly Lazy<RSA> SharedRsa = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> SharedAuthorityRsa = new(() => RSA.Create(2048));

    private readonly X509SignatureGenerator _generator;
    private readonly X500DistinguishedName _name;
    private readonly HashAlgorithmName _hash = HashAlgorithmName.SHA256;
    private int _serial = 1;

    private TestPki(X500DistinguishedName name, X509SignatureGenerator generator, Certificate certificate)
    {
        _name = name;
        _generator = generator;
        Certificate = certificate;
    }

    public static DateTimeOffset From { get; } = new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Until { get; } = new(2047, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The authority's own certificate.</summary>
    public Certificate Certificate { get; }

    /// <summary>A certificate for a file.</summary>
    public static string ToPem(Certificate certificate) => PemEncoding.WriteString("CERTIFICATE", certificate.Der.Span) + "\n";

    /// <summary>A revocation list for a file.</summary>
    public static string ToPem(RevocationList list) => PemEncoding.WriteString("X509 CRL", list.Der.Span) + "\n";

    /// <summary>A root with a key of this kind (RSA or ECDSA P-256).</summary>
    public static TestPki Root(string name = "test root", PublicKeyKind kind = PublicKeyKind.EcdsaP256)
    {
        var subject = new X500DistinguishedName($"CN={name}");
        CertificateRequest request;
        X509SignatureGenerator generator;
        if (kind == PublicKeyKind.Rsa)
        {
            request = new CertificateRequest(subject, SharedAuthorityRsa.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            generator = X509SignatureGenerator.CreateForRSA(SharedAuthorityRsa.Value, RSASignaturePadding.Pkcs1);
        }
        else
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
            generator = X509SignatureGenerator.CreateForECDsa(key);
        }

        AddAuthorityExtensions(request, null);
        using var certificate = request.Create(subject, generator, From, Until, [1]);
        return new TestPki(subject, generator, Read(certificate));
    }

    /// <summary>An authority below this one.</summary>
    public TestPki Intermediate(string name, int? pathLength = null, Action<CertificateRequest>? change = null, DateTimeOffset? until = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedName($"CN={name}");
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        AddAuthorityExtensions(request, pathLength);
        change?.Invoke(request);
        return new TestPki(subject, X509SignatureGenerator.CreateForECDsa(key), Sign(request, until));
    }

    /// <summary>A certificate for an end entity, with its key.</summary>
    /// <param name="subject">Its distinguished name.</param>
    /// <param name="kind">Kind of its key.</param>
    /// <param name="dns">DNS name.</param>
    /// <param name="mail">Mail address.</param>
    /// <param name="address">IP address.</param>
    /// <param name="change">Last changes.</param>
    /// <param name="from">Valid from.</param>
    /// <param name="until">Valid until.</param>
    /// <param name="key">An RSA key in place of the shared one of the kind.</param>
    public TestCertificate Issue(
        string subject,
        PublicKeyKind kind = PublicKeyKind.EcdsaP256,
        string? dns = null,
        string? mail = null,
        string? address = null,
        Action<CertificateRequest>? change = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        RSA? key = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (mail is not null)
        {
            names.AddEmailAddress(mail);
        }

        if (address is not null)
        {
            names.AddIpAddress(IPAddress.Parse(address));
        }

        var (request, pkcs8) = key is null ? RequestFor(new X500DistinguishedName(subject), kind) : RequestFor(new X500DistinguishedName(subject), key);
        if (dns is not null || mail is not null || address is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        change?.Invoke(request);
        var certificate = Sign(request, until, from);
        return new TestCertificate(certificate, pkcs8);
    }

    /// <summary>A revocation list of this authority.</summary>
    public RevocationList Revoke(params ReadOnlySpan<Certificate> certificates) => Revoke(From, Until, certificates);

    public RevocationList Revoke(DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, params ReadOnlySpan<Certificate> certificates)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in certificates)
        {
            builder.AddEntry(certificate.SerialNumber.Span, thisUpdate);
        }

        var identifier = X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new byte[20]);
        var der = builder.Build(_name, _generator, 1, nextUpdate, _hash, identifier, thisUpdate);
        return RevocationList.TryRead(der)!;
    }

    private static (CertificateRequest Request, byte[] Pkcs8) RequestFor(X500DistinguishedName subject, RSA key) =>
        (new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), key.ExportPkcs8PrivateKey());

    private static (CertificateRequest Request, byte[] Pkcs8) RequestFor(X500DistinguishedName subject, PublicKeyKind kind)
    {
        if (kind == PublicKeyKind.Rsa)
        {
            return RequestFor(subject, SharedRsa.Value);
        }

        if (kind == PublicKeyKind.Ed25519)
        {
            // RFC 8410 section 10.3, the example key.
            var seed = Convert.FromHexString("D4EE72DBF913584AD5B6D8F1F769F8AD3AFE7C28CBF1D4FBE097A88F44755842");
            var point = Convert.FromHexString("19BF44096984CDFE8541BAC167DC3B96C85086AA30B6B6CB0C5C38AD703166E1");
            var key = new System.Security.Cryptography.X509Certificates.PublicKey(new Oid("1.3.101.112"), null, new AsnEncodedData(point));
            byte[] pkcs8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20, .. seed];
            return (new CertificateRequest(subject, key, HashAlgorithmName.SHA256), pkcs8);
        }

        using var ecdsa = ECDsa.Create(kind switch
        {
            PublicKeyKind.EcdsaP384 => ECCurve.NamedCurves.nistP384,
            PublicKeyKind.EcdsaP521 => ECCurve.NamedCurves.nistP521,
            _ => ECCurve.NamedCurves.nistP256,
        });
        return (new CertificateRequest(subject, new System.Security.Cryptography.X509Certificates.PublicKey(ecdsa), HashAlgorithmName.SHA256), ecdsa.ExportPkcs8PrivateKey());
    }

    private static void AddAuthorityExtensions(CertificateRequest request, int? pathLength)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
    }

    private static Certificate Read(X509Certificate2 certificate) => Certificate.TryRead(certificate.RawData)!;

    private Certificate Sign(CertificateRequest request, DateTimeOffset? until, DateTimeOffset? from = null)
    {
        using var certificate = request.Create(_name, _generator, from ?? From, until ?? Until, [0x10, (byte)(++_serial >> 8), (byte)_serial]);
        return Read(certificate);
    }
}

/// <summary>A certificate and its key.</summary>
public sealed record TestCertificate(Certificate Certificate, byte[] Pkcs8)
{
    /// <summary>The certificate for a file.</summary>
    public string Pem => TestPki.ToPem(Certificate);

    /// <summary>The private key for a file.</summary>
    public string KeyPem => PemEncoding.WriteString("PRIVATE KEY", Pkcs8) + "\n";

    /// <summary>For the engine.</summary>
    public CertificateCredential Credential(string name, params ReadOnlySpan<Certificate> authorities) => new(
        name,
        ValueList.Create<Certificate>([Certificate, .. authorities]),
        Engine.Crypto.PrivateKey.TryRead(KeyMaterial.Copy(Pkcs8), Certificate.PublicKey)!);
}
