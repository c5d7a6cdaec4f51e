namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>A set of algorithms in the words of both ends.</summary>
/// <param name="Ike">Proposal for the IKE SA as strongSwan writes it.</param>
/// <param name="Esp">Proposal for Child SAs as strongSwan writes it.</param>
/// <param name="AgentIke">The same as leaves of an <c>ike-proposal</c>.</param>
/// <param name="AgentEsp">The same as leaves of an <c>esp-proposal</c>.</param>
/// <param name="PeerShowsIke">What strongSwan reports for the IKE SA once it stands.</param>
/// <param name="AgentShowsIke">What the agent reports for it.</param>
/// <param name="PeerShowsEsp">What strongSwan reports for a Child SA made by IKE_AUTH.</param>
public sealed record Suite(
    string Ike,
    string Esp,
    string AgentIke,
    string AgentEsp,
    string PeerShowsIke,
    string AgentShowsIke,
    string PeerShowsEsp)
{
    public override string ToString() => Ike;
}

/// <summary>TABLE: the algorithm sets that are negotiated with a real peer.</summary>
internal static class Suites
{
    public static Suite AesGcm256 { get; } = new(
        "aes256gcm16-prfsha384-ecp256", "aes256gcm16",
        "aead-alg aes256-gcm-128, prf-alg hmac-sha384, dh-group ecp256", "aead-alg aes256-gcm-128",
        "AES_GCM_16-256/PRF_HMAC_SHA2_384/ECP_256", "aes256-gcm-128/prf:hmac-sha384/ecp256", "AES_GCM_16-256");

    public static Suite AesGcm128 { get; } = new(
        "aes128gcm16-prfsha256-x25519", "aes128gcm16",
        "aead-alg aes128-gcm-128, prf-alg hmac-sha256, dh-group curve25519", "aead-alg aes128-gcm-128",
        "AES_GCM_16-128/PRF_HMAC_SHA2_256/CURVE_25519", "aes128-gcm-128/prf:hmac-sha256/curve25519", "AES_GCM_16-128");

    public static Suite AesCbc128 { get; } = new(
        "aes128-sha256-x25519", "aes128-sha256",
        "enc-alg aes128-cbc, auth-alg hmac-sha256, dh-group curve25519", "enc-alg aes128-cbc, auth-alg hmac-sha256",
        "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/CURVE_25519", "aes128-cbc/hmac-sha256/prf:hmac-sha256/curve25519", "AES_CBC-128/HMAC_SHA2_256_128");

    public static Suite ChaCha20 { get; } = new(
        "chacha20poly1305-prfsha256-curve25519", "chacha20poly1305",
        "aead-alg chacha20-poly1305, prf-alg hmac-sha256, dh-group curve25519", "aead-alg chacha20-poly1305",
        "CHACHA20_POLY1305/PRF_HMAC_SHA2_256/CURVE_25519", "chacha20-poly1305/prf:hmac-sha256/curve25519", "CHACHA20_POLY1305");

    public static Suite AesCbc256 { get; } = new(
        "aes256-sha512-ecp384", "aes256-sha512",
        "enc-alg aes256-cbc, auth-alg hmac-sha512, dh-group ecp384", "enc-alg aes256-cbc, auth-alg hmac-sha512",
        "AES_CBC-256/HMAC_SHA2_512_256/PRF_HMAC_SHA2_512/ECP_384", "aes256-cbc/hmac-sha512/prf:hmac-sha512/ecp384", "AES_CBC-256/HMAC_SHA2_512_256");

    public static Suite Modp2048 { get; } = new(
        "aes128-sha256-modp2048", "aes128-sha256",
        "enc-alg aes128-cbc, auth-alg hmac-sha256, dh-group modp2048", "enc-alg aes128-cbc, auth-alg hmac-sha256",
        "AES_CBC-128/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/MODP_2048", "aes128-cbc/hmac-sha256/prf:hmac-sha256/modp2048", "AES_CBC-128/HMAC_SHA2_256_128");

    public static Suite AesCtr256 { get; } = new(
        "aes256ctr-sha384-ecp521", "aes256ctr-sha384",
        "enc-alg aes256-ctr, auth-alg hmac-sha384, dh-group ecp521", "enc-alg aes256-ctr, auth-alg hmac-sha384",
        "AES_CTR-256/HMAC_SHA2_384_192/PRF_HMAC_SHA2_384/ECP_521", "aes256-ctr/hmac-sha384/prf:hmac-sha384/ecp521", "AES_CTR-256/HMAC_SHA2_384_192");

    public static Suite AesCcm128 { get; } = new(
        "aes128ccm16-prfsha256-modp3072", "aes128ccm16",
        "aead-alg aes128-ccm-128, prf-alg hmac-sha256, dh-group modp3072", "aead-alg aes128-ccm-128",
        "AES_CCM_16-128/PRF_HMAC_SHA2_256/MODP_3072", "aes128-ccm-128/prf:hmac-sha256/modp3072", "AES_CCM_16-128");

    public static Suite AesXcbc { get; } = new(
        "aes128-aesxcbc-prfaesxcbc-x448", "aes128-aesxcbc",
        "enc-alg aes128-cbc, auth-alg aes-xcbc, prf-alg aes-xcbc, dh-group curve448", "enc-alg aes128-cbc, auth-alg aes-xcbc",
        "AES_CBC-128/AES_XCBC_96/PRF_AES128_XCBC/CURVE_448", "aes128-cbc/aes-xcbc/prf:aes-xcbc/curve448", "AES_CBC-128/AES_XCBC_96");

    public static Suite TripleDes { get; } = new(
        "3des-sha1-modp1024", "3des-sha1",
        "enc-alg 3des-cbc, auth-alg hmac-sha1, dh-group modp1024", "enc-alg 3des-cbc, auth-alg hmac-sha1",
        "3DES_CBC/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024", "3des-cbc/hmac-sha1/prf:hmac-sha1/modp1024", "3DES_CBC/HMAC_SHA1_96");

    public static IReadOnlyList<Suite> All { get; } =
        [AesGcm256, AesCbc128, ChaCha20, AesCbc256, Modp2048, AesCtr256, AesCcm128, AesXcbc, TripleDes];
}
