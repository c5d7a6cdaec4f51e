using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>AES-XCBC-MAC or AES-CMAC with a key made ready: the round keys of the chain and both masks, 208 octets.</summary>
internal sealed unsafe class KeyedAesMac : KeyedMac
{
    public KeyedAesMac(AesMac mac, ReadOnlySpan<byte> key, int icvLength)
        : base(sizeof(AesMacKey<Aes128Instructions>), AesMac.BlockLength, icvLength)
    {
        Key = default;
        Key.Prepare(key, mac.IsXcbc);
    }

    private ref AesMacKey<Aes128Instructions> Key => ref *(AesMacKey<Aes128Instructions>*)Memory;

    protected override void ComputeFull(ReadOnlySpan<byte> data, Span<byte> output) => Key.Compute(data, default, output);
}
