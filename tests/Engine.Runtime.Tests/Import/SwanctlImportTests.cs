using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Import;

/// <summary>strongSwan's connections, secrets and pools as our configuration.</summary>
public sealed class SwanctlImportTests
{
    private const string Psk = """
        connections {
          hq {
            version = 2
            mobike = no
            local_addrs = 192.0.2.1
            remote_addrs = 192.0.2.2
            proposals = aes256gcm16-prfsha384-ecp256, aes128-sha256-modp2048
            local { auth = psk
                    id = branch.example }
            remote { auth = psk
                     id = @hq.example }
            children {
              net { local_ts = 10.1.0.0/16
                    remote_ts = 10.2.0.0/16
                    esp_proposals = aes256gcm16-ecp256-esn-noesn }
            }
          }
        }
        secrets { ike-hq { id = hq.example
                           secret = "a secret with blanks" } }

        """;

    [Fact]
    public void Psk_Tunnel_IsCarriedWhole()
    {
        var result = SwanctlImport.FromText(Psk, "swanctl.conf");

        Assert.Empty(result.Findings);
        Assert.Equal(
            """
            / vrf main ike pre-shared-key ike-hq id hq.example
            / vrf main ike pre-shared-key ike-hq secret "a secret with blanks"
            / vrf main ike ike-policy-template hq ike-proposal 1 aead-alg aes256-gcm-128
            / vrf main ike ike-policy-template hq ike-proposal 1 prf-alg hmac-sha384
            / vrf main ike ike-policy-template hq ike-proposal 1 dh-group ecp256
            / vrf main ike ike-policy-template hq ike-proposal 2 enc-alg aes128-cbc
            / vrf main ike ike-policy-template hq ike-proposal 2 auth-alg hmac-sha256
            / vrf main ike ike-policy-template hq ike-proposal 2 dh-group modp2048
            / vrf main ike ipsec-policy-template hq esp-proposal 1 aead-alg aes256-gcm-128
            / vrf main ike ipsec-policy-template hq esp-proposal 1 dh-group ecp256
            / vrf main ike ipsec-policy-template hq esp-proposal 1 esn true
            / vrf main ike ipsec-policy-template hq esp-proposal 1 esn false
            / vrf main ike ipsec-policy-template hq start-action none
            / vrf main ike ipsec-policy-template hq close-action none
            / vrf main ike ipsec-policy-template hq dpd-action clear
            / vrf main ike vpn hq ike-policy template hq
            / vrf main ike vpn hq ipsec-policy template hq
            / vrf main ike vpn hq local-address 192.0.2.1
            / vrf main ike vpn hq remote-address 192.0.2.2
            / vrf main ike vpn hq local-id branch.example
            / vrf main ike vpn hq remote-id @hq.example
            / vrf main ike vpn hq security-policy net local-ts subnet 10.1.0.0/16
            / vrf main ike vpn hq security-policy net remote-ts subnet 10.2.0.0/16

            """,
            Lines(result));
    }

    [Fact]
    public void Result_OfAnyImport_LoadsAgain()
    {
        var parsed = ConfigParser.Parse(SwanctlImport.FromText(Psk, "swanctl.conf").Configuration!, "imported");

        Assert.Empty(parsed.Diagnostics);
        Assert.Empty(ConfigValidator.Validate(parsed.Document));
    }

    [Fact]
    public void Vrf_Named_GetsIt() => Assert.Contains("vrf red\n", SwanctlImport.FromText(Psk, "x", "red").Configuration, StringComparison.Ordinal);

    [Fact]
    public void Connections_ThatSayTheSame_ShareTemplates()
    {
        var result = Import("""
            base { mobike = no
                   proposals = aes128gcm16-prfsha256-x25519
                   local { auth = psk }
                   remote { auth = psk }
                   children { net { esp_proposals = aes128gcm16 } } }
            connections {
              a : base { remote { id = a.example } }
              b : base { remote { id = b.example } }
              c : base { dpd_delay = 10s
                         remote { id = c.example } }
            }
            secrets { ike { secret = s } }
            """);

        Assert.Equal(0, result.NotCarried);
        var lines = Lines(result);
        Assert.Contains("vpn b ike-policy template a\n", lines, StringComparison.Ordinal);
        Assert.Contains("vpn c ike-policy template c\n", lines, StringComparison.Ordinal);
        Assert.Contains("vpn c ipsec-policy template a\n", lines, StringComparison.Ordinal);
        Assert.Contains("vpn c security-policy net\n", lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rekey_time = 2h", "ike-policy-template c rekey-time 2h")]
    [InlineData("reauth_time = 3h", "ike-policy-template c reauth-time 3h")]
    [InlineData("reauth_time = 3h", "ike-policy-template c rekey-time 0s")]
    [InlineData("over_time = 5m", "ike-policy-template c over-time 5m")]
    [InlineData("keyingtries = %forever", "ike-policy-template c keying-tries 0")]
    [InlineData("unique = replace", "ike-policy-template c unique-sa replace")]
    [InlineData("encap = yes", "ike-policy-template c udp-encap true")]
    [InlineData("fragmentation = no", "ike-policy-template c fragmentation no")]
    [InlineData("send_cert = always", "ike-policy-template c send-cert always")]
    [InlineData("send_certreq = no", "ike-policy-template c send-certreq false")]
    [InlineData("childless = force", "ike-policy-template c childless force")]
    [InlineData("dpd_delay = 30", "ike-policy-template c dpd-delay 30s")]
    [InlineData("vips = 0.0.0.0, ::", "vpn c vip-request ::")]
    [InlineData("remote_port = 1500", "vpn c remote-port 1500")]
    [InlineData("local_addrs = %any", "vpn c ike-policy template c")]
    public void Setting_OfAConnection_IsOurOption(string setting, string expected)
    {
        var result = Import(Connection(setting));

        Assert.True(result.Findings.Count == 0, string.Join('\n', result.Findings));
        Assert.Contains($"/ vrf main ike {expected}\n", Lines(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Mobike_UnlessSwitchedOff_IsOn() => Assert.Contains(
        "mobike true", SwanctlImport.FromText(Connection(string.Empty).Replace("mobike = no", string.Empty, StringComparison.Ordinal), "x").Configuration, StringComparison.Ordinal);

    [Theory]
    [InlineData("start_action = trap", "ipsec-policy-template c start-action trap")]
    [InlineData("start_action = start", "ipsec-policy-template c start-action start")]
    [InlineData("close_action = start", "ipsec-policy-template c close-action start")]
    [InlineData("dpd_action = restart", "ipsec-policy-template c dpd-action restart")]
    [InlineData("rekey_time = 30m", "ipsec-policy-template c rekey-time 30m")]
    [InlineData("rekey_bytes = 2k", "ipsec-policy-template c rekey-bytes 2048B")]
    [InlineData("life_packets = 10\n rekey_packets = 5", "ipsec-policy-template c life-packets 10")]
    [InlineData("replay_window = 128", "ipsec-policy-template c replay-window 128")]
    [InlineData("tfc_padding = mtu", "ipsec-policy-template c tfc-padding mtu")]
    [InlineData("copy_df = no", "ipsec-policy-template c encap-copy-df false")]
    [InlineData("copy_dscp = yes", "ipsec-policy-template c decap-copy-dscp true")]
    [InlineData("mode = transport", "vpn c security-policy net mode transport")]
    [InlineData("mode = drop\n local_ts = 10.0.0.0/8\n remote_ts = 10.0.0.0/8", "vpn c security-policy net action drop")]
    [InlineData("ah_proposals = sha256-ecp256", "ipsec-policy-template c ah-proposal 1 dh-group ecp256")]
    [InlineData("ah_proposals = sha256", "vpn c security-policy net action ah")]
    [InlineData("priority = 7", "vpn c security-policy net priority 7")]
    [InlineData("local_ts = 10.1.0.0/16[tcp/http]", "vpn c security-policy net local-ts port 80")]
    [InlineData("local_ts = dynamic[17/1000-2000]", "vpn c security-policy net local-ts port 1000-2000")]
    [InlineData("local_ts = dynamic[/any]", "vpn c security-policy net action esp")]
    [InlineData("local_ts = 10.0.0.0-10.0.0.2", "vpn c security-policy net local-ts subnet 10.0.0.2/32")]
    [InlineData("local_ts = 10.1.2.3/16", "vpn c security-policy net local-ts subnet 10.1.0.0/16")]
    [InlineData("esp_proposals = aes128gcm16-aes128-sha256", "ipsec-policy-template c esp-proposal 2 auth-alg hmac-sha256")]
    [InlineData("esp_proposals = default", "ipsec-policy-template c esp-proposal 1 aead-alg aes128-gcm-128")]
    [InlineData("hw_offload = no\n ipcomp = no\n mark_in = 0", "vpn c security-policy net action esp")]
    public void Setting_OfAChild_IsOurOption(string setting, string expected)
    {
        var result = Import(Connection(string.Empty, setting));

        Assert.True(result.Findings.Count == 0, string.Join('\n', result.Findings));
        Assert.Contains($"/ vrf main ike {expected}\n", Lines(result) + Shown(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local_addrs = 10.0.0.0/8, 192.0.2.1", "connections.c.local_addrs: '10.0.0.0/8'")]
    [InlineData("remote_addrs = vpn.example.org", "connections.c.remote_addrs: 'vpn.example.org': names are not looked up; remote-address is any")]
    [InlineData("remote_addrs = 192.0.2.2, 192.0.2.3", "connections.c.remote_addrs: '192.0.2.3': a vpn has one address here")]
    [InlineData("proposals = camellia128-sha256-modp2048", "connections.c.proposals: 'camellia128' of camellia128-sha256-modp2048 is not supported")]
    [InlineData("proposals = aes128-sha256", "connections.c.proposals: aes128-sha256: without a key exchange method nothing is left of it")]
    [InlineData("aggressive = yes", "connections.c.aggressive: aggressive mode belongs to IKEv1")]
    [InlineData("pools = elsewhere", "connections.c.pools: there is no pool 'elsewhere'")]
    [InlineData("ppk_id = none", "connections.c.ppk_id: no ppk secret has the identity 'none'")]
    [InlineData("dscp = 101110", "connections.c.dscp: IKE messages are sent without a DSCP")]
    [InlineData("unheard_of = 1", "connections.c.unheard_of: is not known")]
    [InlineData("local-2 { round = 2\n auth = eap-md5 }", "connections.c.local-2: a further round")]
    [InlineData("dpd_delay = soon", "connections.c.dpd_delay: 'soon' is not a duration")]
    public void Setting_WithoutCounterpart_IsListed(string setting, string expected) => AssertLost(Connection(setting), expected);

    [Theory]
    [InlineData("updown = /usr/lib/ipsec/_updown", "connections.c.children.net.updown: scripts are not run")]
    [InlineData("ipcomp = yes", "connections.c.children.net.ipcomp: IPComp is not supported")]
    [InlineData("mark_out = 0x2a", "connections.c.children.net.mark_out: Netfilter marks are not supported")]
    [InlineData("if_id_in = 7", "connections.c.children.net.if_id_in: XFRM interfaces are not supported")]
    [InlineData("mode = beet", "connections.c.children.net: mode beet is not supported; the child is left out")]
    [InlineData("local_ts = 10.0.0.0/8[tcp], 10.1.0.0/16[udp]", "connections.c.children.net.local_ts: '10.1.0.0/16[udp]': protocol and port hold for all")]
    [InlineData("local_ts = 10.0.0.0/8[/53]", "connections.c.children.net.local_ts: ports without a protocol")]
    [InlineData("local_ts = 10.0.0.0/8[frob]", "connections.c.children.net.local_ts: '10.0.0.0/8[frob]': protocol or port is not known")]
    [InlineData("local_ts = 10.0.0.1-10.255.255.254\n x = 1", "connections.c.children.net.x: is not known")]
    [InlineData("replay_window = 100000", "connections.c.children.net.replay_window: '100000' is no value of replay-window")]
    public void Setting_OfAChildWithoutCounterpart_IsListed(string setting, string expected) => AssertLost(Connection(string.Empty, setting), expected);

    [Theory]
    [InlineData("id = \"{9}:#0102\"", "connections.c.remote.id: '{9}:#0102'")]
    [InlineData("groups = staff", "connections.c.remote.groups: memberships of groups are not demanded here")]
    [InlineData("ca_id = \"CN=ca\"", "connections.c.remote.ca_id: an authority in the chain cannot be demanded by name")]
    [InlineData("auth = xauth", "connections.c.remote.auth: 'xauth' is not supported")]
    [InlineData("pubkeys = peer.pub", "connections.c.remote.pubkeys: raw public keys are not supported")]
    public void Demand_ThatCannotBeMade_DisablesTheVpn(string demand, string expected)
    {
        var result = AssertLost(Connection(string.Empty).Replace("id = peer.example", demand, StringComparison.Ordinal), expected);

        Assert.Contains("/ vrf main ike vpn c enabled false\n", Lines(result), StringComparison.Ordinal);
        Assert.Contains(result.Findings, static finding => finding.ToString().Contains("connections.c: is disabled", StringComparison.Ordinal));
    }

    [Fact]
    public void Ikev1_Connection_IsLeftOutAsAWhole()
    {
        var result = AssertLost(Connection("version = 1\n vips = 0.0.0.0\n aggressive = yes"), "connections.c: is for IKEv1");

        Assert.DoesNotContain("vpn c", result.Configuration, StringComparison.Ordinal);
        Assert.Equal(1, result.NotCarried);
    }

    [Fact]
    public void Children_ThatDiffer_ShareProposalsOfAllAndTheOptionsOfTheFirst()
    {
        var result = Import("""
            connections { c { mobike = no
              remote_addrs = 192.0.2.2
              local { auth = psk }
              remote { auth = psk }
              children {
                one { esp_proposals = aes128gcm16
                      start_action = start }
                two { esp_proposals = aes256gcm16-ecp256
                      start_action = trap }
              } } }
            secrets { ike { secret = s } }
            """);

        var lines = Lines(result);
        Assert.Contains("ipsec-policy-template c esp-proposal 2 aead-alg aes256-gcm-128\n", lines, StringComparison.Ordinal);
        Assert.Contains("ipsec-policy-template c start-action start\n", lines, StringComparison.Ordinal);
        Assert.Equal(
            ["changed: connections.c.children.two.esp_proposals", "not carried: connections.c.children.two.start_action"],
            result.Findings.Select(static finding => string.Join(':', finding.ToString().Split(':')[3..5]).Trim()));
    }

    [Theory]
    [InlineData("id = @@joe@example.org", "email:joe@example.org")]
    [InlineData("id = userfqdn:joe@example.org", "email:joe@example.org")]
    [InlineData("id = dns:gw.example.org", "fqdn:gw.example.org")]
    [InlineData("id = \"ipv4:#0a000001\"", "10.0.0.1")]
    [InlineData("id = \"keyid:#0102\"", "@#0102")]
    [InlineData("id = \"C=CH, O=Example, CN=gw\"", "\"C=CH, O=Example, CN=gw\"")]
    [InlineData("id = *@example.org", "*@example.org")]
    [InlineData("id = fd00::1", "fd00::1")]
    public void Identity_InAllForms_IsOurs(string setting, string expected)
    {
        var result = Import(Connection(string.Empty).Replace("id = peer.example", setting, StringComparison.Ordinal));

        Assert.Empty(result.Findings);
        Assert.Contains($"/ vrf main ike vpn c remote-id {expected}\n", Lines(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_AreNamedByTheirFiles()
    {
        var result = Import("""
            connections { c { mobike = no
              local { auth = pubkey
                      certs = /etc/swanctl/x509/gw.pem }
              remote { auth = eap-mschapv2
                       eap_id = %any
                       cacerts = ca.crt, other.crt
                       revocation = strict }
              children { net { } } } }
            secrets { eap-joe { id = joe
                                secret = pass } }
            """);

        var lines = Lines(result);
        Assert.Contains("vpn c certificate gw\n", lines, StringComparison.Ordinal);
        Assert.Contains("vpn c remote-ca-certificate ca\n", lines, StringComparison.Ordinal);
        Assert.Contains("remote-auth-method eap-mschapv2\n", lines, StringComparison.Ordinal);
        Assert.Contains("revocation strict\n", lines, StringComparison.Ordinal);
        Assert.Contains("eap-secret eap-joe id joe\n", lines, StringComparison.Ordinal);
        Assert.Contains(result.Findings, static finding => finding.ToString().Contains("other.crt: a vpn names one remote-ca-certificate", StringComparison.Ordinal));
    }

    [Fact]
    public void Pools_WithTheirAttributes_AreCarried()
    {
        var result = Import(Connection("pools = v4, v6") + """

            pools { v4 { addrs = 10.3.0.1-10.3.0.100
                         dns = 10.2.0.53, 10.2.0.54
                         netmask = 255.255.255.0
                         split_include = 10.2.0.0/16
                         split_exclude = 10.9.0.0/16 }
                    v6 { addrs = fd00::/112 } }
            """);

        var lines = Lines(result);
        Assert.Contains("pool v4 address 10.3.0.1-10.3.0.100\n", lines, StringComparison.Ordinal);
        Assert.Contains("pool v4 dns 10.2.0.54\n", lines, StringComparison.Ordinal);
        Assert.Contains("pool v4 subnet 10.2.0.0/16\n", lines, StringComparison.Ordinal);
        Assert.Contains("vpn c vip-pool v6\n", lines, StringComparison.Ordinal);
        Assert.Equal("pools.v4.split_exclude", Assert.Single(result.Findings).Setting);
    }

    [Theory]
    [InlineData("ntlm-joe { id = joe\n secret = 0x00112233445566778899aabbccddeeff }", "secrets.ntlm-joe: hashes of passwords are not taken")]
    [InlineData("private-gw { file = gw.key\n secret = passphrase }", "secrets.private-gw: the passphrase of gw.key")]
    [InlineData("token-1 { handle = 0102\n pin = 1234 }", "secrets.token-1: keys on tokens are not supported")]
    [InlineData("ike-x { id = \"{9}:#01\"\n secret = hidden }", "secrets.ike-x: is left out: none of its identities could be carried")]
    [InlineData("ike-y { id = y.example }", "secrets.ike-y: there is no secret in it")]
    [InlineData("other { secret = hidden }", "secrets.other: is no kind of secret that is known")]
    public void Secret_ThatCannotBeCarried_IsListedWithoutIt(string secret, string expected)
    {
        var result = AssertLost($"{Connection(string.Empty)}\nsecrets {{ {secret} }}\n", expected);

        Assert.DoesNotContain(result.Findings, static finding => finding.Message.Contains("hidden", StringComparison.Ordinal) || finding.Message.Contains("1234", StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", result.Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void Daemon_Options_AreGlobalOptions()
    {
        var result = Import("charon {\n retransmit_tries = 3\n cookie_threshold = 0\n make_before_break = yes\n plugins { x { y = 1 } }\n}\n" + Connection(string.Empty));

        Assert.Empty(result.Findings);
        Assert.Contains("global-options retransmit-tries 3\n", Lines(result), StringComparison.Ordinal);
        Assert.Contains("global-options dos-protection cookie-threshold 0\n", Lines(result), StringComparison.Ordinal);
        Assert.Contains("global-options make-before-break true\n", Lines(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_ThatIsNoneHere_IsReplaced()
    {
        var result = Import(Connection(string.Empty).Replace("c {", "büro/1 {", StringComparison.Ordinal));

        Assert.Contains("vpn b_ro_1 ", Lines(result), StringComparison.Ordinal);
        Assert.Contains(result.Findings, static finding => finding.Message == "is called 'b_ro_1' here");
    }

    [Fact]
    public void Findings_OfSeveralPlaces_AreInTheOrderOfLines()
    {
        var result = Import(Connection("unknown1 = 1", "unknown2 = 2"));

        Assert.Equal(result.Findings.OrderBy(static finding => finding.Position.Line), result.Findings);
        Assert.All(result.Findings, static finding => Assert.StartsWith("swanctl.conf:", finding.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void File_ThatIsNotThere_IsTheOneFinding()
    {
        var result = SwanctlImport.FromFiles([Path.Combine(Path.GetTempPath(), "no-such-folder-of-ours", "swanctl.conf")]);

        Assert.Null(result.Configuration);
        Assert.Equal("there is no such file", Assert.Single(result.Findings).Message);
    }

    [Theory]
    [InlineData("10.0.0.0-10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.1-10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("0.0.0.0-255.255.255.255", "0.0.0.0/0")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    [InlineData("fd00::5-fd00::5", "fd00::5/128")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("10.0.0.9-10.0.0.1", null)]
    [InlineData("10.0.0.1-fd00::1", null)]
    [InlineData("10.0.0.0/33", null)]
    public void Range_AsSubnets_IsTheFewest(string range, string? expected) =>
        Assert.Equal(expected, SelectorImport.Subnets(range) is { } subnets ? string.Join(' ', subnets) : null);

    private static string Connection(string settings, string child = "") => $$"""
        connections { c {
            mobike = no
            remote_addrs = 192.0.2.2
            {{settings}}
            local { auth = psk
                    id = own.example }
            remote { auth = psk
                     id = peer.example }
            children { net {
              {{child}}
            } }
        } }
        secrets { ike { secret = s } }

        """;

    private static ImportResult Import(string text) => SwanctlImport.FromText(text, "swanctl.conf");

    private static ImportResult AssertLost(string text, string expected)
    {
        var result = Import(text);
        Assert.Contains(
            result.Findings, finding => finding.Outcome == ImportOutcome.NotCarried && $"{finding.Setting}: {finding.Message}".StartsWith(expected, StringComparison.Ordinal));
        return result;
    }

    private static string Lines(ImportResult result) => Show(result, ConfigurationForm.FullPath, withDefaults: false);

    /// <summary>With defaults: what was set to its default is there too.</summary>
    private static string Shown(ImportResult result) => Show(result, ConfigurationForm.FullPath, withDefaults: true);

    private static string Show(ImportResult result, ConfigurationForm form, bool withDefaults)
    {
        var parsed = ConfigParser.Parse(result.Configuration!, "imported");
        Assert.Empty(parsed.Diagnostics);
        return ConfigQuery.Show(parsed.Document, new ConfigurationQuery("/") { Form = form, WithDefaults = withDefaults, RevealSecrets = true }, out _)!;
    }
}
