namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>TABLE: what a connection without proposals offers: ciphers and groups that every peer of today has.</summary>
internal static class DefaultProposals
{
    public static IReadOnlyList<(string Option, string Value)> Ike { get; } =
    [
        ("enc-alg", "aes256-cbc"),
        ("enc-alg", "aes128-cbc"),
        ("auth-alg", "hmac-sha256"),
        ("auth-alg", "hmac-sha384"),
        ("auth-alg", "hmac-sha512"),
        ("dh-group", "curve25519"),
        ("dh-group", "ecp256"),
        ("dh-group", "ecp384"),
        ("dh-group", "modp3072"),
        ("dh-group", "modp2048"),
    ];

    public static IReadOnlyList<(string Option, string Value)> Esp { get; } =
    [
        ("aead-alg", "aes256-gcm-128"),
        ("aead-alg", "aes128-gcm-128"),
        ("aead-alg", "chacha20-poly1305"),
    ];
}
