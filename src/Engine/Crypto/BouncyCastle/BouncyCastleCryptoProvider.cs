using SHA1 = System.Security.Cryptography.SHA1;
using MyIkev2.Engine.Wire;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Managed code for what a platform may lack: X25519, X448, the AEAD modes, and key exchanges as a second opinion. The package's
/// signatures, RSA and binary curves are not used: this version of it has published flaws there.
/// </summary>
internal sealed class BouncyCastleCryptoProvider : TableCryptoProvider
{
    private static readonly int[] AesKeyBits = [128, 192, 256];

    public BouncyCastleCryptoProvider()
    {
        foreach (int bits in AesKeyBits)
        {
            AddGcm(EncryptionId.AesGcm8, AeadShape.Gcm(bits, 8), bits);
            AddGcm(EncryptionId.AesGcm12, AeadShape.Gcm(bits, 12), bits);
            AddGcm(EncryptionId.AesGcm16, AeadShape.Gcm(bits, 16), bits);
            Table.Add(EncryptionId.NullAesGmac, bits, new GmacByGcm(Aead(EncryptionId.AesGcm16, bits)!));
            AddCcm(EncryptionId.AesCcm8, AeadShape.Ccm(bits, 8), bits);
            AddCcm(EncryptionId.AesCcm12, AeadShape.Ccm(bits, 12), bits);
            AddCcm(EncryptionId.AesCcm16, AeadShape.Ccm(bits, 16), bits);
        }

        Table.Add(EncryptionId.ChaCha20Poly1305, 0, new BouncyCastleAead(AeadShape.ChaCha20Poly1305, () => new ChaCha20Poly1305()));
        AddKeyExchanges();
    }

    public override string Name => "BouncyCastle";

    public override void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => SHA1.HashData(data, digest);

    private void AddGcm(EncryptionId id, AeadShape shape, int bits) =>
        Table.Add(id, bits, new BouncyCastleAead(shape, () => new GcmBlockCipher(new AesEngine())));

    private void AddCcm(EncryptionId id, AeadShape shape, int bits) =>
        Table.Add(id, bits, new BouncyCastleAead(shape, () => new CcmBlockCipher(new AesEngine())));

    /// <summary>Costs: one agreement as measured on 2.4 GHz Zen 3, once the code is fully compiled.</summary>
    private void AddKeyExchanges()
    {
        Table.Add(KeyExchangeId.Curve25519, BouncyCastleMontgomeryCurve.Curve25519());
        Table.Add(KeyExchangeId.Curve448, BouncyCastleMontgomeryCurve.Curve448());
        foreach (EcpGroup group in EcpGroup.All)
        {
            int cost = group.Id switch { KeyExchangeId.Ecp256 => 232, KeyExchangeId.Ecp384 => 834, KeyExchangeId.Ecp521 => 1775, _ => EcpGroup.GeneralCost(group) };
            Table.Add(group.Id, new BouncyCastleEcp(group, cost));
        }

        foreach (ModpGroup group in ModpPrimes.All)
        {
            int power = group.Length * group.Length * group.ExponentLength / 900;
            Table.Add(group.Id, new BouncyCastleModp(group, group.HasSmallSubgroups ? 2 * power : power));
        }
    }
}
