namespace MyIkev2.Registry;

/// <summary>
/// Names a tunnel for its whole life: it survives rekeys and is never reused while the process runs. IKE tunnels, dynamic and manual
/// IPsec tunnels number independently; the text forms carry the letter that tells them apart (<c>K12</c>, <c>Y7</c>, <c>M1</c>).
/// </summary>
/// <param name="Value">1 for the first tunnel of the process; 0 is "no tunnel".</param>
public readonly record struct TunnelId(ulong Value) : IComparable<TunnelId>
{
    /// <summary>Order of creation.</summary>
    public int CompareTo(TunnelId other) => Value.CompareTo(other.Value);

    /// <summary>True when <paramref name="left"/> was created first.</summary>
    public static bool operator <(TunnelId left, TunnelId right) => left.Value < right.Value;

    /// <summary>True when <paramref name="left"/> was created later.</summary>
    public static bool operator >(TunnelId left, TunnelId right) => left.Value > right.Value;

    /// <summary>True when <paramref name="left"/> was created first or is the same.</summary>
    public static bool operator <=(TunnelId left, TunnelId right) => left.Value <= right.Value;

    /// <summary>True when <paramref name="left"/> was created later or is the same.</summary>
    public static bool operator >=(TunnelId left, TunnelId right) => left.Value >= right.Value;

    /// <summary>The family name that displays show for an IKE tunnel, for example <c>K12</c>.</summary>
    public string ToIkeName() => $"K{Value}";

    /// <summary>The family name that displays show for a dynamic IPsec tunnel, for example <c>Y7</c>.</summary>
    public string ToIpsecName() => $"Y{Value}";

    /// <summary>The name that displays show for a manual tunnel, for example <c>M1</c>.</summary>
    public string ToManualName() => $"M{Value}";

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
