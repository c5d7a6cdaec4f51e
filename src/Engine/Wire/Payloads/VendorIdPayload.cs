namespace MyIkev2.Engine.Wire;

/// <summary>The Vendor ID payload (RFC 7296 section 3.12).</summary>
public sealed record VendorIdPayload(ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.VendorId;

    public override void WriteBody(ref WireWriter w) => w.Bytes(Data.Span);

    public bool Equals(VendorIdPayload? other) => base.Equals(other) && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header) =>
        new VendorIdPayload(reader.RestMemory()) { Critical = header.Critical };
}
