using Google.Protobuf;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// The registry's certificates in OPI's words. As with charon, subject and times are filled for raw public keys only, of which there are none here: the DER says
/// the rest.
/// </summary>
internal static class CertificateListMapper
{
    public static IPsecListCertsResp ToMessage(IReadOnlyList<CertificateInfo> certificates, IPsecListCertsReq request)
    {
        string type = request.Type.ToUpperInvariant();
        if (type is not ("" or "ANY" or "X509" or "X509_AC" or "X509_CRL" or "OCSP_RESPONSE" or "PUBKEY"))
        {
            throw OpiFailure.InvalidField("type", $"'{request.Type}' is none of X509, X509_AC, X509_CRL, OCSP_RESPONSE, PUBKEY, ANY.");
        }

        string flag = request.Flag.ToUpperInvariant();
        if (flag is not ("" or "ANY" or "NONE" or "CA" or "AA" or "OCSP"))
        {
            throw OpiFailure.InvalidField("flag", $"'{request.Flag}' is none of NONE, CA, AA, OCSP, ANY.");
        }

        return new IPsecListCertsResp
        {
            Certs =
            {
                certificates
                    .Where(row => type is "" or "ANY" || type == TypeOf(row))
                    .Where(row => flag is "" or "ANY" || flag == FlagOf(row))
                    .Where(row => request.Subject.Length == 0 || string.Equals(row.Subject, request.Subject, StringComparison.OrdinalIgnoreCase))
                    .Select(ToMessage),
            },
        };
    }

    private static ListCert ToMessage(CertificateInfo row) => new()
    {
        Type = row.Use == CertificateUse.RevocationList ? CertificateType.CertX509Crl : CertificateType.CertX509,
        Flag = FlagOf(row) == "CA" ? X509CertificateFlag.X509CertFlagCa : X509CertificateFlag.X509CertFlagNone,
        Hasprivkey = row.Use == CertificateUse.Own ? "yes" : string.Empty,
        Data = ByteString.CopyFrom(row.Der.Span).ToBase64(),
    };

    private static string TypeOf(CertificateInfo row) => row.Use == CertificateUse.RevocationList ? "X509_CRL" : "X509";

    private static string FlagOf(CertificateInfo row) => row.Use is CertificateUse.Authority or CertificateUse.Intermediate ? "CA" : "NONE";
}
