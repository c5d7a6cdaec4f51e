namespace MyIkev2.Engine.Wire;

/// <summary>The Nonce payload (RFC 7296 section 3.9): 16 to 256 octets.</summary>
public sealed record NoncePayload(ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.Nonce;

    public override void WriteBody(ref WireWriter w) => w.Bytes(Data.Span);

    public bool Equals(NoncePayload? other) => base.Equals(other) && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        if (header.BodyLength is < WireLimits.MinimumNonce or > WireLimits.MaximumNonce)
        {
            reader.Fail(WireErrorCode.InvalidValue, "Nonce: length");
        }

        return new NoncePayload(reader.RestMemory()) { Critical = header.Critical };
    }
}
