using System.Net;
using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Setup;

public class TestSetupReaderTests
{
    private const string Usable =
        """
        startclntaddr: 10.10.10.100/24
        peeraddr: 10.20.0.1
        bindifname: eth1
        ikeconf:
          psk: secret
        """;

    [Fact]
    public void Read_RemoteAccessExample_IsAPlanForAClient()
    {
        var result = TestSetupReader.Read(
            """
            # remote access against a gateway with a pool
            startclntaddr: 10.10.10.100/24
            peeraddr: 10.20.0.1
            bindifname: eth1
            numberoftunnels: 100
            setupinterval: 10ms
            ikeconf:
              psk: secret
              ratunnel: true
            childlist:
              - peerts:
                  - startaddr: 192.168.1.1
                    endaddr: 192.168.1.1
            """);

        Assert.Empty(result.Diagnostics);
        Assert.True(result.IsUsable);
        var setup = result.Setup!;
        Assert.Equal((TestRole.Client, 100, TimeSpan.FromMilliseconds(10)), (setup.Role, setup.NumberOfTunnels, setup.SetupInterval));
        Assert.Equal(new AddressWithPrefix(IpAddress.Parse("10.10.10.100"), 24), setup.FirstClientAddress);
        Assert.True(setup.Ike.RemoteAccess);
        Assert.Equal(IpAddress.Parse("192.168.1.1"), setup.Children[0].PeerSelectors[0].Last);
        Assert.Equal(100, TestPlan.Create(setup).Tunnels.Count);
    }

    [Fact]
    public void Read_EveryKindOfValue_IsUnderstood()
    {
        var result = TestSetupReader.Read(Usable +
            """

              dhgrpid: [19, 31]
              ikeencyptalg: [aes-gcm-16:256, chacha20-poly1305, "aes-cbc:192", 3des]
              ikeprfalg:
                - sha384
                - sha1
              jitter: no
              margintime: 30s
              myid: "user&d@example.com"
              dpdinterval: 1m30s
            childlist:
              - {encalg: [null, aes-cbc:256], integrityalg: sha512, lifetime: 2h, pfsenabled: yes}
              - ownts: [{type: v6, startaddr: "2001:db8::", endaddr: "2001:db8::ff", protocol: 17, startport: 5, endport: 9}]
                peerts: {type: v6}
            pingconf: {destaddr: 192.168.0.1, maxlossrate: 2.5}
            apilistenaddr: "::1"
            setup: {max_half_open: 16, seed: 2147483647}
            """);

        Assert.Empty(result.Diagnostics);
        var setup = result.Setup!;
        Assert.Equal([KeyExchangeId.Ecp256, KeyExchangeId.Curve25519], setup.Ike.KeyExchanges);
        Assert.Equal([new(EncryptionId.AesGcm16, 256), new(EncryptionId.ChaCha20Poly1305, 0), new(EncryptionId.AesCbc, 192), new EncryptionChoice(EncryptionId.TripleDes, 0)], setup.Ike.Encryption);
        Assert.Equal([PseudorandomFunctionId.HmacSha384, PseudorandomFunctionId.HmacSha1], setup.Ike.Prfs);
        Assert.False(setup.Ike.Jitter);
        Assert.Equal("user&d@example.com", setup.Ike.OwnIdentity);
        Assert.Equal(TimeSpan.FromSeconds(90), setup.Ike.DpdInterval);
        Assert.Equal([new EncryptionChoice(EncryptionId.Null, 0), new EncryptionChoice(EncryptionId.AesCbc, 256)], setup.Children[0].Encryption);
        Assert.Equal([IntegrityId.HmacSha512_256], setup.Children[0].Integrity);
        Assert.True(setup.Children[0].PerfectForwardSecrecy);
        var selector = Assert.Single(setup.Children[1].OwnSelectors);
        Assert.Equal((17, 5, 9, IpAddress.Parse("2001:db8::ff")), (selector.Protocol, selector.StartPort, selector.EndPort, selector.Last));
        Assert.True(setup.Children[1].PeerSelectors[0].IsIpv6);
        Assert.Equal(2.5, setup.Ping.MaximumLossPercent);
        Assert.Equal(IPAddress.IPv6Loopback, setup.ApiAddress);
        Assert.Equal((16, int.MaxValue), (setup.Runner.MaximumHalfOpen, setup.Runner.Seed));
    }

    [Fact]
    public void Read_ASingleValueForAList_IsAListOfOne()
    {
        var result = TestSetupReader.Read(Usable + "\n  dhgrpid: 20\n");

        Assert.Empty(result.Diagnostics);
        Assert.Equal([KeyExchangeId.Ecp384], result.Setup!.Ike.KeyExchanges);
    }

    [Fact]
    public void Read_UnknownOptions_AreWarningsWithLineAndANeighbour()
    {
        var result = TestSetupReader.Read("numberoftunnel: 5\n" + Usable + "\n  ikeencryptalg: [aes-cbc:256]\n  elephant: 1\n");

        Assert.True(result.IsUsable);
        Assert.Equal(
            [
                "line 1: warning: numberoftunnel: is not an option, and has no effect; did you mean 'numberoftunnels'?",
                "line 7: warning: ikeconf.ikeencryptalg: is not an option, and has no effect; did you mean 'ikeencyptalg'?",
                "line 8: warning: ikeconf.elephant: is not an option, and has no effect",
            ],
            result.Diagnostics.Select(finding => finding.ToString()));
        Assert.Equal(10, result.Setup!.NumberOfTunnels);
    }

    [Theory]
    [InlineData("numberoftunnels: 0", "numberoftunnels: is 0, allowed is 1 to 200000")]
    [InlineData("numberoftunnels: 200001", "numberoftunnels: is 200001, allowed is 1 to 200000")]
    [InlineData("numberoftunnels: 010", "numberoftunnels: is '010', which is not a whole number")]
    [InlineData("numberoftunnels: [1, 2]", "numberoftunnels: must be a single value")]
    [InlineData("role: server", "role: is 'server', allowed is client, gateway")]
    [InlineData("abortonerr: maybe", "abortonerr: is 'maybe', allowed is true or false")]
    [InlineData("setupinterval: 100", "setupinterval: is '100', which is not a duration such as 100ms, 10s, 5m0s or 2h")]
    [InlineData("setupinterval: -1s", "setupinterval: is -1s, allowed is 0s to 24h0m0s")]
    [InlineData("loglevel: 6", "loglevel: is 6, allowed is 1 to 5")]
    [InlineData("apilistenaddr: 10.1", "apilistenaddr: is '10.1', which is not an IPv4 or IPv6 address")]
    [InlineData("bindifaddr: 10.0.0.1/33", "bindifaddr: is '10.0.0.1/33'; the length of a prefix is 0 to 32")]
    [InlineData("flapconf: {minflapinterval: 9s}", "flapconf.minflapinterval: is 9s, allowed is 10s to 87600h0m0s")]
    [InlineData("flapconf: 5", "flapconf: must have options below it, each as 'name: value'")]
    [InlineData("flapconf: {numoftunnel: 11}", "flapconf.numoftunnel: is 11, but there are 10 tunnels")]
    [InlineData("childlist: []", "childlist: must not be empty")]
    [InlineData("childlist: [5]", "childlist[0]: must have options, each as 'name: value'")]
    [InlineData("childlist: [{encalg: []}]", "childlist[0].encalg: must not be empty")]
    [InlineData("childlist: [{encalg: aes-cbc}]", "childlist[0].encalg: is 'aes-cbc' without a length of key, such as aes-cbc:128")]
    [InlineData("childlist: [{encalg: aes-cbc:100}]", "childlist[0].encalg: is 'aes-cbc:100', keys of aes-cbc have 128, 192, 256 bits")]
    [InlineData("childlist: [{encalg: chacha20-poly1305:256}]", "childlist[0].encalg: is 'chacha20-poly1305:256', but chacha20-poly1305 has no length of key to choose")]
    [InlineData("childlist: [{ownts: [{startaddr: 10.0.0.9, endaddr: 10.0.0.1}]}]", "childlist[0].ownts[0].endaddr: 10.0.0.1 lies before startaddr 10.0.0.9")]
    [InlineData("childlist: [{ownts: [{startaddr: '2001:db8::1'}]}]", "childlist[0].ownts[0]: has an address that is not of its type")]
    [InlineData("childlist: [{ownts: [{startport: 9, endport: 5}]}]", "childlist[0].ownts[0].endport: 5 is below startport 9")]
    [InlineData("childlist: [{ownts: [{type: v6}]}]", "childlist[0].peerts: has no selector of the family of one in ownts")]
    [InlineData("childlist: [{peerts: [{startaddr: 255.255.255.250}]}]", "childlist[0].peerts[0].endaddr: 10 tunnels with peertsaddrincrease 1 go past the last address")]
    [InlineData("childlist: [{lifetime: 30s}]", "childlist[0].lifetime: must be longer than ikeconf.margintime (1m0s)")]
    [InlineData("staticroute: ip route replace default via 10.0.0.1", "staticroute: commands are not run; add the route before the test")]
    [InlineData("pingconf: {destaddr: 10.0.0.1, ptype: udp}", "pingconf.ptype: only icmp is supported")]
    [InlineData("pingconf: {destaddr: 10.0.0.1, srcaddr: '::1'}", "pingconf.srcaddr: is not of the family of destaddr")]
    [InlineData("poolconf: {v4startaddr: '2001:db8::/64'}", "poolconf.v4startaddr: is an IPv6 address")]
    [InlineData("setup: {own_port: 4500}", "setup.own_natt_port: must differ from setup.own_port")]
    public void Read_AWrongOption_IsAnErrorOnItsLine(string line, string complaint)
    {
        var result = TestSetupReader.Read(Usable + "\n" + line + "\n");

        Assert.False(result.IsUsable);
        Assert.Equal($"line 6: error: {complaint}", Assert.Single(result.Diagnostics).ToString());
    }

    [Theory]
    [InlineData("authownmethod: eap", "eapoltestconf: must name a file with authentication by eap, or setup.eap_identity and setup.eap_password say who the clients are")]
    [InlineData("authpeermethod: eap", "authpeermethod: is eap, by which only clients prove themselves")]
    [InlineData("authownmethod: eap-only", "authownmethod: is eap-only, which is said of the gateway's side; the client's is eap")]
    [InlineData("authpeermethod: eap-only", "authpeermethod: is eap-only, but authownmethod is not eap")]
    [InlineData("authownmethod: rsa", "eedir: must not be empty with an authownmethod by certificate")]
    [InlineData("authpeermethod: ecdsa-sha256-p256", "cadir: must not be empty with an authpeermethod by certificate")]
    [InlineData("{eapimplementaion: eap-file, authownmethod: eap}", "eapimplementaion: a captured login is not replayed; eap-snoop speaks EAP itself")]
    [InlineData("{authownmethod: digital-signature, eedir: x, dshashalg: sha1}", "dshashalg: must not be sha1 (RFC 8247 section 3)")]
    [InlineData("{authownmethod: rsa, eedir: x, sendingmarkedca: true}", "sendingmarkedca: all authorities are asked for, and none is sent")]
    [InlineData("myid: cert-dn", "myid: is cert-dn, but there is no own certificate: authownmethod says otherwise")]
    [InlineData("myid: eapol-test-conf", "myid: is eapol-test-conf, but authownmethod is not eap")]
    [InlineData("myid: eapusepcap", "myid: there is no capture to take it from")]
    [InlineData("tcpencap: true", "tcpencap: tunnels are carried by IKE and ESP in IP or UDP")]
    [InlineData("ppk: {ppkrequired: true}", "ppk.ppkrequired: there is no key: id is empty")]
    [InlineData("ppk: {value: '0x00'}", "ppk.id: must not be empty beside a value")]
    [InlineData("ppk: {id: k}", "ppk.value: the secret is empty")]
    [InlineData("ppk: {id: k, value: 0xabc}", "ppk.value: what follows 0x is not hexadecimal")]
    [InlineData("margintime: 10m", "margintime: must be shorter than ikelifetime (10m0s)")]
    [InlineData("myid: ''", "myid: must not be empty")]
    [InlineData("ikeencyptalg: 'null'", "ikeencyptalg: is 'null', allowed is 3des, aes-cbc, aes-gcm-16, aes-gcm-12, chacha20-poly1305")]
    public void Read_AWrongOptionOfIkeconf_IsNamed(string line, string complaint)
    {
        // Several options in braces are options of the same section.
        var options = line.StartsWith('{') ? string.Join("\n  ", line.Trim('{', '}').Split(", ")) : line;
        var result = TestSetupReader.Read(Usable + "\n  " + options + "\n");

        Assert.Contains(result.Diagnostics, finding => finding.IsError && finding.Line is >= 4 and <= 8 && $"{finding.Option}: {finding.Message}" == $"ikeconf.{complaint}");
        Assert.False(result.IsUsable);
    }

    [Fact]
    public void Read_NothingAtAll_SaysWhatIsRequired()
    {
        var result = TestSetupReader.Read("");

        Assert.Equal(["startclntaddr", "peeraddr", "ikeconf.psk"], result.Diagnostics.Where(finding => finding.IsError).Select(finding => finding.Option));
        Assert.All(result.Diagnostics, finding => Assert.Equal(0, finding.Line));
    }

    [Theory]
    [InlineData("- a\n- b", "the file must consist of options")]
    [InlineData("role: client\nrole: gateway", "line 2: error: 'role' is said twice")]
    [InlineData("a: &x 5\nb: *x", "line 1: error: anchors and aliases")]
    [InlineData("a: !!int 5", "tags are not used")]
    [InlineData("{[a]: 5}", "the name of an option must be a word")]
    [InlineData("a: 5\n---\nb: 6", "a second document begins")]
    [InlineData("a: [1, 2", "line")]
    [InlineData("a: \"unfinished", "line")]
    public void Read_NoSetupFile_IsOneErrorWithItsLine(string text, string complaint)
    {
        var result = TestSetupReader.Read(text);

        Assert.Null(result.Setup);
        Assert.Contains(complaint, Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NestedWithoutEnd_IsRefused()
    {
        Assert.Null(TestSetupReader.Read("a: " + new string('[', 200_000)).Setup);
        Assert.Null(TestSetupReader.Read(string.Concat(Enumerable.Repeat("{a: ", 100_000))).Setup);
    }

    [Fact]
    public void Read_MoreThanFits_IsRefused()
    {
        Assert.Contains("characters", Assert.Single(TestSetupReader.Read(new string('#', (1 << 20) + 1)).Diagnostics).Message, StringComparison.Ordinal);
        Assert.Contains("more than 50000 values", Assert.Single(TestSetupReader.Read("a: [" + string.Concat(Enumerable.Repeat("1,", 60_000)) + "1]").Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ControlCharacters_DoNotReachMessages()
    {
        var result = TestSetupReader.Read("\"a\\e[31m\": 1\nrole: \"\\a\\e[0m\"");

        Assert.All(result.Diagnostics, finding => Assert.DoesNotContain(finding.ToString(), char.IsControl));
        Assert.Contains(result.Diagnostics, finding => finding.Option == "role");
    }

    [Fact]
    public void Read_AWrongSecret_IsNotRepeated()
    {
        var result = TestSetupReader.Read(Usable.Replace("secret", "\"hunter2\\n\"", StringComparison.Ordinal));

        Assert.DoesNotContain(result.Diagnostics, finding => finding.ToString().Contains("hunter2", StringComparison.Ordinal));
        Assert.False(result.IsUsable);
    }

    [Fact]
    public void Read_MutilatedFiles_NeverThrow()
    {
        var random = new Random(4711);
        var original = TestSetupWriter.Write(TestSetup.Default, comments: true);
        const string Alphabet = ":-[]{}&*!|>'\"%@`,?#~\n\t\\ a1\u0000\u0085\u00e9\ud83d";
        for (var round = 0; round < 1500; round++)
        {
            var text = original.ToCharArray(random.Next(original.Length / 2), original.Length / 4);
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                text[random.Next(text.Length)] = Alphabet[random.Next(Alphabet.Length)];
            }

            Assert.NotNull(TestSetupReader.Read(new string(text)).Diagnostics);
        }
    }
}
