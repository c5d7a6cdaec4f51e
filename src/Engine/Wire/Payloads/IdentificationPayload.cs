namespace MyIkev2.Engine.Wire;

/// <summary>The Identification payloads IDi and IDr (RFC 7296 section 3.5).</summary>
public sealed record IdentificationPayload(
    bool IsInitiator,
    IdentificationType IdType,
    ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type =>
        IsInitiator ? PayloadType.IdentificationInitiator : PayloadType.IdentificationResponder;

    public override void WriteBody(ref WireWriter w)
    {
        w.U8((byte)IdType);
        w.Zeros(3);
        w.Bytes(Data.Span);
    }

    public bool Equals(IdentificationPayload? other) =>
        base.Equals(other)
        && IsInitiator == other.IsInitiator
        && IdType == other.IdType
        && Octets.Same(Data, other.Data);

    public override int GetHashCode() =>
        HashCode.Combine(base.GetHashCode(), IsInitiator, IdType, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        var idType = (IdentificationType)reader.U8("ID: type");
        reader.Skip(3, "ID: reserved");
        int expected = idType switch
        {
            IdentificationType.Ipv4Address => 4,
            IdentificationType.Ipv6Address => 16,
            _ => reader.Remaining,
        };
        if (reader.Remaining != expected)
        {
            reader.Fail(WireErrorCode.LengthMismatch, "ID: address");
        }

        bool isInitiator = header.Type == PayloadType.IdentificationInitiator;
        return new IdentificationPayload(isInitiator, idType, reader.RestMemory()) { Critical = header.Critical };
    }
}
