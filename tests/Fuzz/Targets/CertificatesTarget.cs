using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Fuzz.Targets;

/// <summary>What a peer and the places that its certificate names may send: certificates, revocation lists, OCSP answers, names of signature algorithms.</summary>
public static class CertificatesTarget
{
    private static readonly Lazy<ICryptoProvider> Crypto = new(CryptoProviders.CreatePortable);

    public static FuzzTarget Target { get; } = new(
        "certificates", "whatever is read stays inside its octets, is trusted by nobody, and a chain of it is refused with a reason", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var memory = new ReadOnlyMemory<byte>(octets);
        SignatureAlgorithms.Find(memory);
        PublicKey.TryRead(memory);
        if (RevocationList.TryRead(memory) is { } list)
        {
            FuzzFailureException.Require(list.Count <= octets.Length, "a revocation list has more entries than octets");
        }

        if (Certificate.TryRead(memory) is not { } certificate)
        {
            return;
        }

        FuzzFailureException.Require(certificate.Der.Length == octets.Length, "a certificate is shorter than its octets");
        FuzzFailureException.Require(!certificate.SubjectText.Any(char.IsControl) && !certificate.AlternativeNames.Any(name => name.Any(char.IsControl)), "a name would disturb a terminal");
        FuzzFailureException.Require(certificate.Equals(Certificate.TryRead(octets.AsMemory())), "a certificate is not equal to itself");
        OcspRequest.Create(certificate, certificate);
        OcspResponse.Read(memory, certificate, certificate, Crypto.Value, 0);
        var verdict = new PeerCertificateCheck
        {
            Presented = [memory],
            Trust = TrustStore.Empty,
            Identity = certificate.SubjectIdentity,
            Algorithms = SignatureAlgorithms.All,
            Signature = memory,
            Octets = memory,
            Now = certificate.NotBefore.ToUnixTimeMilliseconds(),
        }.Run(Crypto.Value);
        FuzzFailureException.Require(!verdict.IsAccepted && verdict.Problem.Length > 0, "a certificate that nobody trusts is accepted");
    }
}
