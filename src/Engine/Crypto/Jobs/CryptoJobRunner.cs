using MyIkev2.Engine.Radius;

namespace MyIkev2.Engine.Crypto;

/// <summary>Runs a job to its end on the calling thread. Pure: the same job and randomness give the same result.</summary>
public static class CryptoJobRunner
{
    public static CryptoJobResult Run(CryptoJob job, ICryptoProvider provider, IRandomSource random)
    {
        switch (job)
        {
            case KeyExchangeJob exchange:
                var method = provider.KeyExchange(exchange.Method);
                if (method is null)
                {
                    return new CryptoJobResult(job, null, null);
                }

                return exchange switch
                {
                    { PeerPublic: null } => new CryptoJobResult(job, method.Generate(random), null),
                    { Private: null } => method.Respond(random, exchange.PeerPublic) is { } answer
                        ? new CryptoJobResult(job, new KeyExchangeKeyPair(KeyMaterial.Empty, answer.Public), answer.Shared)
                        : new CryptoJobResult(job, null, null),
                    _ => new CryptoJobResult(job, null, method.Agree(exchange.Private, exchange.PeerPublic)),
                };
            case SignatureJob signature:
                return new CryptoJobResult(job, null, null)
                {
                    Signature = provider.Signature(signature.Algorithm)?.Sign(signature.Key, signature.Octets.Span),
                };
            case PeerCertificateJob ofPeer:
                return new CryptoJobResult(job, null, null) { Verdict = ofPeer.Check.Run(provider) };
            case RevocationJob or RadiusJob:
                return new CryptoJobResult(job, null, null);
            case TlsJob tls:
                return new CryptoJobResult(job, null, null) { Tls = tls.Session.Advance(tls.Records.Span) };
            default:
                throw new ArgumentOutOfRangeException(nameof(job), job, "unknown job");
        }
    }
}
