namespace MyIkev2.Engine.Wire;

/// <summary>A payload of a type outside <see cref="PayloadCatalog"/>, kept as it came and to be ignored.</summary>
public sealed record UnknownPayload(PayloadType Type, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type { get; } = Type;

    public override void WriteBody(ref WireWriter w) => w.Bytes(Data.Span);

    public bool Equals(UnknownPayload? other) =>
        base.Equals(other) && Type == other.Type && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Type, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header) =>
        new UnknownPayload(header.Type, reader.RestMemory()) { Critical = header.Critical };
}
