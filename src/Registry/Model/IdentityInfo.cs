namespace MyIkev2.Registry;

/// <summary>An identity as negotiated in IKE_AUTH (RFC 7296 section 3.5).</summary>
/// <param name="Type">IANA identification type; 0 while unknown.</param>
/// <param name="Data">The identification data as on the wire.</param>
/// <param name="Text">Printable form: address, name, RFC 4514 name, or for a key id its text or hex digits.</param>
public sealed record IdentityInfo(byte Type, ReadOnlyMemory<byte> Data, string Text)
{
    /// <summary>An identity that is not known (yet).</summary>
    public static IdentityInfo Unknown { get; } = new(0, ReadOnlyMemory<byte>.Empty, string.Empty);

    /// <summary>Key id type of RFC 7296.</summary>
    public const byte KeyIdType = 11;

    /// <inheritdoc/>
    public bool Equals(IdentityInfo? other) =>
        other is not null && Type == other.Type && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
