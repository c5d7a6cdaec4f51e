using System.Buffers.Binary;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// The EAP payload (RFC 7296 section 3.16): one EAP packet, whose own length field must agree with the payload's.
/// </summary>
public sealed record ExtensibleAuthenticationPayload(ReadOnlyMemory<byte> Data) : Payload
{
    private const int EapHeaderSize = 4;

    public override PayloadType Type => PayloadType.ExtensibleAuthentication;

    public override void WriteBody(ref WireWriter w) => w.Bytes(Data.Span);

    public bool Equals(ExtensibleAuthenticationPayload? other) =>
        base.Equals(other) && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        int start = reader.Offset;
        ReadOnlyMemory<byte> packet = reader.RestMemory();
        if (packet.Length < EapHeaderSize)
        {
            reader.Fail(WireErrorCode.Truncated, "EAP: header");
        }
        else if (BinaryPrimitives.ReadUInt16BigEndian(packet.Span[2..]) != packet.Length)
        {
            reader.FailAt(start + 2, WireErrorCode.LengthMismatch, "EAP: length");
        }

        return new ExtensibleAuthenticationPayload(packet) { Critical = header.Critical };
    }
}
