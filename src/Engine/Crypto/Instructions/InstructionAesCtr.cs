using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>AES-CTR (RFC 3686) with the processor's own instructions.</summary>
internal sealed unsafe class InstructionAesCtr(CipherShape shape) : ICipher
{
    public int KeyLength => shape.KeyLength;

    public int IvLength => shape.IvLength;

    public int BlockLength => shape.BlockLength;

    [SkipLocalsInit]
    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        byte* keys = stackalloc byte[AesRoundKeys.LongestLength];
        AesRoundKeys.Expand(shape.CipherKey(key), keys);
        Run(keys, shape, key[shape.CipherKeyLength..], iv, text);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, AesRoundKeys.LongestLength));
    }

    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text) => Encrypt(key, iv, text);

    public IKeyedCipher Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, shape.KeyLength);
        return new Keyed(shape, key);
    }

    private static void Run(byte* keys, CipherShape shape, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        Span<byte> block = stackalloc byte[CipherShape.CounterBlockLength];
        CipherShape.FillCounterBlock(block, nonce, iv);
        Vector128<uint> counter = OctetOrder.Reverse(Vector128.Create<byte>(block)).AsUInt32();
        fixed (byte* pointer = text)
        {
            AesCounterMode.Transform(keys, AesRoundKeys.Rounds(shape.CipherKeyLength), counter, pointer, text.Length);
        }
    }

    /// <summary>One direction's key; the nonce lies behind the round keys.</summary>
    private sealed class Keyed : KeyedMemory, IKeyedCipher
    {
        private readonly CipherShape _shape;

        public Keyed(CipherShape shape, ReadOnlySpan<byte> key)
            : base(AesRoundKeys.Length(shape.CipherKeyLength) + shape.NonceLength, AesRoundKeys.BlockLength)
        {
            _shape = shape;
            AesRoundKeys.Expand(shape.CipherKey(key), Memory);
            key[shape.CipherKeyLength..].CopyTo(Nonce);
        }

        private Span<byte> Nonce => new(Memory + AesRoundKeys.Length(_shape.CipherKeyLength), _shape.NonceLength);

        public void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text)
        {
            CheckUsable();
            _shape.Check(iv, text);
            Run(Memory, _shape, Nonce, iv, text);
            GC.KeepAlive(this);
        }

        public void Decrypt(ReadOnlySpan<byte> iv, Span<byte> text) => Encrypt(iv, text);
    }
}
