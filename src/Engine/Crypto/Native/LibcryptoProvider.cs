using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// OpenSSL 3's libcrypto, and libsodium's X25519 where it is there. Every operation works in contexts that its thread keeps; nothing is
/// allocated on the managed heap but the results of key exchanges.
/// </summary>
internal sealed class LibcryptoProvider : TableCryptoProvider
{
    private static readonly int[] AesKeyBits = [128, 192, 256];

    private readonly Libcrypto _library;
    private readonly FetchedAlgorithms _fetched;
    private readonly LibcryptoSha1 _sha1;
    private readonly Lazy<Libssl?> _tls;

    private LibcryptoProvider(Libcrypto library, Libsodium? sodium, FetchedAlgorithms fetched, nint sha1)
    {
        _library = library;
        _fetched = fetched;
        _tls = new Lazy<Libssl?>(() => Libssl.TryLoad(library.Version));
        _sha1 = new LibcryptoSha1(library.Evp, sha1, library.Digests.Find("SHA1"));
        Owned.Add(_sha1);
        Name = sodium is null ? $"libcrypto {library.Version}" : $"libcrypto {library.Version} with libsodium";
        AddAesAndChaCha();
        AddCipher(EncryptionId.TripleDes, 0, "DES-EDE3-CBC", CipherShape.TripleDes);
        AddMacs();
        AddKeyExchanges(sodium);
        Signatures[SignatureAlgorithms.Ed25519] = new LibcryptoEd25519(library.Signatures, library.Evp);
        AddRsa();
        Owned.Add(fetched);
    }

    public override string Name { get; }

    /// <summary>Null where libcrypto cannot be loaded: the caller then takes another provider.</summary>
    public static LibcryptoProvider? TryCreate()
    {
        if (Libcrypto.TryLoad() is not { } library)
        {
            return null;
        }

        FetchedAlgorithms fetched = new(library.Evp);
        nint sha1 = fetched.Digest("SHA1");
        if (sha1 == 0)
        {
            fetched.Dispose();
            return null;
        }

        return new LibcryptoProvider(library, Libsodium.TryLoad(), fetched, sha1);
    }

    public override ITlsProvider? Tls => _tls.Value;

    public override void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => _sha1.Compute(data, digest);

    private void AddRsa()
    {
        if (_library.Rsa is { } rsa)
        {
            foreach (SignatureAlgorithm algorithm in SignatureAlgorithms.All.Where(static row => row is { IsRsa: true, IsPss: false }))
            {
                Signatures[algorithm] = new LibcryptoRsa(rsa, _library.BigNumbers, _library.Evp, algorithm);
            }
        }
    }

    private void AddAesAndChaCha()
    {
        foreach (int bits in AesKeyBits)
        {
            AddCipher(EncryptionId.AesCbc, bits, $"AES-{bits}-CBC", CipherShape.AesCbc(bits));
            AddCipher(EncryptionId.AesCtr, bits, $"AES-{bits}-CTR", CipherShape.AesCtr(bits));
            AddAead(EncryptionId.AesGcm8, bits, $"AES-{bits}-GCM", AeadShape.Gcm(bits, 8));
            AddAead(EncryptionId.AesGcm12, bits, $"AES-{bits}-GCM", AeadShape.Gcm(bits, 12));
            AddAead(EncryptionId.AesGcm16, bits, $"AES-{bits}-GCM", AeadShape.Gcm(bits, 16));
            AddGmac(bits);
            AddAead(EncryptionId.AesCcm8, bits, $"AES-{bits}-CCM", AeadShape.Ccm(bits, 8));
            AddAead(EncryptionId.AesCcm12, bits, $"AES-{bits}-CCM", AeadShape.Ccm(bits, 12));
            AddAead(EncryptionId.AesCcm16, bits, $"AES-{bits}-CCM", AeadShape.Ccm(bits, 16));
        }

        AddAead(EncryptionId.ChaCha20Poly1305, 0, "ChaCha20-Poly1305", AeadShape.ChaCha20Poly1305);
    }

    private void AddAead(EncryptionId id, int keyBits, string name, AeadShape shape)
    {
        nint cipher = _fetched.Cipher(name);
        if (cipher != 0)
        {
            Table.Add(id, keyBits, new LibcryptoAead(_library.Evp, cipher, shape));
        }
    }

    private void AddGmac(int keyBits)
    {
        if (Aead(EncryptionId.AesGcm16, keyBits) is { } gcm)
        {
            Table.Add(EncryptionId.NullAesGmac, keyBits, new GmacByGcm(gcm));
        }
    }

    private void AddCipher(EncryptionId id, int keyBits, string name, CipherShape shape)
    {
        nint cipher = _fetched.Cipher(name);
        if (cipher != 0)
        {
            Table.Add(id, keyBits, new LibcryptoCipher(_library.Evp, cipher, shape));
        }
    }

    private void AddMacs()
    {
        nint hmac = _fetched.Mac("HMAC");
        if (hmac != 0)
        {
            AddHmac(hmac, "MD5", 16, PseudorandomFunctionId.HmacMd5, IntegrityId.HmacMd5_96, 12);
            AddHmac(hmac, "SHA1", 20, PseudorandomFunctionId.HmacSha1, IntegrityId.HmacSha1_96, 12);
            AddHmac(hmac, "SHA2-256", 32, PseudorandomFunctionId.HmacSha256, IntegrityId.HmacSha256_128, 16);
            AddHmac(hmac, "SHA2-384", 48, PseudorandomFunctionId.HmacSha384, IntegrityId.HmacSha384_192, 24);
            AddHmac(hmac, "SHA2-512", 64, PseudorandomFunctionId.HmacSha512, IntegrityId.HmacSha512_256, 32);
        }

        nint cmac = _fetched.Mac("CMAC");
        if (cmac != 0)
        {
            LibcryptoMac mac = new(_library.Evp, cmac, "cipher", "AES-128-CBC", outputLength: 16, probeKeyLength: 16);
            Owned.Add(mac);
            Table.Add(PseudorandomFunctionId.AesCmac128, new AesPrf(mac, padsShortKeys: false));
            Table.Add(IntegrityId.AesCmac96, new MacIntegrity(mac, keyLength: 16, icvLength: 12));
        }
    }

    private void AddHmac(nint hmac, string digest, int length, PseudorandomFunctionId prf, IntegrityId integrity, int icvLength)
    {
        if (_fetched.Digest(digest) == 0)
        {
            return;
        }

        LibcryptoMac mac = new(_library.Evp, hmac, "digest", digest, length, probeKeyLength: length, _library.Digests.Find(digest));
        Owned.Add(mac);
        Table.Add(prf, new HmacPrf(mac));
        Table.Add(integrity, new MacIntegrity(mac, length, icvLength));
    }

    /// <summary>Costs: one agreement as measured on 2.4 GHz Zen 3 with OpenSSL 3.0.</summary>
    private void AddKeyExchanges(Libsodium? sodium)
    {
        foreach (EcpGroup group in EcpGroup.All)
        {
            int cost = group.Id switch { KeyExchangeId.Ecp256 => 53, KeyExchangeId.Ecp384 => 856, KeyExchangeId.Ecp521 => 331, _ => EcpGroup.GeneralCost(group) };
            Table.Add(group.Id, new LibcryptoEcp(_library, group, cost));
        }

        foreach (ModpGroup group in ModpPrimes.All)
        {
            Table.Add(group.Id, new LibcryptoModp(_library, group, ModpCost(group)));
        }

        Table.Add(KeyExchangeId.Curve25519, sodium is null ? LibcryptoMontgomeryCurve.Curve25519(_library.Evp) : new SodiumX25519(sodium, 34));
        Table.Add(KeyExchangeId.Curve448, LibcryptoMontgomeryCurve.Curve448(_library.Evp));
    }

    private static int ModpCost(ModpGroup group)
    {
        int power = group.Length switch
        {
            96 => 60,
            128 => 90,
            192 => 190,
            256 => 309,
            384 => 665,
            512 => 1386,
            768 => 3600,
            _ => 7000,
        };
        return group.HasSmallSubgroups ? 2 * power : power;
    }
}
