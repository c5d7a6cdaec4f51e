using System.Collections.Frozen;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>What nobody asked for, with the reason where one is known. Settings that say nothing but their default are passed over.</summary>
internal sealed class LeftoverReport(ImportFindings findings)
{
    // TABLE: values that mean "as without it", and why there is nothing here for others.
    private static readonly FrozenDictionary<string, (string[] Harmless, string Why)> Reasons = new Dictionary<string, (string[] Harmless, string Why)>
    {
        ["updown"] = ([], "scripts are not run; changes of tunnels are told through gRPC, SNMP and the log"),
        ["hostaccess"] = (["no"], "belongs to updown scripts"),
        ["pull"] = (["yes"], "belongs to IKEv1"),
        ["dpd_timeout"] = (["*"], string.Empty),
        ["dscp"] = (["000000"], "IKE messages are sent without a DSCP"),
        ["mediation"] = (["no"], "mediation is not supported"),
        ["round"] = (["*"], string.Empty),
        ["aaa_id"] = ([], "the identity of an AAA server behind the peer is not checked by name"),
        ["xauth_id"] = ([], "belongs to IKEv1"),
        ["sha256_96"] = (["no"], "SHA-256 is always truncated to 128 bits"),
        ["rand_bytes"] = ([], "the random part of rekey-bytes is not configured"),
        ["rand_packets"] = ([], "the random part of rekey-packets is not configured"),
        ["policies"] = (["yes"], "policies are always there"),
        ["policies_fwd_out"] = (["*"], string.Empty),
        ["ipcomp"] = (["no"], "IPComp is not supported"),
        ["inactivity"] = (["0", "0s"], "idle children are not closed"),
        ["reqid"] = (["0"], "request ids are given by the service"),
        ["interface"] = ([], "policies hold for all interfaces"),
        ["mark_in"] = (["0", "0/0", "0/0x00000000"], "Netfilter marks are not supported"),
        ["mark_out"] = (["0", "0/0", "0/0x00000000"], "Netfilter marks are not supported"),
        ["mark_in_sa"] = (["no"], "Netfilter marks are not supported"),
        ["set_mark_in"] = (["0", "0/0", "0/0x00000000"], "Netfilter marks are not supported"),
        ["set_mark_out"] = (["0", "0/0", "0/0x00000000"], "Netfilter marks are not supported"),
        ["if_id_in"] = (["0"], "XFRM interfaces are not supported"),
        ["if_id_out"] = (["0"], "XFRM interfaces are not supported"),
        ["label"] = ([], "security labels are not supported"),
        ["label_mode"] = (["system"], "security labels are not supported"),
        ["hw_offload"] = (["no", "auto"], "packets are protected by the service itself"),
        ["copy_ecn"] = (["yes"], "ECN is always copied"),
        ["crl_uris"] = ([], "revocation lists are fetched from where the certificates say, or read from NAME.crl in the certificate folder"),
        ["ocsp_uris"] = ([], "OCSP responders are asked where the certificates say"),
        ["cert_uri_base"] = ([], "certificates by hash and URL are refused"),
        ["cacert"] = (["*"], string.Empty),
        ["server"] = ([], "is no attribute of our pools"),
        ["split_exclude"] = ([], "is no attribute of our pools"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reports everything below a section that nobody asked for.</summary>
    public void Add(SettingsSection section, string path)
    {
        foreach (var value in section.Values.Where(static value => !value.IsUsed))
        {
            var known = Reasons.TryGetValue(value.Key, out var reason);
            if (value.Text.Length > 0 && !(known && (reason.Harmless is ["*"] || reason.Harmless.Contains(value.Text))))
            {
                findings.Lost(value.Position, Join(path, value.Key), known ? reason.Why : "is not known, or there is nothing like it here");
            }
        }

        foreach (var inner in section.Sections)
        {
            Add(inner, Join(path, inner.Name));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
