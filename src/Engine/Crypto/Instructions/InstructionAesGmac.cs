using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ENCR_NULL_AUTH_AES_GMAC (RFC 4543 section 3) with the processor's own instructions: the ICV covers the associated data, the IV and the
/// text, which stays as it is.
/// </summary>
internal sealed unsafe class InstructionAesGmac(AeadShape shape) : IAead
{
    public int KeyLength => shape.KeyLength;

    public int SaltLength => shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => shape.IcvLength;

    [SkipLocalsInit]
    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        shape.Check(key, iv, icv);
        byte* memory = stackalloc byte[AesGcmKey.LongestLength];
        AesGcmKey prepared = AesGcmKey.Prepare(shape.CipherKey(key), memory);
        BlockTag.Cut(AesGcmMessage.Authenticate(prepared, key[shape.CipherKeyLength..], iv, associatedData, text), icv);
        AesGcmKey.Clear(memory, shape.CipherKeyLength);
    }

    [SkipLocalsInit]
    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        byte* memory = stackalloc byte[AesGcmKey.LongestLength];
        AesGcmKey prepared = AesGcmKey.Prepare(shape.CipherKey(key), memory);
        Vector128<byte> tag = AesGcmMessage.Authenticate(prepared, key[shape.CipherKeyLength..], iv, associatedData, text);
        AesGcmKey.Clear(memory, shape.CipherKeyLength);
        return BlockTag.Matches(tag, icv);
    }

    public IKeyedAead Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, shape.KeyLength);
        return new Keyed(shape, key);
    }

    private sealed class Keyed(AeadShape shape, ReadOnlySpan<byte> key) : KeyedAesGcm(shape, key), IKeyedAead
    {
        public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
        {
            Check(iv, icv);
            BlockTag.Cut(AesGcmMessage.Authenticate(Key, Salt, iv, associatedData, text), icv);
            GC.KeepAlive(this);
        }

        public bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
        {
            Check(iv, icv);
            bool valid = BlockTag.Matches(AesGcmMessage.Authenticate(Key, Salt, iv, associatedData, text), icv);
            GC.KeepAlive(this);
            return valid;
        }
    }
}
