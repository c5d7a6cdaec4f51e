using System.Runtime.CompilerServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>One direction's key of AES-GCM or GMAC: this object and 368 to 432 octets of native memory.</summary>
internal abstract unsafe class KeyedAesGcm : KeyedMemory
{
    private readonly AeadShape _shape;
    private readonly SaltOctets _salt;

    protected KeyedAesGcm(AeadShape shape, ReadOnlySpan<byte> key)
        : base(AesGcmKey.Length(shape.CipherKeyLength), AesGcmKey.Alignment)
    {
        _shape = shape;
        Key = AesGcmKey.Prepare(shape.CipherKey(key), Memory);
        key[shape.CipherKeyLength..].CopyTo(_salt);
    }

    protected AesGcmKey Key { get; }

    protected ReadOnlySpan<byte> Salt => _salt;

    protected void Check(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> icv)
    {
        CheckUsable();
        _shape.Check(iv, icv);
    }

    [InlineArray(4)]
    private struct SaltOctets
    {
        private byte _first;
    }
}
