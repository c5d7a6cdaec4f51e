using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-CBC in place. In encryption each block waits for the one before; decryption takes eight abreast (see <see cref="AesCounterMode"/>).
/// </summary>
internal static unsafe class AesCbcKernel
{
    private const int BlockLength = AesRoundKeys.BlockLength;

    /// <param name="keys">Round keys of encryption.</param>
    /// <param name="rounds">Their rounds.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="text">Whole blocks.</param>
    /// <param name="blocks">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encrypt(byte* keys, int rounds, Vector128<byte> chain, byte* text, int blocks)
    {
        for (; blocks > 0; blocks--)
        {
            chain = AesRoundKeys.Encrypt(keys, rounds, chain ^ Vector128.Load(text));
            chain.Store(text);
            text += BlockLength;
        }
    }

    /// <param name="keys">Round keys of decryption.</param>
    /// <inheritdoc cref="Encrypt"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Decrypt(byte* keys, int rounds, Vector128<byte> chain, byte* text, int blocks)
    {
        byte* lastKey = keys + (rounds * BlockLength);
        for (; blocks >= 8; blocks -= 8)
        {
            chain = DecryptEight(keys, lastKey, chain, text);
            text += 8 * BlockLength;
        }

        for (; blocks > 0; blocks--)
        {
            Vector128<byte> cipher = Vector128.Load(text);
            Vector128<byte> block = cipher ^ Vector128.Load(keys);
            for (byte* key = keys + BlockLength; key < lastKey; key += BlockLength)
            {
                block = Aes.Decrypt(block, Vector128.Load(key));
            }

            (Aes.DecryptLast(block, Vector128.Load(lastKey)) ^ chain).Store(text);
            chain = cipher;
            text += BlockLength;
        }
    }

    /// <summary>Returns the last ciphertext block, which the next one is chained to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> DecryptEight(byte* keys, byte* lastKey, Vector128<byte> chain, byte* text)
    {
        Vector128<byte> roundKey = Vector128.Load(keys);
        Vector128<byte> b0 = Block(text, 0) ^ roundKey;
        Vector128<byte> b1 = Block(text, 1) ^ roundKey;
        Vector128<byte> b2 = Block(text, 2) ^ roundKey;
        Vector128<byte> b3 = Block(text, 3) ^ roundKey;
        Vector128<byte> b4 = Block(text, 4) ^ roundKey;
        Vector128<byte> b5 = Block(text, 5) ^ roundKey;
        Vector128<byte> b6 = Block(text, 6) ^ roundKey;
        Vector128<byte> b7 = Block(text, 7) ^ roundKey;
        for (byte* key = keys + BlockLength; key < lastKey; key += BlockLength)
        {
            roundKey = Vector128.Load(key);
            b0 = Aes.Decrypt(b0, roundKey);
            b1 = Aes.Decrypt(b1, roundKey);
            b2 = Aes.Decrypt(b2, roundKey);
            b3 = Aes.Decrypt(b3, roundKey);
            b4 = Aes.Decrypt(b4, roundKey);
            b5 = Aes.Decrypt(b5, roundKey);
            b6 = Aes.Decrypt(b6, roundKey);
            b7 = Aes.Decrypt(b7, roundKey);
        }

        // From the end, so that the ciphertext before each block is still there.
        roundKey = Vector128.Load(lastKey);
        Vector128<byte> next = Block(text, 7);
        (Aes.DecryptLast(b7, roundKey) ^ Block(text, 6)).Store(text + (7 * BlockLength));
        (Aes.DecryptLast(b6, roundKey) ^ Block(text, 5)).Store(text + (6 * BlockLength));
        (Aes.DecryptLast(b5, roundKey) ^ Block(text, 4)).Store(text + (5 * BlockLength));
        (Aes.DecryptLast(b4, roundKey) ^ Block(text, 3)).Store(text + (4 * BlockLength));
        (Aes.DecryptLast(b3, roundKey) ^ Block(text, 2)).Store(text + (3 * BlockLength));
        (Aes.DecryptLast(b2, roundKey) ^ Block(text, 1)).Store(text + (2 * BlockLength));
        (Aes.DecryptLast(b1, roundKey) ^ Block(text, 0)).Store(text + BlockLength);
        (Aes.DecryptLast(b0, roundKey) ^ chain).Store(text);
        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(byte* text, int index) => Vector128.Load(text + (index * BlockLength));
}
