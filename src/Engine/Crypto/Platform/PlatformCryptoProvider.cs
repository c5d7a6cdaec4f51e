using System.Security.Cryptography;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// What .NET itself has on every system, and small code of ours on top of it (AES-CTR, AES-XCBC, AES-CMAC, MODP). The platform has neither
/// X25519 nor X448, nor Ed25519.
/// </summary>
internal sealed class PlatformCryptoProvider : TableCryptoProvider
{
    private static readonly int[] AesKeyBits = [128, 192, 256];

    public PlatformCryptoProvider()
    {
        AddEncryption();
        AddMacs();
        AddKeyExchanges();
        foreach (SignatureAlgorithm algorithm in SignatureAlgorithms.All)
        {
            if (!algorithm.IsEd25519)
            {
                Signatures[algorithm] = algorithm.IsRsa ? new PlatformRsa(algorithm) : new PlatformEcdsa(algorithm);
            }
        }
    }

    public override string Name => "platform";

    public override void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => SHA1.HashData(data, digest);

    private void AddEncryption()
    {
        foreach (int bits in AesKeyBits)
        {
            Table.Add(EncryptionId.AesCbc, bits, new PlatformCbcCipher(CipherShape.AesCbc(bits), Aes.Create));
            Table.Add(EncryptionId.AesCtr, bits, new PlatformAesCtr(CipherShape.AesCtr(bits)));
            if (AesGcm.IsSupported)
            {
                Table.Add(EncryptionId.AesGcm8, bits, new PlatformAesGcm(AeadShape.Gcm(bits, 8)));
                Table.Add(EncryptionId.AesGcm12, bits, new PlatformAesGcm(AeadShape.Gcm(bits, 12)));
                Table.Add(EncryptionId.AesGcm16, bits, new PlatformAesGcm(AeadShape.Gcm(bits, 16)));
                Table.Add(EncryptionId.NullAesGmac, bits, new GmacByGcm(new PlatformAesGcm(AeadShape.Gcm(bits, 16))));
            }

            if (AesCcm.IsSupported)
            {
                Table.Add(EncryptionId.AesCcm8, bits, new PlatformAesCcm(AeadShape.Ccm(bits, 8)));
                Table.Add(EncryptionId.AesCcm12, bits, new PlatformAesCcm(AeadShape.Ccm(bits, 12)));
                Table.Add(EncryptionId.AesCcm16, bits, new PlatformAesCcm(AeadShape.Ccm(bits, 16)));
            }
        }

        if (ChaCha20Poly1305.IsSupported)
        {
            Table.Add(EncryptionId.ChaCha20Poly1305, 0, new PlatformChaCha20Poly1305(AeadShape.ChaCha20Poly1305));
        }

        Table.Add(EncryptionId.TripleDes, 0, new PlatformCbcCipher(CipherShape.TripleDes, TripleDES.Create));
        Table.Add(EncryptionId.Null, 0, new NullCipher());
    }

    private void AddMacs()
    {
        AddHmac(HashAlgorithmName.MD5, 16, PseudorandomFunctionId.HmacMd5, IntegrityId.HmacMd5_96, 12);
        AddHmac(HashAlgorithmName.SHA1, 20, PseudorandomFunctionId.HmacSha1, IntegrityId.HmacSha1_96, 12);
        AddHmac(HashAlgorithmName.SHA256, 32, PseudorandomFunctionId.HmacSha256, IntegrityId.HmacSha256_128, 16);
        AddHmac(HashAlgorithmName.SHA384, 48, PseudorandomFunctionId.HmacSha384, IntegrityId.HmacSha384_192, 24);
        AddHmac(HashAlgorithmName.SHA512, 64, PseudorandomFunctionId.HmacSha512, IntegrityId.HmacSha512_256, 32);
        AesMac xcbc = AesMac.Xcbc();
        Table.Add(PseudorandomFunctionId.AesXcbc128, new AesPrf(xcbc, padsShortKeys: true));
        Table.Add(IntegrityId.AesXcbc96, new MacIntegrity(xcbc, keyLength: 16, icvLength: 12));
        AesMac cmac = AesMac.Cmac();
        Table.Add(PseudorandomFunctionId.AesCmac128, new AesPrf(cmac, padsShortKeys: false));
        Table.Add(IntegrityId.AesCmac96, new MacIntegrity(cmac, keyLength: 16, icvLength: 12));
    }

    private void AddHmac(HashAlgorithmName hash, int length, PseudorandomFunctionId prf, IntegrityId integrity, int icvLength)
    {
        PlatformHmac mac = new(hash, length);
        Table.Add(prf, new HmacPrf(mac));
        Table.Add(integrity, new MacIntegrity(mac, length, icvLength));
    }

    /// <summary>Costs: one agreement as measured on 2.4 GHz Zen 3. ML-KEM is there where the system's library has it.</summary>
    private void AddKeyExchanges()
    {
        if (PlatformMlKem.IsSupported)
        {
            Table.Add(KeyExchangeId.MlKem512, new PlatformMlKem(MLKemAlgorithm.MLKem512));
            Table.Add(KeyExchangeId.MlKem768, new PlatformMlKem(MLKemAlgorithm.MLKem768));
            Table.Add(KeyExchangeId.MlKem1024, new PlatformMlKem(MLKemAlgorithm.MLKem1024));
        }

        foreach (EcpGroup group in EcpGroup.All)
        {
            int cost = group.Id switch { KeyExchangeId.Ecp256 => 270, KeyExchangeId.Ecp384 => 2600, KeyExchangeId.Ecp521 => 1400, _ => EcpGroup.GeneralCost(group) };
            Table.Add(group.Id, new PlatformEcp(group, cost));
        }

        foreach (ModpGroup group in ModpPrimes.All)
        {
            int power = group.Length * group.Length * group.ExponentLength / 700;
            Table.Add(group.Id, new PlatformModp(group, group.HasSmallSubgroups ? 2 * power : power));
        }
    }
}
