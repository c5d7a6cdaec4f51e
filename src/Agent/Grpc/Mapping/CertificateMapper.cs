using Google.Protobuf;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Certificates and revocation lists as messages.</summary>
internal static class CertificateMapper
{
    /// <summary>The most rows in one message; revocation lists, which can be long, go one by one.</summary>
    private const int LargestBatch = 64;

    /// <summary>A longer encoding does not fit a message, and is left out.</summary>
    private const int LongestEncoding = 1024 * 1024;

    /// <summary>All of them; at least one answer.</summary>
    public static IEnumerable<V1.ListCertificatesResponse> Cut(RegistryView view)
    {
        var certificates = view.Certificates.Where(static row => row.Use != CertificateUse.RevocationList).Chunk(LargestBatch).DefaultIfEmpty([]);
        var lists = view.Certificates.Where(static row => row.Use == CertificateUse.RevocationList).Chunk(1);
        return certificates.Concat(lists)
            .Select(batch => new V1.ListCertificatesResponse { AsOf = WireValues.Moment(view.AsOf), Certificates = { batch.Select(ToMessage) } });
    }

    private static V1.Certificate ToMessage(CertificateInfo row) => new()
    {
        Name = row.Name,
        Use = row.Use switch
        {
            CertificateUse.Own => V1.CertificateUse.Own,
            CertificateUse.Intermediate => V1.CertificateUse.Intermediate,
            CertificateUse.Authority => V1.CertificateUse.Authority,
            CertificateUse.Peer => V1.CertificateUse.Peer,
            CertificateUse.RevocationList => V1.CertificateUse.RevocationList,
            _ => V1.CertificateUse.Unspecified,
        },
        Subject = row.Subject,
        Issuer = row.Issuer,
        AlternativeNames = { row.AlternativeNames },
        Key = row.Key,
        SerialNumber = row.SerialNumber,
        NotBefore = WireValues.Moment(row.NotBefore),
        NotAfter = row.NotAfter is { } notAfter ? WireValues.Moment(notAfter) : null,
        Revoked = (uint)row.Revoked,
        Fingerprint = row.Fingerprint,
        Der = row.Der.Length <= LongestEncoding ? ByteString.CopyFrom(row.Der.Span) : ByteString.Empty,
    };
}
