namespace MyIkev2.Engine.Wire;

/// <summary>
/// The Key Exchange payload (RFC 7296 section 3.4). Whether the data suits the method is the method's to judge.
/// </summary>
public sealed record KeyExchangePayload(KeyExchangeId Method, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.KeyExchange;

    public override void WriteBody(ref WireWriter w)
    {
        w.U16((ushort)Method);
        w.U16(0);
        w.Bytes(Data.Span);
    }

    public bool Equals(KeyExchangePayload? other) =>
        base.Equals(other) && Method == other.Method && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Method, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        var method = (KeyExchangeId)reader.U16("KE: method");
        reader.Skip(2, "KE: reserved");
        return new KeyExchangePayload(method, reader.RestMemory()) { Critical = header.Critical };
    }
}
