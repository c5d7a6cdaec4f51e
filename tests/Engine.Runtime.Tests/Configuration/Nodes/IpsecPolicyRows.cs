using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using static MyIkev2.Engine.Runtime.Tests.Configuration.Nodes.NodeRow;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>Rows of how Child SAs are negotiated; the same hold for templates and for what a vpn overrides.</summary>
internal static class IpsecPolicyRows
{
    public static IEnumerable<NodeRow> All(string place) =>
    [
        .. EspProposal(place),
        .. AhProposal(place),
        new($"{place} replay-window", "1024", static c => Child(c).ReplayWindow, "1024"),
        new($"{place} start-action", "start", static c => Child(c).StartAction, "Start"),
        new($"{place} close-action", "none", static c => Child(c).CloseAction, "None"),
        new($"{place} dpd-action", "clear", static c => Child(c).DpdAction, "None"),
        new($"{place} rekey-time", "30m", static c => Child(c).RekeyTime, "00:30:00"),
        new($"{place} life-time", "2h", static c => Child(c).EffectiveLifeTime, "02:00:00"),
        new($"{place} rand-time", "1m", static c => Child(c).EffectiveRandomTime, "00:01:00"),
        new($"{place} rekey-bytes", "1GB", static c => Child(c).RekeyBytes, "1000000000"),
        new($"{place} rekey-packets", "5000", static c => Child(c).RekeyPackets, "5000"),
        new($"{place} life-bytes", "2GB", static c => Child(c).EffectiveLifeBytes, "2000000000"),
        new($"{place} life-packets", "6000", static c => Child(c).EffectiveLifePackets, "6000"),
        new($"{place} tfc-padding", "1000", static c => Child(c).TfcPadding, "1000"),
        new($"{place} encap-copy-dscp", "false", static c => Child(c).EncapsulationCopiesDscp, "False"),
        new($"{place} decap-copy-dscp", "true", static c => Child(c).DecapsulationCopiesDscp, "True"),
        new($"{place} encap-copy-df", "false", static c => Child(c).EncapsulationCopiesDf, "False"),
    ];

    private static IEnumerable<NodeRow> EspProposal(string place)
    {
        string[] classic = [$"{place} esp-proposal 5 enc-alg aes128-cbc auth-alg hmac-sha256 dh-group ecp256"];
        string[] combined = [$"{place} esp-proposal 6 aead-alg aes128-gcm-128"];
        return
        [
            new($"{place} esp-proposal 5 enc-alg", "aes256-cbc", static c => Last(c).Encryption.Select(static one => $"{one.Id}/{one.KeyBits}"), "AesCbc/128 AesCbc/256") { Before = classic },
            new($"{place} esp-proposal 5 auth-alg", "hmac-sha512", static c => Last(c).Integrity, "HmacSha256_128 HmacSha512_256") { Before = classic },
            new($"{place} esp-proposal 6 aead-alg", "aes256-gcm-128", static c => Last(c).Encryption.Select(static one => $"{one.Id}/{one.KeyBits}"), "AesGcm16/128 AesGcm16/256") { Before = combined },
            new($"{place} esp-proposal 5 dh-group", "modp3072", static c => Last(c).KeyExchanges, "Ecp256 Modp3072") { Before = classic },
            .. IkePolicyRows.AdditionalKeyExchanges($"{place} esp-proposal 5", classic, Last),
            new($"{place} esp-proposal 5 esn", "true", static c => Last(c).SequenceNumbers, "ExtendedSequenceNumbers") { Before = classic },
        ];
    }

    private static IEnumerable<NodeRow> AhProposal(string place)
    {
        string[] before = ["vpn v security-policy p action ah", $"{place} ah-proposal 5 auth-alg hmac-sha256 dh-group ecp256"];
        return
        [
            new($"{place} ah-proposal 5 auth-alg", "hmac-sha512", static c => Last(c).Integrity, "HmacSha256_128 HmacSha512_256") { Before = before },
            new($"{place} ah-proposal 5 dh-group", "modp3072", static c => Last(c).KeyExchanges, "Ecp256 Modp3072") { Before = before },
            .. IkePolicyRows.AdditionalKeyExchanges($"{place} ah-proposal 5", before, Last),
            new($"{place} ah-proposal 5 esn", "true", static c => Last(c).SequenceNumbers, "ExtendedSequenceNumbers") { Before = before },
        ];
    }

    private static ProposalOffer Last(LoadedConfiguration configuration) => Child(configuration).Proposals[^1];
}
