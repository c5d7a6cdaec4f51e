using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>AES-CBC (RFC 3602) with the processor's own instructions.</summary>
internal sealed unsafe class InstructionAesCbc(CipherShape shape) : ICipher
{
    public int KeyLength => shape.KeyLength;

    public int IvLength => shape.IvLength;

    public int BlockLength => shape.BlockLength;

    [SkipLocalsInit]
    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        byte* keys = stackalloc byte[AesRoundKeys.LongestLength];
        AesRoundKeys.Expand(key, keys);
        Run(keys, AesRoundKeys.Rounds(key.Length), iv, text, encrypts: true);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, AesRoundKeys.LongestLength));
    }

    [SkipLocalsInit]
    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        byte* keys = stackalloc byte[AesRoundKeys.LongestLength];
        AesRoundKeys.ExpandInverse(key, keys);
        Run(keys, AesRoundKeys.Rounds(key.Length), iv, text, encrypts: false);
        CryptographicOperations.ZeroMemory(new Span<byte>(keys, AesRoundKeys.LongestLength));
    }

    public IKeyedCipher Bind(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, shape.KeyLength);
        return new Keyed(shape, key);
    }

    private static void Run(byte* keys, int rounds, ReadOnlySpan<byte> iv, Span<byte> text, bool encrypts)
    {
        Vector128<byte> chain = Vector128.Create(iv);
        fixed (byte* pointer = text)
        {
            if (encrypts)
            {
                AesCbcKernel.Encrypt(keys, rounds, chain, pointer, text.Length / AesRoundKeys.BlockLength);
            }
            else
            {
                AesCbcKernel.Decrypt(keys, rounds, chain, pointer, text.Length / AesRoundKeys.BlockLength);
            }
        }
    }

    /// <summary>
    /// One direction's key. An SA uses it in one way only, so there is one set of round keys, made for the way last asked for, and the key
    /// behind it.
    /// </summary>
    private sealed class Keyed : KeyedMemory, IKeyedCipher
    {
        private readonly CipherShape _shape;
        private readonly int _keyLength;
        private bool _encrypts = true;

        public Keyed(CipherShape shape, ReadOnlySpan<byte> key)
            : base(AesRoundKeys.Length(key.Length) + key.Length, AesRoundKeys.BlockLength)
        {
            _shape = shape;
            _keyLength = key.Length;
            key.CopyTo(Key);
            AesRoundKeys.Expand(key, Memory);
        }

        private Span<byte> Key => new(Memory + AesRoundKeys.Length(_keyLength), _keyLength);

        public void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text)
        {
            Prepare(iv, text, encrypts: true);
            Run(Memory, AesRoundKeys.Rounds(_keyLength), iv, text, encrypts: true);
            GC.KeepAlive(this);
        }

        public void Decrypt(ReadOnlySpan<byte> iv, Span<byte> text)
        {
            Prepare(iv, text, encrypts: false);
            Run(Memory, AesRoundKeys.Rounds(_keyLength), iv, text, encrypts: false);
            GC.KeepAlive(this);
        }

        private void Prepare(ReadOnlySpan<byte> iv, Span<byte> text, bool encrypts)
        {
            CheckUsable();
            _shape.Check(iv, text);
            if (_encrypts == encrypts)
            {
                return;
            }

            if (encrypts)
            {
                AesRoundKeys.Expand(Key, Memory);
            }
            else
            {
                AesRoundKeys.ExpandInverse(Key, Memory);
            }

            _encrypts = encrypts;
        }
    }
}
