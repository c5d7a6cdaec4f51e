namespace MyIkev2.Engine.Wire;

/// <summary>
/// The Encrypted payload SK (RFC 7296 section 3.14), always the last of a message. Its body is what the
/// negotiated algorithms make of it: initialization vector, ciphertext, integrity check value.
/// </summary>
/// <param name="FirstInner">The first payload inside, from the Next Payload field.</param>
/// <param name="Body">Everything after the generic payload header, still protected.</param>
public sealed record EncryptedPayload(PayloadType FirstInner, ReadOnlyMemory<byte> Body) : Payload
{
    public override PayloadType Type => PayloadType.Encrypted;

    internal override PayloadType? FirstInnerType => FirstInner;

    public override void WriteBody(ref WireWriter w) => w.Bytes(Body.Span);

    public bool Equals(EncryptedPayload? other) =>
        base.Equals(other) && FirstInner == other.FirstInner && Octets.Same(Body, other.Body);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), FirstInner, Octets.Hash(Body));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header) =>
        new EncryptedPayload(header.Next, reader.RestMemory()) { Critical = header.Critical };
}
