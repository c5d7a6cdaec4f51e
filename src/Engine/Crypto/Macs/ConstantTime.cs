using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Comparison of ICVs in a time that depends on their length alone. The platform's does one octet at a time and is kept from being optimized,
/// which for an ICV of 32 octets takes longer than hashing a block; this one takes words.
/// </summary>
internal static class ConstantTime
{
    /// <summary>Every difference is gathered before anything is decided; not inlined, so that no caller's decision moves in.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        ref byte first = ref MemoryMarshal.GetReference(left);
        ref byte second = ref MemoryMarshal.GetReference(right);
        uint differences = 0;
        int position = 0;
        for (; position + sizeof(uint) <= left.Length; position += sizeof(uint))
        {
            differences |= Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, position)) ^ Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref second, position));
        }

        for (; position < left.Length; position++)
        {
            differences |= (uint)(left[position] ^ right[position]);
        }

        return differences == 0;
    }
}
