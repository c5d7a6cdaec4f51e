using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using static MyIkev2.Engine.Runtime.Tests.Configuration.Nodes.NodeRow;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>Rows of how IKE SAs are negotiated; the same hold for templates and for what a vpn overrides.</summary>
internal static class IkePolicyRows
{
    public static IEnumerable<NodeRow> All(string place) =>
    [
        .. Proposal(place),
        new($"{place} local-auth-method", "eap-mschapv2", static c => Vpn(c).LocalAuthentication, "EapMschapv2"),
        new($"{place} remote-auth-method", "eap-radius", static c => Vpn(c).RemoteAuthentication, "EapRadius"),
        new($"{place} revocation", "strict", static c => Vpn(c).Revocation, "Strict"),
        new($"{place} rsa-signature", "pss", static c => Vpn(c).PrefersPss, "True"),
        new($"{place} keying-tries", "3", static c => Vpn(c).KeyingTries, "3"),
        new($"{place} unique-sa", "replace", static c => Vpn(c).UniqueSa, "Replace"),
        new($"{place} reauth-time", "2h", static c => Vpn(c).ReauthenticationTime, "02:00:00"),
        new($"{place} rekey-time", "1h", static c => Vpn(c).RekeyTime, "01:00:00"),
        new($"{place} over-time", "1m", static c => Vpn(c).EffectiveOverTime, "00:01:00"),
        new($"{place} rand-time", "2m", static c => Vpn(c).EffectiveRandomTime, "00:02:00"),
        new($"{place} dpd-delay", "10s", static c => Vpn(c).DpdDelay, "00:00:10"),
        new($"{place} aggressive", "true", null, string.Empty),
        new($"{place} udp-encap", "true", static c => Vpn(c).ForceUdpEncapsulation, "True"),
        new($"{place} mobike", "true", static c => Vpn(c).Mobike, "True"),
        new($"{place} require-ppk", "true", static c => Vpn(c).RequiresPpk, "True"),
        new($"{place} follow-redirect", "true", static c => Vpn(c).FollowsRedirects, "True"),
        new($"{place} fragmentation", "force", static c => Vpn(c).Fragmentation, "Force"),
        new($"{place} send-cert", "always", static c => Vpn(c).SendCertificate, "Always"),
        new($"{place} send-certreq", "false", static c => Vpn(c).SendCertificateRequest, "False"),
        new($"{place} childless", "force", static c => Vpn(c).Childless, "Force"),
    ];

    private static IEnumerable<NodeRow> Proposal(string place)
    {
        string[] classic = [$"{place} ike-proposal 5 enc-alg aes128-cbc auth-alg hmac-sha256 dh-group ecp256"];
        string[] combined = [$"{place} ike-proposal 6 aead-alg aes128-gcm-128 prf-alg hmac-sha256 dh-group ecp256"];
        return
        [
            new($"{place} ike-proposal 5 enc-alg", "aes256-cbc", static c => Last(c).Encryption.Select(static one => $"{one.Id}/{one.KeyBits}"), "AesCbc/128 AesCbc/256") { Before = classic },
            new($"{place} ike-proposal 5 auth-alg", "hmac-sha512", static c => Last(c).Integrity, "HmacSha256_128 HmacSha512_256") { Before = classic },
            new($"{place} ike-proposal 6 aead-alg", "aes256-gcm-128", static c => Last(c).Encryption.Select(static one => $"{one.Id}/{one.KeyBits}"), "AesGcm16/128 AesGcm16/256") { Before = combined },
            new($"{place} ike-proposal 6 prf-alg", "hmac-sha512", static c => Last(c).Prfs, "HmacSha256 HmacSha512") { Before = combined },
            new($"{place} ike-proposal 5 dh-group", "modp3072", static c => Last(c).KeyExchanges, "Ecp256 Modp3072") { Before = classic },
            .. AdditionalKeyExchanges($"{place} ike-proposal 5", classic, Last),
        ];

        static ProposalOffer Last(LoadedConfiguration configuration) => Vpn(configuration).Proposals[^1];
    }

    public static IEnumerable<NodeRow> AdditionalKeyExchanges(string proposal, string[] before, Func<LoadedConfiguration, ProposalOffer> offer) =>
        Enumerable.Range(1, 7).Select(number => new NodeRow(
            $"{proposal} additional-ke-{number}",
            "curve25519",
            c => offer(c).AdditionalKeyExchanges.Select(static one => $"{one.Type}:{string.Join('+', one.Methods)}"),
            $"AdditionalKeyExchange{number}:Curve25519")
        {
            Before = before,
        });
}
