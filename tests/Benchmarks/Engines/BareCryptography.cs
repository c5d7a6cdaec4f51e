using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>
/// The cryptography of one side of a set-up and nothing else, as a loop over the provider that the engine uses: key pair and agreement, 14 HMACs, 4 SHA-1,
/// the IKE_AUTH pair sealed and opened, and with certificates one signature, and the checks of the peer's certificate and signature. It is the floor below
/// which no engine comes, and it moves with the machine as the engine does: ratios to it mean the same on a busy machine as on an idle one.
/// </summary>
internal sealed class BareCryptography(EngineSuite suite, ICryptoProvider crypto, IRandomSource random)
{
    private const int Prfs = 14;
    private const int Hashes = 4;
    private const int TypicalInput = 128;
    private const int AuthLength = 224;

    private readonly IKeyExchange _exchange = crypto.KeyExchange(suite.Ike.KeyExchanges[0])!;
    private readonly IPrf _prf = crypto.Prf(PseudorandomFunctionId.HmacSha256)!;
    private readonly IAead _aead = crypto.Aead(EncryptionId.AesGcm16, 128)!;
    private readonly byte[] _key = random.NextBytes(32);
    private readonly byte[] _input = random.NextBytes(TypicalInput);
    private readonly byte[] _signed = random.NextBytes(3 * TypicalInput);
    private CertificateCredential? _credential;
    private readonly byte[] _peer = crypto.KeyExchange(suite.Ike.KeyExchanges[0])!.Generate(random).Public;

    /// <summary>Microseconds of processor time for one side of one set-up.</summary>
    public double Measure(int count)
    {
        var cost = new ThreadCost();
        cost.Begin();
        for (var i = 0; i < count; i++)
        {
            RunOnce();
        }

        cost.End();
        return cost.Nanoseconds / 1000.0 / count;
    }

    private void RunOnce()
    {
        var own = _exchange.Generate(random);
        using (_exchange.Agree(own.Private, _peer) ?? throw new InvalidOperationException("the key exchange failed"))
        {
            own.Private.Dispose();
        }

        Span<byte> output = stackalloc byte[64];
        for (var i = 0; i < Prfs; i++)
        {
            _prf.Compute(_key, _input, default, output);
        }

        for (var i = 0; i < Hashes; i++)
        {
            crypto.Sha1(_input.AsSpan(0, 22), output);
        }

        Span<byte> text = stackalloc byte[AuthLength];
        Span<byte> icv = stackalloc byte[_aead.IcvLength];
        text.Clear();
        var key = _key.AsSpan(0, _aead.KeyLength);
        var iv = _input.AsSpan(0, _aead.IvLength);
        for (var i = 0; i < 2; i++)
        {
            // Two messages, each sealed or opened on this side; opening costs as much as sealing.
            _aead.Seal(key, iv, _input.AsSpan(0, 32), text, icv);
        }

        if (suite.Pki is { } pki)
        {
            Sign(pki);
        }
    }

    private void Sign(BenchmarkPki pki)
    {
        var rsa = crypto.Signature(SignatureAlgorithms.RsaSha256)!;
        _credential ??= pki.Initiator.Credential("yardstick");
        var signature = rsa.Sign(_credential.Key, _signed);
        var peer = pki.Responder.Certificate;
        if (signature is null || !rsa.Verify(_credential.Key.Public, _signed, signature)
            || !rsa.Verify(pki.Root.PublicKey!, peer.Signed.Span, peer.Signature.Span))
        {
            throw new InvalidOperationException("a signature of the benchmark is wrong");
        }
    }
}
