using System.Runtime.CompilerServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-GCM (RFC 4106, RFC 5282) or GMAC (RFC 4543 section 3), as <typeparamref name="TUse"/> says, with the processor's own instructions. A
/// key that comes with the call is made ready on the stack; a bound one is ready.
/// </summary>
internal sealed unsafe class InstructionAesGcm<TUse>(AeadShape shape) : IAead
    where TUse : struct, IAesGcmUse
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
        TUse.Seal(prepared, key[shape.CipherKeyLength..], iv, associatedData, text, icv);
        AesGcmKey.Clear(memory, shape.CipherKeyLength);
    }

    [SkipLocalsInit]
    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        byte* memory = stackalloc byte[AesGcmKey.LongestLength];
        AesGcmKey prepared = AesGcmKey.Prepare(shape.CipherKey(key), memory);
        bool valid = TUse.Open(prepared, key[shape.CipherKeyLength..], iv, associatedData, text, icv);
        AesGcmKey.Clear(memory, shape.CipherKeyLength);
        return valid;
    }

    public IKeyedAead Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, shape.KeyLength);
        return new KeyedAesGcm<TUse>(shape, key);
    }
}
