namespace MyIkev2.Engine.Wire;

/// <summary>The Certificate payload (RFC 7296 section 3.6).</summary>
/// <param name="Encoding">A <see cref="CertificateEncoding"/>, or a number we do not know.</param>
/// <param name="Data">The certificate data in that encoding.</param>
public sealed record CertificatePayload(byte Encoding, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.Certificate;

    public override void WriteBody(ref WireWriter w)
    {
        w.U8(Encoding);
        w.Bytes(Data.Span);
    }

    public bool Equals(CertificatePayload? other) =>
        base.Equals(other) && Encoding == other.Encoding && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Encoding, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        byte encoding = reader.U8("CERT: encoding");
        return new CertificatePayload(encoding, reader.RestMemory()) { Critical = header.Critical };
    }
}
