using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>
/// What the sides tell each other before they sign: the hashes that they can check (RFC 7427 section 4) and the authorities that they trust (CERTREQ, RFC 7296
/// section 3.7). Certificates travel by value only: HTTP_CERT_LOOKUP_SUPPORTED is never sent.
/// </summary>
internal static class CertificateSupport
{
    /// <summary>A CERTREQ with more authorities says no more: those left out are tried all the same.</summary>
    private const int MostAuthorities = 64;

    /// <summary>SHA-1 is not among them (RFC 8247 section 3).</summary>
    private static readonly (SignatureHashAlgorithm Hash, SignatureAlgorithm Algorithm)[] Hashes =
    [
        (SignatureHashAlgorithm.Sha256, SignatureAlgorithms.RsaSha256),
        (SignatureHashAlgorithm.Sha384, SignatureAlgorithms.RsaSha384),
        (SignatureHashAlgorithm.Sha512, SignatureAlgorithms.RsaSha512),
        (SignatureHashAlgorithm.Identity, SignatureAlgorithms.Ed25519),
    ];

    /// <summary>The hashes that signatures may have, where a certificate may come in.</summary>
    public static void Contribute(IkeSa sa, List<Payload> payloads, IReadOnlyList<PeerPolicy> policies)
    {
        foreach (var policy in SecondRoundSupport.WithSecond(policies))
        {
            // Peers say what they can check only to those who say it too.
            if (MayUseNamedAlgorithms(policy.RemoteAuthentication, policy.RemoteSignatureMethod) || MayUseNamedAlgorithms(policy.LocalAuthentication, policy.LocalSignatureMethod))
            {
                payloads.Add(SignatureHashesNotify.Create(
                    [.. Hashes.Where(row => sa.Services.Context.Crypto.Signature(row.Algorithm) is not null).Select(static row => row.Hash)]));
                return;
            }
        }
    }

    private static bool MayUseNamedAlgorithms(AuthenticationKind kind, AuthenticationMethod? demanded) =>
        kind == AuthenticationKind.Certificate && demanded is null or AuthenticationMethod.DigitalSignature;

    public static void Inspect(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindNotify(NotifyType.SignatureHashAlgorithms) is { } notify && SignatureHashesNotify.TryRead(notify, out var hashes))
        {
            sa.PeerHashes = hashes;
        }

        foreach (var payload in payloads)
        {
            sa.PeerWantsCertificates |= payload is CertificateRequestPayload { Encoding: (byte)CertificateEncoding.X509Signature };
        }
    }

    /// <summary>The authorities that the peer asked for certificates of, as far as they are known here; for the operator.</summary>
    public static IEnumerable<Certificate> AskedFor(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (sa.Policy is not { } policy)
        {
            yield break;
        }

        foreach (var payload in payloads)
        {
            if (payload is CertificateRequestPayload { Encoding: (byte)CertificateEncoding.X509Signature, Data: var data })
            {
                foreach (var anchor in sa.Services.Peers.TrustOf(policy).Anchors.Where(anchor => anchor.PublicKey is { } key && Holds(data.Span, key.KeyIdentifier.Span)))
                {
                    yield return anchor;
                }
            }
        }
    }

    /// <summary>Asks for the peer's certificate; gives back the authorities that were named.</summary>
    public static IReadOnlyList<Certificate> Request(IkeSa sa, List<Payload> payloads, IReadOnlyList<PeerPolicy> policies)
    {
        var named = new List<Certificate>();
        var keys = new List<ReadOnlyMemory<byte>>();
        var asked = false;
        foreach (var policy in SecondRoundSupport.WithSecond(policies))
        {
            if (policy.RemoteAuthentication != AuthenticationKind.Certificate || !policy.SendCertificateRequest)
            {
                continue;
            }

            asked = true;
            foreach (var anchor in sa.Services.Peers.TrustOf(policy).Anchors)
            {
                if (anchor.PublicKey is { } key && keys.Count < MostAuthorities && !keys.Exists(other => other.Span.SequenceEqual(key.KeyIdentifier.Span)))
                {
                    keys.Add(key.KeyIdentifier);
                    named.Add(anchor);
                }
            }
        }

        if (asked)
        {
            payloads.Add(new CertificateRequestPayload((byte)CertificateEncoding.X509Signature, keys.SelectMany(static key => key.ToArray()).ToArray()));
        }

        return named;
    }

    /// <summary>A CERTREQ is the SHA-1 key identifiers of authorities, one after the other.</summary>
    private static bool Holds(ReadOnlySpan<byte> request, ReadOnlySpan<byte> key)
    {
        for (; key.Length > 0 && request.Length >= key.Length; request = request[key.Length..])
        {
            if (request[..key.Length].SequenceEqual(key))
            {
                return true;
            }
        }

        return false;
    }
}
