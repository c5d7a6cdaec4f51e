using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Certificates;

/// <summary>All certificates, keys and revocation lists that a configuration may name. Immutable.</summary>
/// <param name="Credentials">Certificates with their keys.</param>
/// <param name="Known">Certificates without; trusted are the authorities among them that issued themselves.</param>
/// <param name="RevocationLists">Revocation lists.</param>
/// <param name="Problems">What could not be used, one line each.</param>
public sealed record CertificateCollection(
    IReadOnlyList<CertificateCredential> Credentials,
    IReadOnlyList<KnownCertificate> Known,
    IReadOnlyList<RevocationList> RevocationLists,
    IReadOnlyList<string> Problems)
{
    public static CertificateCollection Empty { get; } = new([], [], [], []);

    public bool HasCredential(string name) => Credentials.Any(row => row.Name == name);

    public bool HasAuthority(string name) => Known.Any(row => row.Name == name);
}
