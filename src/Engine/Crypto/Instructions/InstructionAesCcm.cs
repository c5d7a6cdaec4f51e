using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-CCM (RFC 4309, RFC 5282) with the processor's own instructions. Its tag is over the plaintext, so opening has to decrypt first; the
/// text is wiped when the tag then proves wrong.
/// </summary>
internal sealed unsafe class InstructionAesCcm(AeadShape shape) : IAead
{
    public int KeyLength => shape.KeyLength;

    public int SaltLength => shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => shape.IcvLength;

    [SkipLocalsInit]
    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        shape.Check(key, iv, icv);
        byte* keys = stackalloc byte[AesRoundKeys.LongestLength];
        AesRoundKeys.Expand(shape.CipherKey(key), keys);
        Seal(shape, keys, key[shape.CipherKeyLength..], iv, associatedData, text, icv);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, AesRoundKeys.LongestLength));
    }

    [SkipLocalsInit]
    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        byte* keys = stackalloc byte[AesRoundKeys.LongestLength];
        AesRoundKeys.Expand(shape.CipherKey(key), keys);
        bool valid = Open(shape, keys, key[shape.CipherKeyLength..], iv, associatedData, text, icv);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, AesRoundKeys.LongestLength));
        return valid;
    }

    public IKeyedAead Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, shape.KeyLength);
        return new Keyed(shape, key);
    }

    private static void Seal(
        AeadShape shape,
        byte* keys,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associatedData,
        Span<byte> text,
        Span<byte> icv) =>
        BlockTag.Cut(Transform(shape, keys, salt, iv, associatedData, text, seals: true), icv);

    private static bool Open(
        AeadShape shape,
        byte* keys,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associatedData,
        Span<byte> text,
        ReadOnlySpan<byte> icv)
    {
        if (BlockTag.Matches(Transform(shape, keys, salt, iv, associatedData, text, seals: false), icv))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(text);
        return false;
    }

    private static Vector128<byte> Transform(
        AeadShape shape,
        byte* keys,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associatedData,
        Span<byte> text,
        bool seals)
    {
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = nonce[..shape.NonceLength];
        salt.CopyTo(nonce);
        iv.CopyTo(nonce[salt.Length..]);
        return AesCcmKernel.Transform(keys, AesRoundKeys.Rounds(shape.CipherKeyLength), nonce, associatedData, text, shape.IcvLength, seals);
    }

    /// <summary>One direction's key; the salt lies behind the round keys.</summary>
    private sealed class Keyed : KeyedMemory, IKeyedAead
    {
        private readonly AeadShape _shape;

        public Keyed(AeadShape shape, ReadOnlySpan<byte> key)
            : base(AesRoundKeys.Length(shape.CipherKeyLength) + shape.SaltLength, AesRoundKeys.BlockLength)
        {
            _shape = shape;
            AesRoundKeys.Expand(shape.CipherKey(key), Memory);
            key[shape.CipherKeyLength..].CopyTo(Salt);
        }

        private Span<byte> Salt => new(Memory + AesRoundKeys.Length(_shape.CipherKeyLength), _shape.SaltLength);

        public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
        {
            CheckUsable();
            _shape.Check(iv, icv);
            InstructionAesCcm.Seal(_shape, Memory, Salt, iv, associatedData, text, icv);
            GC.KeepAlive(this);
        }

        public bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
        {
            CheckUsable();
            _shape.Check(iv, icv);
            bool valid = InstructionAesCcm.Open(_shape, Memory, Salt, iv, associatedData, text, icv);
            GC.KeepAlive(this);
            return valid;
        }
    }
}
