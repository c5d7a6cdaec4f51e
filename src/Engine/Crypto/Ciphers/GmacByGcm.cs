using System.Buffers;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ENCR_NULL_AUTH_AES_GMAC (RFC 4543 section 3) by any AES-GCM with the full ICV: what is authenticated is the associated data, the IV and
/// the text, in that order, nothing is encrypted, and the text stays as it is.
/// </summary>
internal sealed class GmacByGcm(IAead gcm) : IAead
{
    public int KeyLength => gcm.KeyLength;

    public int SaltLength => gcm.SaltLength;

    public int IvLength => gcm.IvLength;

    public int IcvLength => gcm.IcvLength;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        byte[] joined = Join(iv, associatedData, text, out int length);
        gcm.Seal(key, iv, joined.AsSpan(0, length), default, icv);
        ArrayPool<byte>.Shared.Return(joined);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        byte[] joined = Join(iv, associatedData, text, out int length);
        bool valid = gcm.Open(key, iv, joined.AsSpan(0, length), default, icv);
        ArrayPool<byte>.Shared.Return(joined);
        return valid;
    }

    private static byte[] Join(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> text, out int length)
    {
        length = associatedData.Length + iv.Length + text.Length;
        byte[] joined = ArrayPool<byte>.Shared.Rent(length);
        associatedData.CopyTo(joined);
        iv.CopyTo(joined.AsSpan(associatedData.Length));
        text.CopyTo(joined.AsSpan(associatedData.Length + iv.Length));
        return joined;
    }
}
