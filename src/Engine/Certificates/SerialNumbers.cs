using System.Diagnostics.CodeAnalysis;

namespace MyIkev2.Engine.Certificates;

/// <summary>Compares serial numbers, and other octets, by content.</summary>
internal static class SerialNumbers
{
    public static IEqualityComparer<ReadOnlyMemory<byte>> Comparer { get; } = new ByContent();

    private sealed class ByContent : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode([DisallowNull] ReadOnlyMemory<byte> obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
