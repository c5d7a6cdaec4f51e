using System.Security.Cryptography;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigValidatorTests
{
    private const string Server = "/ vrf main ike radius server one address 10.0.0.9\n/ vrf main ike radius server one secret s\n";

    private const string Vpn = ConfigSamples.Complete;

    [Fact]
    public void Validate_CompleteConfiguration_HasNoFindings()
    {
        Assert.Empty(ConfigSamples.Errors(Vpn));
        Assert.Empty(ConfigSamples.Warnings(Vpn));
    }

    [Theory]
    [InlineData("/ vrf main ike pre-shared-key k id a@b", "pre-shared-key k: secret is missing")]
    [InlineData("/ vrf main ike eap-secret k id a", "eap-secret k: secret is missing")]
    [InlineData("/ vrf main ike eap-secret k secret s", "eap-secret k: id is missing")]
    [InlineData("/ vrf main ike eap-secret k id a secret s\n/ vrf main ike eap-secret l id a secret s", "eap-secret 'k' has the identity 'a' too")]
    [InlineData("/ vrf main ike eap-secret k id a secret s\n/ vrf main ike ike-policy-template it local-auth-method eap-mschapv2 remote-auth-method eap-md5", "EAP is for the side that initiates")]
    [InlineData("/ vrf main ike vpn v certificate c\n/ vrf main ike vpn v ike-policy local-auth-method eap-ttls", "eap-ttls is supported for peers only: as remote-auth-method")]
    [InlineData("/ vrf main ike vpn v ike-policy local-auth-method eap-only", "local-auth-method eap-only needs a method that proves both sides as remote-auth-method: eap-tls, eap-ttls, eap-peap")]
    [InlineData("/ vrf main ike vpn v ike-policy local-auth-method eap-md5 remote-auth-method eap-only", "remote-auth-method eap-only needs a method that proves both sides as local-auth-method: eap-tls")]
    [InlineData("/ vrf main ike ike-policy-template it remote-auth-method eap-tls", "certificate is missing: remote-auth-method is eap-tls")]
    [InlineData("/ vrf main ike vpn v second-auth remote-id *@example.org", "vpn v second-auth: local-auth-method or remote-auth-method is missing")]
    [InlineData("/ vrf main ike vpn v second-auth local-auth-method pre-shared-key remote-auth-method pre-shared-key", "local-auth-method or remote-auth-method, not both")]
    [InlineData("/ vrf main ike vpn v second-auth remote-auth-method eap-only", "second-auth remote-auth-method: eap-only does not go with a second proof")]
    [InlineData("/ vrf main ike vpn v second-auth local-auth-method certificate", "certificate is missing: local-auth-method is certificate")]
    [InlineData("/ vrf main ike vpn v second-auth local-auth-method psk-radius", "second-auth local-auth-method: psk-radius is for peers: as remote-auth-method")]
    [InlineData("/ vrf main ike eap-secret k id a secret s\n/ vrf main ike vpn v ike-policy local-auth-method eap-md5\n/ vrf main ike vpn v second-auth remote-auth-method pre-shared-key", "a second proof is for the side that initiates, and so is EAP, which is the local-auth-method of the vpn")]
    [InlineData("/ vrf main ike vpn v second-auth remote-auth-method eap-radius", "vpn v: eap-radius needs a radius server, and none is configured")]
    [InlineData("/ vrf main ike ppk k id a", "ppk k: secret is missing")]
    [InlineData("/ vrf main ike ppk k secret s", "ppk k: id or id-hex is missing")]
    [InlineData("/ vrf main ike ppk k secret s id a id-hex 61", "ppk k: id and id-hex are both there")]
    [InlineData("/ vrf main ike ppk k secret s id bar\n/ vrf main ike ppk l secret s id-hex 626172", "ppk l: ppk 'k' has the same identity")]
    [InlineData("/ vrf main ike vpn w ike-policy template it", "vpn w ipsec-policy: template is missing; allowed: the name of an ipsec-policy-template, for example et")]
    [InlineData("/ vrf main ike vpn w ipsec-policy template et", "vpn w ike-policy: template is missing")]
    [InlineData("/ vrf main ike vpn v ike-policy template itt", "ike-policy template: there is no ike-policy-template 'itt'; did you mean 'it'?")]
    [InlineData("/ vrf main ike vpn v ppk none", "vpn v ppk: there is no ppk 'none'")]
    [InlineData("/ vrf main ike vpn v vip-pool none", "vpn v vip-pool: there is no pool 'none'")]
    [InlineData("/ vrf main ike pool p address 10.9.0.0/24\n/ vrf main ike pool q address 10.9.0.200-10.9.1.9", "pool q address: 10.9.0.200-10.9.1.9 overlaps 10.9.0.0/24 of pool 'p'")]
    [InlineData("/ vrf main ike pool p address 10.9.0.9\n/ vrf main ike pool p address 10.9.0.0/24", "pool p address: 10.9.0.0/24 overlaps 10.9.0.9 of pool 'p'")]
    [InlineData("/ vrf main ike pool p netmask 255.0.255.0", "pool p netmask: 255.0.255.0 is not a netmask")]
    [InlineData("/ vrf main ike vpn v version 1", "version: IKEv1 is not supported; allowed: 2")]
    [InlineData("/ vrf main ike vpn v remote-address 2001:db8::1", "local-address and remote-address mix IPv4 and IPv6")]
    [InlineData("/ vrf main ike vpn v ike-policy remote-auth-method eap-radius", "vpn v: eap-radius needs a radius server, and none is configured")]
    [InlineData("/ vrf main ike vpn v ike-policy local-auth-method psk-radius", "local-auth-method: psk-radius is for peers: this side needs pre-shared-key, certificate")]
    [InlineData("/ vrf main ike radius server one address 10.0.0.9", "radius server one: secret is missing")]
    [InlineData("/ vrf main ike radius server one secret s", "radius server one: address is missing")]
    [InlineData(Server + "/ vrf main ike vpn v ike-policy remote-auth-method psk-radius", "vpn v: psk-radius needs radius vendor-id")]
    [InlineData(Server + "/ vrf main ike vpn v ike-policy remote-auth-method eap-radius\n/ vrf main ike vpn v ike-policy local-auth-method eap-mschapv2", "vpn v: EAP is for the side that initiates")]
    [InlineData(Server + "/ vrf main ike vpn v ike-policy remote-auth-method eap-radius\n/ vrf main ike vpn v radius-group staff", "radius-group: no peer can be in a group")]
    [InlineData("/ vrf main ike vpn v radius-group staff", "radius-group: cannot be met: remote-auth-method is neither eap-radius nor psk-radius")]
    [InlineData(Server + "/ vrf main ike radius dynamic-authorization enabled true", "dynamic-authorization: secret is missing: anybody could end sessions")]
    [InlineData("/ vrf main ike pool radius dns 10.0.0.1", "pool radius: no pool can have the name radius")]
    [InlineData("/ vrf main ike ike-policy-template it local-auth-method certificate", "certificate is missing: local-auth-method is certificate")]
    [InlineData("/ vrf main ike vpn v security-policy p remote-ts subnet fc00::/64", "local-ts and remote-ts mix IPv4 and IPv6")]
    [InlineData("/ vrf main ike ike-policy-template it require-ppk true", "vpn v: require-ppk true cannot be met: there is no ppk")]
    [InlineData("/ vrf main ike vpn v security-policy p local-ts port 80", "port needs protocol")]
    [InlineData("/ vrf main ike vpn v security-policy p action ah", "there is no ah-proposal for it")]
    [InlineData("/ vrf main ike vpn v security-policy p inject-routes vrf x", "inject-routes: next-hop is missing")]
    [InlineData("/ vrf main ike vpn v security-policy p inject-routes next-hop svti1 table 5 l3vrf x", "table and l3vrf exclude each other")]
    [InlineData("/ vrf main ike vpn v security-policy p inject-routes next-hop svti1 l3vrf x", "inject-routes: l3vrf is not supported")]
    [InlineData("/ vrf main ike vpn v security-policy p inject-routes next-hop svti1 table 255", "inject-routes: table 255 is that of the host's own addresses")]
    [InlineData("/ vrf main ike vpn v ipsec-policy life-time 30m", "ipsec-policy life-time: must be longer than rekey-time (1h)")]
    [InlineData("/ vrf main ike vpn v ipsec-policy rekey-bytes 1GB life-bytes 1GB", "ipsec-policy life-bytes: must be more than rekey-bytes, or 0 for no limit")]
    [InlineData("/ vrf main ike vpn v ipsec-policy life-packets 999\n/ vrf main ike ipsec-policy-template et rekey-packets 1000", "ipsec-policy life-packets: must be more than rekey-packets, or 0 for no limit")]
    [InlineData("/ vrf main ike vpn v ipsec-policy rand-time 1h", "ipsec-policy rand-time: must be shorter than rekey-time (1h)")]
    [InlineData("/ vrf main ike vpn v ike-policy rand-time 4h", "ike-policy rand-time: must be shorter than rekey-time")]
    [InlineData("/ vrf main ike ike-policy-template n dpd-delay 1s\n/ vrf main ike vpn v ike-policy template n", "there is no ike-proposal, neither here nor in ike-policy-template 'n'")]
    [InlineData("/ vrf main ike ipsec-policy-template n replay-window 1\n/ vrf main ike vpn v ipsec-policy template n", "there is no esp-proposal for it")]
    [InlineData("/ vrf main ike global-options routing-table 254", "routing-table 254 is one of the system's own (253 to 255)")]
    [InlineData("/ vrf main ike global-options routing-table-prio 0", "routing-table-prio 0 comes before the local addresses")]
    [InlineData("/ vrf main ike global-options routing-table-prio 40000", "allowed: 1 to 32765")]
    public void Validate_Contradiction_IsAnError(string lines, string expected)
    {
        var error = Assert.Single(ConfigSamples.Errors(Vpn + lines));

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_MoreVrfsThanCanBeServed_IsAnError()
    {
        var lines = string.Concat(Enumerable.Range(1, 16).Select(static n => $"/ vrf red{n} ike\n"));

        Assert.Contains("too many VRFs: 15 beside main can be served, red16 is one more", Assert.Single(ConfigSamples.Errors(Vpn + lines)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ike-proposal 9 dh-group ecp256", "enc-alg and auth-alg, or aead-alg, are missing")]
    [InlineData("ike-proposal 9 dh-group ecp256 enc-alg aes128-cbc", "auth-alg is missing: enc-alg needs it")]
    [InlineData("ike-proposal 9 dh-group ecp256 aead-alg aes128-gcm-128", "prf-alg is missing")]
    [InlineData("ike-proposal 9 enc-alg aes128-cbc auth-alg hmac-sha256", "dh-group is missing")]
    [InlineData("ike-proposal 9 dh-group ecp256 prf-alg hmac-sha256 enc-alg aes128-cbc auth-alg hmac-sha256 aead-alg aes128-gcm-128", "cannot share a proposal")]
    [InlineData("ike-proposal 9 dh-group ecp256 prf-alg hmac-sha256 aead-alg aes128-gcm-128 auth-alg hmac-sha256", "auth-alg has no place beside aead-alg")]
    [InlineData("ike-proposal 9 dh-group ecp256 enc-alg null auth-alg hmac-sha256", "an IKE SA cannot go without encryption")]
    [InlineData("ike-proposal 9 dh-group ecp256 aead-alg aes256-gmac prf-alg hmac-sha256", "an IKE SA cannot go without encryption")]
    [InlineData("ike-proposal 9 dh-group ecp256 additional-ke-1 ecp256 enc-alg aes128-cbc auth-alg hmac-sha256", "additional-ke-1: ecp256 is the only choice of an exchange before")]
    public void Validate_IkeProposal_MustBeComplete(string lines, string expected) =>
        Assert.Contains(expected, Assert.Single(ConfigSamples.Errors($"{Vpn}/ vrf main ike ike-policy-template it {lines}")), StringComparison.Ordinal);

    /// <summary>ML-KEM is the system's: what it lacks is left out with a word of it, and refused where nothing else is left.</summary>
    [Fact]
    public void Validate_KeyExchangeThatTheSystemMayLack_IsSaid()
    {
        var only = ConfigSamples.Errors($"{Vpn}/ vrf main ike ike-policy-template it ike-proposal 9 dh-group ml-kem-768 enc-alg aes128-cbc auth-alg hmac-sha256");
        var beside = ConfigSamples.Warnings($"{Vpn}/ vrf main ike ike-policy-template it ike-proposal 1 dh-group ml-kem-768");
        if (MLKem.IsSupported)
        {
            Assert.Empty(only);
            Assert.Empty(beside);
            return;
        }

        Assert.Contains("the cryptographic library of this system has no dh-group of the proposal", Assert.Single(only), StringComparison.Ordinal);
        Assert.Contains("dh-group ml-kem-768: has no effect: the cryptographic library", Assert.Single(beside), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("esp-proposal 9 dh-group ecp256", "enc-alg and auth-alg, or aead-alg, are missing")]
    [InlineData("esp-proposal 9 enc-alg aes128-cbc", "auth-alg is missing: enc-alg needs it")]
    [InlineData("ah-proposal 9 esn true", "auth-alg is missing")]
    [InlineData("esp-proposal 9 aead-alg aes128-gcm-128 additional-ke-2 ecp256", "additional-ke-2: needs a dh-group, which it comes after")]
    public void Validate_IpsecProposal_MustBeComplete(string lines, string expected) =>
        Assert.Contains(expected, Assert.Single(ConfigSamples.Errors($"{Vpn}/ vrf main ike vpn v ipsec-policy {lines}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/ vrf main ike ppk k id a secret s\n/ vrf main ike vpn v ike-policy require-ppk true", "require-ppk true without a ppk to use: only the peer can initiate")]
    [InlineData("/ vrf main ike ike-policy-template it ike-proposal 2 enc-alg 3des-cbc auth-alg hmac-sha256 dh-group ecp256", "enc-alg 3des-cbc: the algorithm is weak")]
    [InlineData("/ vrf main ike ike-policy-template it ike-proposal 2 enc-alg aes128-cbc auth-alg hmac-sha256 dh-group modp1024", "dh-group modp1024: the algorithm is weak")]
    [InlineData("/ vrf main ike vpn w ike-policy template it\n/ vrf main ike vpn w ipsec-policy template et\n/ vrf main ike vpn w security-policy q action drop local-ts subnet 10.1.0.0/16", "vpn w security-policy q action drop: matches no traffic: set remote-ts subnet, or the vpn's remote-address")]
    [InlineData("/ vrf main ike vpn v security-policy p mode transport\n/ vrf main ike vpn v ipsec-policy tfc-padding 512", "mode transport: tfc-padding has no effect: only tunnel mode can pad")]
    [InlineData("/ vrf main ike vpn v ike-policy aggressive true", "ike-policy aggressive true: has no effect: IKEv1 is not supported")]
    [InlineData("/ vrf main ike vpn v vip-pool radius", "vip-pool radius: has no effect: remote-auth-method is neither eap-radius nor psk-radius")]
    [InlineData("/ vrf main ike radius accounting enabled true", "radius accounting: has no effect: there is no radius server")]
    [InlineData("/ vrf main ike vpn v vip-request 0.0.0.0\ndel / vrf main ike vpn v remote-address", "vip-request: has no effect: only an initiator asks, and there is no remote-address")]
    [InlineData("/ vrf main ike vpn v security-policy p svti-id-out 100", "svti-id-out 100: has no effect")]
    [InlineData("/ vrf main ike vpn v security-policy p inject-routes next-hop 192.0.2.9\n/ vrf main ike vpn v security-policy p action drop", "inject-routes: has no effect: routes come with Child SAs")]
    [InlineData("/ vrf main ike global-options sa-table-segments 4", "sa-table-segments 4: has no effect: every shard has a table of its own, which needs no locks")]
    [InlineData("/ vrf other ike logging daemon ike 2", "/ vrf other ike logging: has no effect: the levels of vrf main hold for the whole service")]
    [InlineData("/ vrf main ike vpn w ike-policy template it\n/ vrf main ike vpn w ipsec-policy template et\n/ vrf main ike vpn w security-policy p mode transport", "vpn 'v' has a security-policy of this name too")]
    [InlineData("/ vrf main ike pre-shared-key a secret s id x@y\n/ vrf main ike pre-shared-key b secret t id X@y", "pre-shared-key 'a' has the identity 'X@y' too")]
    [InlineData("/ vrf main ike vpn v ipsec-policy start-action start\ndel / vrf main ike vpn v remote-address", "start-action start cannot work: there is no remote-address")]
    [InlineData("del / vrf main ike pre-shared-key any", "no pre-shared-key fits its identities")]
    [InlineData("/ vrf main ike pre-shared-key any id other@example.com\n/ vrf main ike vpn v remote-id gw@example.com", "no pre-shared-key fits its identities")]
    public void Validate_Doubt_IsAWarning(string lines, string expected)
    {
        Assert.Empty(ConfigSamples.Errors(Vpn + lines));
        Assert.Contains(expected, Assert.Single(ConfigSamples.Warnings(Vpn + lines)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ vrf main ike vpn v ike-policy mobike true")]
    [InlineData("/ vrf main ike global-options threads 4 sa-table-size 4096")]
    [InlineData("/ vrf main ike global-options snmp false")]
    [InlineData("/ vrf main ike ipsec-policy-template et encap-copy-df true")]
    [InlineData("/ vrf main ike pre-shared-key any id 192.0.2.1\n/ vrf main ike vpn v remote-id gw@example.com")]
    [InlineData("/ vrf main ike pre-shared-key any id *@example.com\n/ vrf main ike vpn v remote-id gw@example.com")]
    [InlineData("/ vrf main ike vpn v security-policy p local-ts subnet fc00:1::/64\n/ vrf main ike vpn v security-policy p remote-ts subnet fc00:2::/64")]
    [InlineData("del / vrf main ike vpn v security-policy p")]
    [InlineData("/ vrf main ike pool p address 10.9.0.0/24 address 10.9.1.1 address fd09::/64 netmask 255.255.254.0\n/ vrf main ike vpn v vip-pool p")]
    [InlineData("/ vrf main ike vpn v vip-request 0.0.0.0")]
    public void Validate_WhatIsFine_HasNoFindings(string lines)
    {
        Assert.Empty(ConfigSamples.Errors(Vpn + lines));
        Assert.Empty(ConfigSamples.Warnings(Vpn + lines));
    }

    [Fact]
    public void Validate_SeveralFindings_ComeInTheOrderOfTheLines()
    {
        var errors = ConfigSamples.Errors("/ vrf main ike vpn b version 1\n/ vrf main ike vpn a version 1\n");

        Assert.Equal(["1", "1", "1", "2", "2", "2"], errors.Select(error => error.Split(':')[1]));
    }
}
