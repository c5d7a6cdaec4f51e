using System.Buffers;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>HMAC through the platform's one-call functions; two inputs are joined first.</summary>
internal sealed class PlatformHmac(HashAlgorithmName hash, int outputLength) : IMac
{
    private const int StackLimit = 512;

    public int OutputLength => outputLength;

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            CryptographicOperations.HmacData(hash, key, first.IsEmpty ? second : first, output[..outputLength]);
            return;
        }

        int length = first.Length + second.Length;
        byte[]? rented = length > StackLimit ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> joined = rented is null ? stackalloc byte[StackLimit] : rented;
        joined = joined[..length];
        first.CopyTo(joined);
        second.CopyTo(joined[first.Length..]);
        CryptographicOperations.HmacData(hash, key, joined, output[..outputLength]);
        CryptographicOperations.ZeroMemory(joined);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
