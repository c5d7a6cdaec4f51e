using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ChaCha20-Poly1305 (RFC 8439, RFC 7634) on vector instructions. Nothing of a key can be made ready, so a bound one is just kept. Opening
/// checks the tag before it decrypts: the two share no work.
/// </summary>
internal sealed unsafe class InstructionChaCha20Poly1305 : IAead
{
    private const int OneTimeKeyLength = 32;

    private static readonly AeadShape Shape = AeadShape.ChaCha20Poly1305;

    public int KeyLength => Shape.KeyLength;

    public int SaltLength => Shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => Shape.IcvLength;

    [SkipLocalsInit]
    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        Shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = Shape.FillNonce(nonce, key, iv);
        byte* stream = stackalloc byte[ChaCha20Kernel.GroupLength];
        fixed (byte* keyPointer = key, noncePointer = nonce, textPointer = text)
        {
            ChaCha20Kernel.Fill((uint*)keyPointer, (uint*)noncePointer, 0, stream);
            byte* oneTimeKey = stackalloc byte[OneTimeKeyLength];
            Unsafe.CopyBlockUnaligned(oneTimeKey, stream, OneTimeKeyLength);
            Transform((uint*)keyPointer, (uint*)noncePointer, stream, textPointer, text.Length);
            Authenticate(oneTimeKey, associatedData, text).CopyTo(icv);
            Clear(stream, oneTimeKey);
        }
    }

    [SkipLocalsInit]
    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        Shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = Shape.FillNonce(nonce, key, iv);
        byte* stream = stackalloc byte[ChaCha20Kernel.GroupLength];
        fixed (byte* keyPointer = key, noncePointer = nonce, textPointer = text)
        {
            ChaCha20Kernel.Fill((uint*)keyPointer, (uint*)noncePointer, 0, stream);
            bool valid = BlockTag.Matches(Authenticate(stream, associatedData, text), icv);
            if (valid)
            {
                Transform((uint*)keyPointer, (uint*)noncePointer, stream, textPointer, text.Length);
            }

            Clear(stream, stream);
            return valid;
        }
    }

    /// <summary>Adds the key stream; block 0 of <paramref name="stream"/> is the one-time key's, the text begins with block 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform(uint* key, uint* nonce, byte* stream, byte* text, int length)
    {
        byte* place = stream + ChaCha20Kernel.BlockLength;
        int available = ChaCha20Kernel.GroupLength - ChaCha20Kernel.BlockLength;
        uint counter = 0;
        while (true)
        {
            int taken = Math.Min(available, length);
            Add(text, place, taken);
            text += taken;
            length -= taken;
            if (length == 0)
            {
                return;
            }

            counter += ChaCha20Kernel.GroupLength / ChaCha20Kernel.BlockLength;
            ChaCha20Kernel.Fill(key, nonce, counter, stream);
            place = stream;
            available = ChaCha20Kernel.GroupLength;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(byte* text, byte* stream, int length)
    {
        int position = 0;
        for (; position <= length - Vector256<byte>.Count; position += Vector256<byte>.Count)
        {
            (Vector256.Load(text + position) ^ Vector256.Load(stream + position)).Store(text + position);
        }

        for (; position < length; position++)
        {
            text[position] ^= stream[position];
        }
    }

    /// <summary>
    /// RFC 8439 section 2.8: associated data and text, each filled up to whole blocks, and both lengths. What is missing to whole groups is
    /// put before them.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<byte> Authenticate(byte* oneTimeKey, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> text)
    {
        Poly1305Kernel hash;
        Unsafe.SkipInit(out hash);
        hash.Start(oneTimeKey);
        nint blocks = Blocks(associatedData.Length) + Blocks(text.Length) + 1;
        int missing = (int)(-blocks & 3);
        Gathered gathered = new(missing);
        gathered.Add(ref hash, associatedData);
        gathered.Add(ref hash, text);
        Span<byte> lengths = stackalloc byte[Poly1305Kernel.BlockLength];
        Vector128.Create((ulong)associatedData.Length, (ulong)text.Length).AsByte().CopyTo(lengths);
        gathered.Add(ref hash, lengths);
        Vector128<byte> tag = hash.Finish(oneTimeKey);
        CryptographicOperations.ZeroMemory(new Span<byte>(&hash, sizeof(Poly1305Kernel)));
        return tag;
    }

    private static nint Blocks(int length) => (length + Poly1305Kernel.BlockLength - 1) / Poly1305Kernel.BlockLength;

    private static void Clear(byte* stream, byte* oneTimeKey)
    {
        CryptographicOperations.ZeroMemory(new Span<byte>(stream, ChaCha20Kernel.GroupLength));
        CryptographicOperations.ZeroMemory(new Span<byte>(oneTimeKey, OneTimeKeyLength));
    }

    /// <summary>Makes groups of four blocks out of pieces; whole groups within a piece are taken from where they lie.</summary>
    private ref struct Gathered(int missing)
    {
        private Group _group;
        private int _position = missing * Poly1305Kernel.BlockLength;
        private int _missing = missing;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Add(ref Poly1305Kernel hash, scoped ReadOnlySpan<byte> data)
        {
            fixed (byte* group = &_group[0])
            fixed (byte* start = data)
            {
                byte* place = start;
                int length = data.Length;
                while (length > 0)
                {
                    if (_position == 0 && length >= Poly1305Kernel.GroupLength)
                    {
                        int groups = length / Poly1305Kernel.GroupLength;
                        hash.Update(place, groups, _missing);
                        place += groups * Poly1305Kernel.GroupLength;
                        length -= groups * Poly1305Kernel.GroupLength;
                        _missing = 0;
                        continue;
                    }

                    Vector128<byte> block = length >= Poly1305Kernel.BlockLength ? Vector128.Load(place) : PartialBlock.Load(place, (nuint)length);
                    block.Store(group + _position);
                    int taken = Math.Min(length, Poly1305Kernel.BlockLength);
                    place += taken;
                    length -= taken;
                    _position += Poly1305Kernel.BlockLength;
                    if (_position == Poly1305Kernel.GroupLength)
                    {
                        hash.Update(group, 1, _missing);
                        _missing = 0;
                        _position = 0;
                    }
                }
            }
        }

        [InlineArray(Poly1305Kernel.GroupLength)]
        private struct Group
        {
            private byte _first;
        }
    }
}
