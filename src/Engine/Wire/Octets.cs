namespace MyIkev2.Engine.Wire;

/// <summary>Equality by content, for records that hold buffers or lists.</summary>
internal static class Octets
{
    public static bool Same(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        left.Span.SequenceEqual(right.Span);

    public static bool Same<T>(IReadOnlyList<T>? left, IReadOnlyList<T>? right)
        where T : IEquatable<T>
    {
        int count = left?.Count ?? 0;
        if (count != (right?.Count ?? 0))
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (!left![i].Equals(right![i]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool Same(IReadOnlyList<ReadOnlyMemory<byte>> left, IReadOnlyList<ReadOnlyMemory<byte>> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (!Same(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    public static int Hash(ReadOnlyMemory<byte> octets)
    {
        var hash = new HashCode();
        hash.AddBytes(octets.Span);
        return hash.ToHashCode();
    }

    public static int Hash<T>(IReadOnlyList<T>? items)
    {
        var hash = new HashCode();
        for (int i = 0; i < (items?.Count ?? 0); i++)
        {
            hash.Add(items![i]);
        }

        return hash.ToHashCode();
    }
}
