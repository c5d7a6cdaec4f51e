namespace MyIkev2.Engine.Wire;

/// <summary>The Authentication payload (RFC 7296 section 3.8).</summary>
public sealed record AuthenticationPayload(AuthenticationMethod Method, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.Authentication;

    public override void WriteBody(ref WireWriter w)
    {
        w.U8((byte)Method);
        w.Zeros(3);
        w.Bytes(Data.Span);
    }

    public bool Equals(AuthenticationPayload? other) =>
        base.Equals(other) && Method == other.Method && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Method, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        var method = (AuthenticationMethod)reader.U8("AUTH: method");
        reader.Skip(3, "AUTH: reserved");
        return new AuthenticationPayload(method, reader.RestMemory()) { Critical = header.Critical };
    }
}
