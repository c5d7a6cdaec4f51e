namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>TABLE: what a connection without proposals offers: ciphers and groups that every peer of today has.</summary>
internal static class DefaultProposals
{
    public static IReadOnlyList<ProposalOption> Ike { get; } =
    [
        new("enc-alg", "aes256-cbc"),
        new("enc-alg", "aes128-cbc"),
        new("auth-alg", "hmac-sha256"),
        new("auth-alg", "hmac-sha384"),
        new("auth-alg", "hmac-sha512"),
        new("dh-group", "curve25519"),
        new("dh-group", "ecp256"),
        new("dh-group", "ecp384"),
        new("dh-group", "modp3072"),
        new("dh-group", "modp2048"),
    ];

    public static IReadOnlyList<ProposalOption> Esp { get; } =
    [
        new("aead-alg", "aes256-gcm-128"),
        new("aead-alg", "aes128-gcm-128"),
        new("aead-alg", "chacha20-poly1305"),
    ];
}
