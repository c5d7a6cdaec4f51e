using System.Security.Cryptography;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Our own code on the processor's AES, carry-less multiplication and vector instructions (x86). It has no call into a library and no object per
/// message, which for a packet costs as much as the cipher itself. It has what ESP is fast with and nothing else.
/// </summary>
internal sealed class InstructionCryptoProvider : TableCryptoProvider
{
    private static readonly int[] AesKeyBits = [128, 192, 256];

    private InstructionCryptoProvider()
    {
        foreach (int bits in AesKeyBits)
        {
            Table.Add(EncryptionId.AesCbc, bits, new InstructionAesCbc(CipherShape.AesCbc(bits)));
            Table.Add(EncryptionId.AesCtr, bits, new InstructionAesCtr(CipherShape.AesCtr(bits)));
            Table.Add(EncryptionId.AesGcm8, bits, new InstructionAesGcm<AesGcmUse>(AeadShape.Gcm(bits, 8)));
            Table.Add(EncryptionId.AesGcm12, bits, new InstructionAesGcm<AesGcmUse>(AeadShape.Gcm(bits, 12)));
            Table.Add(EncryptionId.AesGcm16, bits, new InstructionAesGcm<AesGcmUse>(AeadShape.Gcm(bits, 16)));
            Table.Add(EncryptionId.NullAesGmac, bits, new InstructionAesGcm<AesGmacUse>(AeadShape.Gcm(bits, 16)));
            Table.Add(EncryptionId.AesCcm8, bits, new InstructionAesCcm(AeadShape.Ccm(bits, 8)));
            Table.Add(EncryptionId.AesCcm12, bits, new InstructionAesCcm(AeadShape.Ccm(bits, 12)));
            Table.Add(EncryptionId.AesCcm16, bits, new InstructionAesCcm(AeadShape.Ccm(bits, 16)));
        }

        if (ChaCha20Kernel.IsSupported)
        {
            Table.Add(EncryptionId.ChaCha20Poly1305, 0, new InstructionChaCha20Poly1305());
        }
    }

    public override string Name => ChaCha20Kernel.IsSupported ? "AES-NI and AVX2" : "AES-NI";

    /// <summary>Null where the processor lacks an instruction: the caller then takes another provider.</summary>
    public static InstructionCryptoProvider? TryCreate() => AesGcmKey.IsSupported ? new InstructionCryptoProvider() : null;

    public override void Sha1(ReadOnlySpan<byte> data, Span<byte> digest) => SHA1.HashData(data, digest);
}
