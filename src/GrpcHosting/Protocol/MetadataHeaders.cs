using Grpc.Core;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>Metadata as HTTP headers: which names are ours to carry, and base64 for <c>-bin</c> values.</summary>
internal static class MetadataHeaders
{
    /// <summary>True for headers that belong to HTTP or to gRPC itself and are no metadata.</summary>
    public static bool IsReserved(string name) =>
        name.Length == 0 || name[0] == ':' || name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase)
        || name.Equals("host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-encoding", StringComparison.OrdinalIgnoreCase)
        || name.Equals("connection", StringComparison.OrdinalIgnoreCase)
        || name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text that travels for an entry.</summary>
    public static string HeaderValue(Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;

    /// <summary>
    /// Adds a header that came in. A <c>-bin</c> value may be a comma-separated list of base64 texts with or without
    /// padding; what is no base64 is left out, because a peer's header never breaks a call.
    /// </summary>
    public static void AddReceived(Metadata metadata, string name, string value)
    {
        string key = name.ToLowerInvariant();
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }

        foreach (Range range in value.AsSpan().Split(','))
        {
            if (TryDecodeBase64(value.AsSpan()[range].Trim(), out byte[] bytes))
            {
                metadata.Add(Metadata.Entry.Received(key, bytes));
            }
        }
    }

    private static bool TryDecodeBase64(ReadOnlySpan<char> text, out byte[] bytes)
    {
        int padding = (4 - (text.Length % 4)) % 4;
        Span<char> padded = text.Length < 256 ? stackalloc char[text.Length + padding] : new char[text.Length + padding];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        byte[] buffer = new byte[padded.Length / 4 * 3];
        bool decoded = Convert.TryFromBase64Chars(padded, buffer, out int written);
        bytes = decoded ? buffer[..written] : [];
        return decoded;
    }
}
