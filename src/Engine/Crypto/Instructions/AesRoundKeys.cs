using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The AES key expansion (FIPS 197 section 5.2) for all three key lengths with the processor's S-box: no table, so nothing of the key shows
/// in memory accesses. Round keys stand one after another, 16 octets each.
/// </summary>
internal static unsafe class AesRoundKeys
{
    public const int BlockLength = 16;
    public const int LongestLength = 15 * BlockLength;

    private const int WordLength = 4;

    /// <summary>10, 12 or 14.</summary>
    public static int Rounds(int keyLength) => (keyLength / WordLength) + 6;

    /// <summary>Octets of all round keys of one direction.</summary>
    public static int Length(int keyLength) => (Rounds(keyLength) + 1) * BlockLength;

    /// <summary>Writes the keys of encryption to <paramref name="roundKeys"/>.</summary>
    public static void Expand(ReadOnlySpan<byte> key, byte* roundKeys)
    {
        int keyWords = key.Length / WordLength;
        int allWords = Length(key.Length) / WordLength;
        uint* words = (uint*)roundKeys;
        for (int index = 0; index < keyWords; index++)
        {
            words[index] = BinaryPrimitives.ReadUInt32LittleEndian(key[(index * WordLength)..]);
        }

        uint roundConstant = 1;
        for (int index = keyWords; index < allWords; index++)
        {
            uint word = words[index - 1];
            int position = index % keyWords;
            if (position == 0)
            {
                word = Substitute(uint.RotateRight(word, 8)) ^ roundConstant;
                roundConstant = (roundConstant << 1) ^ ((roundConstant >> 7) * 0x11b);
            }
            else if (keyWords == 8 && position == 4)
            {
                word = Substitute(word);
            }

            words[index] = words[index - keyWords] ^ word;
        }
    }

    /// <summary>
    /// Writes the keys of the equivalent inverse cipher (FIPS 197 section 5.3.5): those of encryption in reverse order, the inner ones
    /// through InvMixColumns.
    /// </summary>
    public static void ExpandInverse(ReadOnlySpan<byte> key, byte* roundKeys)
    {
        Expand(key, roundKeys);
        int rounds = Rounds(key.Length);
        for (int first = 0, last = rounds; first < last; first++, last--)
        {
            Vector128<byte> early = Vector128.Load(roundKeys + (first * BlockLength));
            Vector128<byte> late = Vector128.Load(roundKeys + (last * BlockLength));
            (first == 0 ? late : Aes.InverseMixColumns(late)).Store(roundKeys + (first * BlockLength));
            (first == 0 ? early : Aes.InverseMixColumns(early)).Store(roundKeys + (last * BlockLength));
        }

        byte* middle = roundKeys + (rounds / 2 * BlockLength);
        Aes.InverseMixColumns(Vector128.Load(middle)).Store(middle);
    }

    /// <summary>One block on its own: subkeys and masks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Encrypt(byte* roundKeys, int rounds, Vector128<byte> block)
    {
        block ^= Vector128.Load(roundKeys);
        for (int round = 1; round < rounds; round++)
        {
            block = Aes.Encrypt(block, Vector128.Load(roundKeys + (round * BlockLength)));
        }

        return Aes.EncryptLast(block, Vector128.Load(roundKeys + (rounds * BlockLength)));
    }

    /// <summary>The S-box on four octets: what the assist instruction computes in its lowest word.</summary>
    private static uint Substitute(uint word) => Aes.KeygenAssist(Vector128.Create(word).AsByte(), 0).AsUInt32().ToScalar();
}
