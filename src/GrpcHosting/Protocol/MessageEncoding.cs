using System.Buffers;
using System.IO.Compression;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>The message encodings that this side speaks: identity and gzip.</summary>
internal static class MessageEncoding
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";

    /// <summary>The value of <c>grpc-accept-encoding</c>.</summary>
    public const string Accepted = "identity,gzip";

    public static bool IsSupported(string? encoding) => IsIdentity(encoding) || IsGzip(encoding);

    public static bool IsIdentity(string? encoding) =>
        string.IsNullOrEmpty(encoding) || encoding.Equals(Identity, StringComparison.OrdinalIgnoreCase);

    public static bool IsGzip(string? encoding) => Gzip.Equals(encoding, StringComparison.OrdinalIgnoreCase);

    /// <summary>True when a <c>grpc-accept-encoding</c> value lists gzip.</summary>
    public static bool AcceptsGzip(string? acceptEncoding)
    {
        if (acceptEncoding is null)
        {
            return false;
        }

        foreach (Range range in acceptEncoding.AsSpan().Split(','))
        {
            if (acceptEncoding.AsSpan()[range].Trim().Equals(Gzip, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static void Compress(ReadOnlySpan<byte> message, PooledBuffer output)
    {
        using var gzip = new GZipStream(output.AsStream(), CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(message);
    }

    /// <summary>
    /// Expands a message into <paramref name="output"/>, which stops it at <paramref name="maxLength"/>: a few
    /// compressed bytes must not buy megabytes of memory.
    /// </summary>
    public static DecompressionResult Decompress(in ReadOnlySequence<byte> message, int maxLength, PooledBuffer output)
    {
        try
        {
            using var gzip = new GZipStream(new SequenceStream(message), CompressionMode.Decompress);
            while (true)
            {
                // One byte beyond the limit is enough to know that the limit is passed.
                Span<byte> free = output.GetSpan(4096);
                int allowed = (int)Math.Min(free.Length, (long)maxLength + 1 - output.Length);
                int read = gzip.Read(free[..allowed]);
                if (read == 0)
                {
                    return DecompressionResult.Done;
                }

                output.Advance(read);
                if (output.Length > maxLength)
                {
                    return DecompressionResult.TooLarge;
                }
            }
        }
        catch (InvalidDataException)
        {
            return DecompressionResult.Malformed;
        }
    }
}

/// <summary>What came of expanding a message.</summary>
internal enum DecompressionResult
{
    Done,
    TooLarge,
    Malformed,
}
