using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;
using PrivateKey = MyIkev2.Engine.Crypto.PrivateKey;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>Gathers what files hold: certificates, private keys and revocation lists, in every form that other programs write.</summary>
internal sealed class CertificateMaterial
{
    private const string NoPassphrase = "it is encrypted, and there is no passphrase (a .pass file of the same name)";
    private const string WrongPassphrase = "the passphrase is wrong, or this kind of key or encryption is not supported here";

    private readonly List<Certificate> _certificates = [];
    private readonly List<byte[]> _keys = [];
    private readonly List<RevocationList> _lists = [];

    public IReadOnlyList<Certificate> Certificates => _certificates;

    /// <summary>Private keys in PKCS#8.</summary>
    public IReadOnlyList<byte[]> Keys => _keys;

    public IReadOnlyList<RevocationList> RevocationLists => _lists;

    /// <summary>Adds what a PEM or DER file holds; says what is wrong with it, or null.</summary>
    public string? Add(ReadOnlySpan<byte> content, string? passphrase)
    {
        if (content.IndexOf("-----BEGIN "u8) < 0)
        {
            return AddDer(content, passphrase);
        }

        var text = Encoding.UTF8.GetString(content).AsSpan();
        var found = false;
        while (PemEncoding.TryFind(text, out var fields))
        {
            found = true;
            var label = text[fields.Label];
            var octets = Convert.FromBase64String(text[fields.Base64Data].ToString());
            if (AddBlock(label, octets, text[fields.Location], passphrase) is { } problem)
            {
                return problem;
            }

            text = text[fields.Location.End..];
        }

        return found ? null : "it holds no PEM block";
    }

    /// <summary>Adds what a PKCS#12 file holds.</summary>
    public string? AddPkcs12(ReadOnlySpan<byte> content, string? passphrase)
    {
        try
        {
            foreach (var entry in X509CertificateLoader.LoadPkcs12Collection(content, passphrase, X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet))
            {
                using (entry)
                {
                    if (AddCertificate(entry.RawData) is { } problem)
                    {
                        return problem;
                    }

                    using AsymmetricAlgorithm? key = entry.GetRSAPrivateKey() ?? (AsymmetricAlgorithm?)entry.GetECDsaPrivateKey();
                    if (key is not null)
                    {
                        _keys.Add(ExportPkcs8(key));
                    }
                }
            }

            return null;
        }
        catch (CryptographicException)
        {
            return passphrase is null ? "it is no PKCS#12 file, or there is no passphrase (a .pass file of the same name)" : WrongPassphrase;
        }
    }

    /// <summary>The first certificate that fits a key, with the others behind it; null when none does.</summary>
    public CertificateCredential? FindCredential(string name) => FindCredential(name, out _);

    /// <param name="name">The name of the credential.</param>
    /// <param name="key">The key in PKCS#8.</param>
    public CertificateCredential? FindCredential(string name, out byte[] key)
    {
        key = [];
        foreach (var pkcs8 in _keys)
        {
            foreach (var certificate in _certificates)
            {
                if (certificate.PublicKey is not { } expected
                    || PrivateKey.TryRead(KeyMaterial.Copy(pkcs8), expected) is not { } privateKey || !privateKey.Public.Equals(expected))
                {
                    continue;
                }

                key = pkcs8;
                var others = _certificates.Where(other => !other.Equals(certificate) && other is { IsAuthority: true, IsSelfIssued: false });
                return new CertificateCredential(name, new[] { certificate }.Concat(others).ToValueList(), privateKey);
            }
        }

        return null;
    }

    private string? AddDer(ReadOnlySpan<byte> content, string? passphrase)
    {
        var octets = content.ToArray();
        if (Certificate.TryRead(octets) is { } certificate)
        {
            _certificates.Add(certificate);
            return null;
        }

        if (RevocationList.TryRead(octets) is { } list)
        {
            _lists.Add(list);
            return null;
        }

        return AddKey(octets, passphrase) ? null : "it is no certificate, private key or revocation list that can be used";
    }

    private string? AddBlock(ReadOnlySpan<char> label, byte[] octets, ReadOnlySpan<char> block, string? passphrase)
    {
        switch (label)
        {
            case "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE":
                return AddCertificate(octets);
            case "X509 CRL":
                if (RevocationList.TryRead(octets) is not { } list)
                {
                    return "the revocation list cannot be used: it is malformed, or for only a part of the certificates";
                }

                _lists.Add(list);
                return null;
            case "PRIVATE KEY":
                _keys.Add(octets);
                return null;
            case "ENCRYPTED PRIVATE KEY" when passphrase is null:
                return NoPassphrase;
            case "ENCRYPTED PRIVATE KEY":
                return AddKey(octets, passphrase) ? null : WrongPassphrase;
            case "RSA PRIVATE KEY" or "EC PRIVATE KEY" when block.Contains("ENCRYPTED", StringComparison.Ordinal):
                return "its form of encryption is outdated; convert the key to PKCS#8";
            case "RSA PRIVATE KEY" or "EC PRIVATE KEY":
                return AddKey(octets, null) ? null : "the private key cannot be used";
            default:
                // Parameters and comments of other programs.
                return null;
        }
    }

    private string? AddCertificate(byte[] octets)
    {
        if (Certificate.TryRead(octets) is not { } certificate)
        {
            return "a certificate in it is malformed";
        }

        _certificates.Add(certificate);
        return null;
    }

    /// <summary>PKCS#8, encrypted PKCS#8, PKCS#1 or SEC 1.</summary>
    private bool AddKey(byte[] octets, string? passphrase)
    {
        if (PrivateKey.IsPkcs8(octets))
        {
            _keys.Add(octets);
            return true;
        }

        using var rsa = RSA.Create();
        using var ecdsa = ECDsa.Create();
        return passphrase is null
            ? TryImport(rsa, () => rsa.ImportRSAPrivateKey(octets, out _)) || TryImport(ecdsa, () => ecdsa.ImportECPrivateKey(octets, out _))
            : TryImport(rsa, () => rsa.ImportEncryptedPkcs8PrivateKey(passphrase, octets, out _))
                || TryImport(ecdsa, () => ecdsa.ImportEncryptedPkcs8PrivateKey(passphrase, octets, out _));
    }

    private bool TryImport(AsymmetricAlgorithm key, Action import)
    {
        try
        {
            import();
            _keys.Add(key.ExportPkcs8PrivateKey());
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Keys from PKCS#12 files may be exported only in encrypted form on some systems.</summary>
    private static byte[] ExportPkcs8(AsymmetricAlgorithm key)
    {
        try
        {
            return key.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException)
        {
            var passphrase = Guid.NewGuid().ToString();
            var sealedKey = key.ExportEncryptedPkcs8PrivateKey(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1));
            using AsymmetricAlgorithm free = key is RSA ? RSA.Create() : ECDsa.Create();
            free.ImportEncryptedPkcs8PrivateKey(passphrase, sealedKey, out _);
            return free.ExportPkcs8PrivateKey();
        }
    }
}
