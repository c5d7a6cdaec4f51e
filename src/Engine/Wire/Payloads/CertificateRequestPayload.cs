namespace MyIkev2.Engine.Wire;

/// <summary>The Certificate Request payload (RFC 7296 section 3.7).</summary>
/// <param name="Encoding">A <see cref="CertificateEncoding"/>, or a number we do not know.</param>
/// <param name="Data">The certification authorities: for X.509 a list of SHA-1 hashes, 20 octets each.</param>
public sealed record CertificateRequestPayload(byte Encoding, ReadOnlyMemory<byte> Data) : Payload
{
    public override PayloadType Type => PayloadType.CertificateRequest;

    public override void WriteBody(ref WireWriter w)
    {
        w.U8(Encoding);
        w.Bytes(Data.Span);
    }

    public bool Equals(CertificateRequestPayload? other) =>
        base.Equals(other) && Encoding == other.Encoding && Octets.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Encoding, Octets.Hash(Data));

    internal static Payload Read(ref WireReader reader, in PayloadHeader header)
    {
        byte encoding = reader.U8("CERTREQ: encoding");
        return new CertificateRequestPayload(encoding, reader.RestMemory()) { Critical = header.Critical };
    }
}
