using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>A tag of one block and the ICV of 8, 12 or 16 octets that is cut from it.</summary>
internal static class BlockTag
{
    private const int FullLength = 16;

    /// <summary>The head of the full tag.</summary>
    public static void Cut(Vector128<byte> tag, Span<byte> icv)
    {
        if (icv.Length == FullLength)
        {
            tag.CopyTo(icv);
            return;
        }

        Span<byte> full = stackalloc byte[FullLength];
        tag.CopyTo(full);
        full[..icv.Length].CopyTo(icv);
    }

    /// <summary>Compares all octets at once; time depends on the length alone.</summary>
    public static bool Matches(Vector128<byte> tag, ReadOnlySpan<byte> icv)
    {
        if (icv.Length == FullLength)
        {
            return (tag ^ Vector128.Create(icv)) == Vector128<byte>.Zero;
        }

        Span<byte> full = stackalloc byte[FullLength];
        tag.CopyTo(full);
        return ConstantTime.AreEqual(full[..icv.Length], icv);
    }
}
