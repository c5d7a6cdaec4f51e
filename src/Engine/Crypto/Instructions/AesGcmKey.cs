using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A key made ready for <see cref="AesGcmKernel"/>: the powers of H and the round keys, in memory that its owner provides, does not let move
/// and clears.
/// </summary>
internal readonly unsafe struct AesGcmKey
{
    public const int LongestLength = GaloisField.PowersLength + AesRoundKeys.LongestLength;

    /// <summary>Loads of 16 octets never straddle a cache line when the memory starts at a multiple of this.</summary>
    public const int Alignment = 16;

    private AesGcmKey(byte* memory, int rounds)
    {
        Powers = memory;
        Rounds = rounds;
    }

    public static bool IsSupported => Aes.IsSupported && Pclmulqdq.IsSupported && Ssse3.IsSupported;

    public byte* Powers { get; }

    public byte* RoundKeys => Powers + GaloisField.PowersLength;

    public int Rounds { get; }

    /// <summary>Octets of memory that a key takes: 368, 400 or 432.</summary>
    public static int Length(int cipherKeyLength) => GaloisField.PowersLength + AesRoundKeys.Length(cipherKeyLength);

    /// <summary>Fills <paramref name="memory"/>.</summary>
    public static AesGcmKey Prepare(ReadOnlySpan<byte> cipherKey, byte* memory)
    {
        AesGcmKey key = new(memory, AesRoundKeys.Rounds(cipherKey.Length));
        AesRoundKeys.Expand(cipherKey, key.RoundKeys);
        GaloisField.Prepare(AesRoundKeys.Encrypt(key.RoundKeys, key.Rounds, Vector128<byte>.Zero), memory);
        return key;
    }

    public static void Clear(byte* memory, int cipherKeyLength) =>
        CryptographicOperations.ZeroMemory(new Span<byte>(memory, Length(cipherKeyLength)));
}
