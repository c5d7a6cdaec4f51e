using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>A set of algorithms for the IKE SA and its child.</summary>
internal sealed record EngineSuite(string Name, ProposalOffer Ike)
{
    private static readonly EncryptionChoice Gcm128 = new(EncryptionId.AesGcm16, 128);
    private static readonly EncryptionChoice Cbc128 = new(EncryptionId.AesCbc, 128);

    public static EngineSuite Curve25519Gcm { get; } = new("curve25519, aes128-gcm", Combined(KeyExchangeId.Curve25519));

    public static EngineSuite Ecp256Gcm { get; } = new("ecp256, aes128-gcm", Combined(KeyExchangeId.Ecp256));

    public static EngineSuite Modp2048Cbc { get; } = new("modp2048, aes128-cbc + hmac-sha256", Classic(KeyExchangeId.Modp2048));

    public static EngineSuite Curve25519Cbc { get; } = new("aes128-sha256-x25519", Classic(KeyExchangeId.Curve25519));

    public static EngineSuite Ecp256Cbc { get; } = new("aes128-sha256-ecp256", Classic(KeyExchangeId.Ecp256));

    public static EngineSuite Modp2048Gcm { get; } = new("modp2048, aes128-gcm", Combined(KeyExchangeId.Modp2048));

    /// <summary>Certificates in place of the preshared key; null for the key.</summary>
    public BenchmarkPki? Pki { get; init; }

    public ProposalOffer Esp { get; } = new() { Protocol = ProtocolId.Esp, Encryption = [Gcm128] };

    private static ProposalOffer Combined(KeyExchangeId exchange) => new()
    {
        Protocol = ProtocolId.Ike,
        Encryption = [Gcm128],
        Prfs = [PseudorandomFunctionId.HmacSha256],
        KeyExchanges = [exchange],
    };

    private static ProposalOffer Classic(KeyExchangeId exchange) => new()
    {
        Protocol = ProtocolId.Ike,
        Encryption = [Cbc128],
        Integrity = [IntegrityId.HmacSha256_128],
        Prfs = [PseudorandomFunctionId.HmacSha256],
        KeyExchanges = [exchange],
    };
}
