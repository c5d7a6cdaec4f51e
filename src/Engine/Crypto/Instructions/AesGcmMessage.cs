using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>One message through <see cref="AesGcmKernel"/>: spans in, ICV cut to its length, wrong ones refused.</summary>
internal static unsafe class AesGcmMessage
{
    /// <summary>ESP has 8 or 12 octets of associated data and an IV of 8.</summary>
    private const int UsualHeadLength = 64;

    public static void Seal(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        fixed (byte* associatedPointer = associatedData, textPointer = text)
        {
            Vector128<byte> tag = AesGcmKernel.Seal(
                key, Head(salt), Tail(iv), associatedPointer, associatedData.Length, textPointer, text.Length);
            BlockTag.Cut(tag, icv);
        }
    }

    /// <summary>False, and the text wiped, when the ICV is wrong.</summary>
    public static bool Open(
        in AesGcmKey key,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> associatedData,
        Span<byte> text,
        ReadOnlySpan<byte> icv)
    {
        fixed (byte* associatedPointer = associatedData, textPointer = text)
        {
            Vector128<byte> tag = AesGcmKernel.Open(
                key, Head(salt), Tail(iv), associatedPointer, associatedData.Length, textPointer, text.Length);
            if (BlockTag.Matches(tag, icv))
            {
                return true;
            }
        }

        CryptographicOperations.ZeroMemory(text);
        return false;
    }

    /// <summary>
    /// The full tag of GMAC over associated data | IV | text. What precedes the text rarely fills its last block, so it is joined with the
    /// text's first octets; the rest of the text is hashed where it lies.
    /// </summary>
    public static Vector128<byte> Authenticate(
        in AesGcmKey key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> text)
    {
        int headLength = associatedData.Length + iv.Length;
        int taken = Math.Min(text.Length, -headLength & (AesRoundKeys.BlockLength - 1));
        int joinedLength = headLength + taken;
        Span<byte> joined = joinedLength <= UsualHeadLength ? stackalloc byte[UsualHeadLength] : new byte[joinedLength];
        associatedData.CopyTo(joined);
        iv.CopyTo(joined[associatedData.Length..]);
        text[..taken].CopyTo(joined[headLength..]);
        fixed (byte* joinedPointer = joined, textPointer = text)
        {
            return AesGcmKernel.Authenticate(
                key, Head(salt), Tail(iv), joinedPointer, joinedLength, textPointer + taken, text.Length - taken);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Head(ReadOnlySpan<byte> salt) => BinaryPrimitives.ReadUInt32LittleEndian(salt);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Tail(ReadOnlySpan<byte> iv) => BinaryPrimitives.ReadUInt64LittleEndian(iv);
}
