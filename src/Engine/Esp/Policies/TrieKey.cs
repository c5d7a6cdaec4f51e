namespace MyIkev2.Engine.Esp;

/// <summary>A key of a <see cref="TrieBranch"/>: 256 bits, and how they are walked.</summary>
internal readonly record struct TrieKey(UInt128 High, UInt128 Low)
{
    /// <summary>Levels that are walked by a digest of the key.</summary>
    private const int DigestLevels = 12;

    private const int BitsPerLevel = 5;

    /// <summary>A digest of the key in which every bit of the key counts.</summary>
    public ulong Digest() =>
        Fold((ulong)(High >> 64) ^ 0xa076_1d64_78bd_642f, (ulong)High ^ 0xe703_7ed1_a0b4_28db)
        ^ Fold((ulong)(Low >> 64) ^ 0x8ebc_6af0_9c88_c6e3, (ulong)Low ^ 0x5899_65cc_7537_4cc3);

    /// <summary>
    /// The way to take at a level: digest bits first, which balance the trie; then, for keys whose digests are alike, the bits of the key itself, so that
    /// two keys always part.
    /// </summary>
    public uint Turn(ulong digest, int level)
    {
        if (level < DigestLevels)
        {
            return (uint)(digest >> (level * BitsPerLevel)) & 31;
        }

        var bit = (level - DigestLevels) * BitsPerLevel;
        var bits = bit < 128 ? High >> bit : UInt128.Zero;
        bits |= bit >= 128 ? Low >> (bit - 128) : bit > 128 - BitsPerLevel ? Low << (128 - bit) : UInt128.Zero;
        return (uint)bits & 31;
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
