using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>What monitors may know of the certificates of a configuration.</summary>
internal static class CertificateFacts
{
    /// <summary>Own certificates first, then authorities and peers, then revocation lists.</summary>
    public static IReadOnlyList<CertificateInfo> Publish(EngineConfiguration configuration)
    {
        var rows = new List<CertificateInfo>();
        foreach (var credential in configuration.Credentials)
        {
            for (var i = 0; i < credential.Chain.Count; i++)
            {
                rows.Add(Describe(credential.Name, i == 0 ? CertificateUse.Own : CertificateUse.Intermediate, credential.Chain[i]));
            }
        }

        var wanted = configuration.Peers.Select(static peer => peer.RemoteAuthority).ToHashSet(StringComparer.Ordinal);
        foreach (var known in configuration.Certificates)
        {
            var use = known.IsTrusted || wanted.Contains(known.Name) ? CertificateUse.Authority
                : known.Certificate.IsAuthority ? CertificateUse.Intermediate
                : CertificateUse.Peer;
            rows.Add(Describe(known.Name, use, known.Certificate));
        }

        rows.AddRange(configuration.RevocationLists.Select(static list => new CertificateInfo
        {
            Name = string.Empty,
            Use = CertificateUse.RevocationList,
            Subject = list.IssuerText,
            Issuer = list.IssuerText,
            NotBefore = list.ThisUpdate,
            NotAfter = list.NextUpdate,
            Revoked = list.Count,
            Der = list.Der,
        }));
        return rows;
    }

    private static CertificateInfo Describe(string name, CertificateUse use, Certificate certificate) => new()
    {
        Name = name,
        Use = use,
        Subject = certificate.SubjectText,
        Issuer = certificate.IssuerText,
        AlternativeNames = certificate.AlternativeNames,
        Key = certificate.PublicKey?.Description ?? string.Empty,
        SerialNumber = Convert.ToHexStringLower(certificate.SerialNumber.Span),
        NotBefore = certificate.NotBefore,
        NotAfter = certificate.NotAfter,
        Fingerprint = certificate.Fingerprint,
        Der = certificate.Der,
    };
}
