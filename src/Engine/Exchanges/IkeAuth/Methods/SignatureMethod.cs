using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// A signature with the key of an X.509 certificate (RFC 7296 section 2.15; RFC 7427; RFC 4754). Signing, checking and asking about revocation are jobs, one after
/// the other; <see cref="SignaturePayload"/> knows the forms that AUTH takes.
/// </summary>
internal sealed class SignatureMethod : IAuthMethod
{
    private CertificateCredential? _credential;
    private SignatureAlgorithm? _algorithm;
    private AuthenticationMethod _method;
    private PeerCertificateVerdict? _verdict;
    private RevocationRule _rule;

    public Identity DefaultIdentity(IkeSa sa, Identity? wanted)
    {
        if (Credential(sa) is not { } credential)
        {
            return wanted ?? Identity.Address(sa.Path.Local.Address);
        }

        var own = credential.Chain[0];
        return wanted is not null && CertificateNames.StandsFor(own, wanted) ? wanted : own.SubjectIdentity;
    }

    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId)
    {
        if (Credential(sa) is not { } credential)
        {
            return Failed($"certificate '{sa.RoundPolicy.Certificate}' of vpn {sa.Name} is not loaded", CloseReason.CertificateInvalid);
        }

        if (SignaturePayload.Choose(credential.Key.Public, sa.PeerHashes, sa.RoundPolicy, sa.Services.Context.Crypto) is not { } choice)
        {
            return Failed($"the peer can check no signature of a key of kind {credential.Key.Public.Description} that this vpn may make", CloseReason.AuthenticationFailedLocal);
        }

        _credential = credential;
        (_method, _algorithm) = choice;
        var octets = AuthInput.OfThisSide(sa, ownId).ToOctets(Prf(sa));
        return new AuthStep.Pending(new SignatureJob(sa.Services.NextJobSerial(), credential.Key, _algorithm, octets));
    }

    public AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads)
    {
        var auth = payloads.Find<AuthenticationPayload>()!;
        var (algorithms, signature) = SignaturePayload.Read(auth);
        if (algorithms.Count == 0)
        {
            return Failed($"the peer signed with an algorithm that is not accepted (method {auth.Method})", CloseReason.AuthenticationFailedLocal);
        }

        var presented = new List<ReadOnlyMemory<byte>>();
        foreach (var payload in payloads)
        {
            if (payload is not CertificatePayload certificate)
            {
                continue;
            }

            if (certificate.Encoding == (byte)CertificateEncoding.X509Signature)
            {
                presented.Add(certificate.Data);
            }
            else if (certificate.Encoding is (byte)CertificateEncoding.HashAndUrlOfX509 or (byte)CertificateEncoding.HashAndUrlOfX509Bundle)
            {
                return Failed("the peer sent the address of its certificate (hash and URL), which nobody asked for", CloseReason.CertificateInvalid);
            }
        }

        _method = auth.Method;
        _rule = sa.RoundPolicy.Revocation;
        return new AuthStep.Pending(new PeerCertificateJob(sa.Services.NextJobSerial(), new PeerCertificateCheck
        {
            Presented = presented,
            Trust = sa.Services.Peers.TrustOf(sa.RoundPolicy),
            Identity = sa.RemoteIdentity!,
            Algorithms = algorithms,
            Signature = signature,
            Octets = AuthInput.OfPeer(sa, peerId).ToOctets(Prf(sa)),
            Now = sa.Services.Now.UnixMilliseconds,
            Revocation = _rule,
        }));
    }

    public AuthStep OnJob(IkeSa sa, CryptoJobResult result) => result.Job switch
    {
        SignatureJob => OnSigned(sa, result.Signature),
        PeerCertificateJob => OnChecked(sa, result.Verdict),
        _ => OnRevocationKnown(sa, result.Revocation),
    };

    private AuthStep OnSigned(IkeSa sa, byte[]? signature)
    {
        if (signature is null || _credential is not { } credential
            || SignaturePayload.Write(_method, _algorithm!, credential.Key.Public, signature) is not { } auth)
        {
            return Failed("the signature could not be made", CloseReason.InternalError);
        }

        var payloads = new List<Payload>();
        if (SendsCertificates(sa))
        {
            payloads.AddRange(credential.Chain.Select(static certificate =>
                new CertificatePayload((byte)CertificateEncoding.X509Signature, certificate.Der)));
        }

        payloads.Add(auth);
        return new AuthStep.Done(payloads, _method, _algorithm!.Name);
    }

    private static bool SendsCertificates(IkeSa sa) => sa.Policy?.SendCertificate switch
    {
        CertificateSending.Always => true,
        CertificateSending.Never => false,
        _ => sa.PeerWantsCertificates,
    };

    private AuthStep OnChecked(IkeSa sa, PeerCertificateVerdict? verdict)
    {
        if (verdict is not { IsAccepted: true })
        {
            return Failed(
                $"authentication of '{sa.RemoteIdentity}' failed: {verdict?.Problem ?? "its signature could not be checked"}",
                verdict is { IsCertificateProblem: true } ? CloseReason.CertificateInvalid : CloseReason.AuthenticationFailedLocal);
        }

        _verdict = verdict;
        if (RevocationCheck.HasSomebodyToAsk(verdict.Open))
        {
            return new AuthStep.Pending(new RevocationJob(sa.Services.NextJobSerial(), verdict.Open, sa.Services.Now.UnixMilliseconds));
        }

        return OnRevocationKnown(sa, null);
    }

    private AuthStep OnRevocationKnown(IkeSa sa, IReadOnlyList<RevocationStatus>? answers)
    {
        var verdict = _verdict!;
        if (RevocationCheck.ProblemOf(verdict.Open, answers, _rule) is { } problem)
        {
            return Failed($"authentication of '{sa.RemoteIdentity}' failed: {problem}", CloseReason.CertificateInvalid);
        }

        sa.RemoteCertificate = verdict.Chain[0];
        return new AuthStep.Done([], _method, verdict.Algorithm!.Name);
    }

    private static CertificateCredential? Credential(IkeSa sa) => sa.Services.Peers.FindCredential(sa.RoundPolicy.Certificate);

    private static IPrf Prf(IkeSa sa) => sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!;

    private static AuthStep.Failed Failed(string text, CloseReason reason) => new(reason, text);
}
