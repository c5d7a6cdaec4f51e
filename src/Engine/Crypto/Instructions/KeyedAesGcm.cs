using System.Runtime.CompilerServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>One direction's key of AES-GCM or GMAC: this object and 368 to 432 octets of native memory.</summary>
internal sealed unsafe class KeyedAesGcm<TUse> : KeyedMemory, IKeyedAead
    where TUse : struct, IAesGcmUse
{
    private readonly AeadShape _shape;
    private readonly AesGcmKey _key;
    private readonly SaltOctets _salt;

    public KeyedAesGcm(AeadShape shape, ReadOnlySpan<byte> key)
        : base(AesGcmKey.Length(shape.CipherKeyLength), AesGcmKey.Alignment)
    {
        _shape = shape;
        _key = AesGcmKey.Prepare(shape.CipherKey(key), Memory);
        key[shape.CipherKeyLength..].CopyTo(_salt);
    }

    public void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        CheckUsable();
        _shape.Check(iv, icv);
        TUse.Seal(_key, _salt, iv, associatedData, text, icv);
        GC.KeepAlive(this);
    }

    public bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        CheckUsable();
        _shape.Check(iv, icv);
        bool valid = TUse.Open(_key, _salt, iv, associatedData, text, icv);
        GC.KeepAlive(this);
        return valid;
    }

    [InlineArray(4)]
    private struct SaltOctets
    {
        private byte _first;
    }
}
