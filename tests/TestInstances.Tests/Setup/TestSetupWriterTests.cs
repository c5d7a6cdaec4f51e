using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Setup;

public class TestSetupWriterTests
{
    // Names and defaults of the published format, in no order.
    private const string PublishedDefaults =
        """
        role: client|desc: ""|runningtime: 0s|numberoftunnels: 10|loglevel: 2|logkeyword: ""|logfilesizecap: 1000|loginmem: false|abortonerr: false|startclntaddr: ""
        mobike: false|mobikeaddrpertunnel: 2|mobikeaddrpergw: 2|mobikeiplifetime: 5m0s|mobikechangeaddrtype: own-only|peeraddr: ""|bindifname: ""|bindifaddr: ""|staticroute: ""
        setupinterval: 100ms|tunnelretryinterval: 10s|tunnelmaxretry: 3|owntsaddrincrease: 0|peertsaddrincrease: 1|apilistenaddr: "0.0.0.0"|apilistenport: 12330
        flapping: false|numoftunnel: -1|minflapinterval: 30s|maxflapinterval: 1m0s|v4startaddr: ""|v6startaddr: ""|v4dnslist: []|v6dnslist: []
        numoftunneltoenablecookie: -1|reauth: false|reauthlifetime: 10s|retraninterval: 10s|maxretran: 4|dhgrpid: [14]|enablefragment: false|mtu: 1100|reassembletimeout: 30s
        initialcontact: true|ikeintegrityalg: [sha256]|ikeencyptalg: [aes-cbc:128]|ikeprfalg: [sha256]|authpeermethod: psk|authownmethod: psk|eapimplementaion: eap-snoop
        eapoltestconf: ""|eapfile: ""|eapradiusss: ""|eapradiussvr: ""|eapradiusid: 31|eapsendstart: true|myid: "client-src-addr"|peerid: ""|matchpeerid: false|cadir: ""|eedir: ""
        dshashalg: sha256|usersapss: false|psk: ""|sendingmarkedca: false|initiatedpd: true|forcedpd: false|dpdinterval: 30s|ikelifetime: 10m0s|margintime: 1m0s|jitter: true
        installfastpath: false|virtualipif: "lo"|keepchildhistory: false|keepikehistory: false|ratunnel: false|enablenatt: false|disallownat: false|nattkeepaliveinterval: 0s
        traditionalencap: true|tradtionalencapforceudp: false|tcpencap: false|owntcpport: 4500|peertcpport: 4500|id: ""|value: ""|ppkrequired: false
        tunnelmode: true|integrityalg: [sha256]|encalg: [aes-cbc:128]|protocol: esp|lifetime: 5m0s|esn: false|pfsenabled: false|pfsgrpid: [14]|replaywindowsize: 256
        useprovisionedtsforrekey: false|type: v4|protocol: 0|startport: 0|endport: 65535
        autoaddr: false|ptype: icmp|udpport: 9922|assignsrc: false|destaddr: ""|deststep: 1|srcaddr: ""|srcstep: 1|interval: 1s|setupinterval: 10ms|pktlen: 64|maxlossrate: 10|holdtime: 10s
        """;

    [Fact]
    public void Write_Defaults_AreThoseOfThePublishedFormat()
    {
        var written = TestSetupWriter.Write(TestSetup.Default).Split('\n').Select(line => line.TrimStart(' ', '-')).ToHashSet();

        Assert.Superset(PublishedDefaults.Split(['|', '\n']).Select(line => line.Trim()).ToHashSet(), written);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_Defaults_ReadBackToDefaults(bool comments)
    {
        var result = TestSetupReader.Read(TestSetupWriter.Write(TestSetup.Default, comments));

        Assert.Equal(TestSetup.Default, result.Setup);
        Assert.All(result.Diagnostics, finding => Assert.Contains(finding.Option, new[] { "startclntaddr", "peeraddr", "bindifname", "ikeconf.psk" }));
    }

    [Fact]
    public void Write_ChangedSetup_ReadsBackToTheSame()
    {
        Assert.Equal(Changed, TestSetupReader.Read(TestSetupWriter.Write(Changed)).Setup);
        Assert.Equal(Changed, TestSetupReader.Read(TestSetupWriter.WriteCompact(Changed)).Setup);
    }

    [Fact]
    public void WriteCompact_Defaults_IsEmpty() => Assert.Equal("", TestSetupWriter.WriteCompact(TestSetup.Default));

    [Fact]
    public void WriteCompact_ChangedSetup_HasWhatDiffers() =>
        Assert.Equal(
            """
            role: gateway
            desc: "a \"quoted\" \\ text: with # signs"
            runningtime: 1h0m0s
            poolconf:
              v4startaddr: "10.9.0.0/16"
              v4dnslist: ["10.9.0.1", "10.9.0.2"]
            ikeconf:
              ikeencyptalg: [aes-gcm-16:256]
              ppk:
                id: "k"
            childlist:
              - {}
              - encalg: ["null"]
                ownts:
                  - type: v6
                    startaddr: "fe80::"
                  - {}
            pingconf:
              maxlossrate: 2.5

            """,
            TestSetupWriter.WriteCompact(Changed));

    private static TestSetup Changed { get; } = new()
    {
        Role = TestRole.Gateway,
        Description = "a \"quoted\" \\ text: with # signs",
        RunningTime = TimeSpan.FromHours(1),
        Pool = new PoolSetup { Ipv4 = new AddressWithPrefix(IpAddress.Parse("10.9.0.0"), 16), Ipv4Dns = [IpAddress.Parse("10.9.0.1"), IpAddress.Parse("10.9.0.2")] },
        Ike = new IkeSetup { Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)], Ppk = new PpkSetup { Id = "k" } },
        Children =
        [
            ChildSetup.Default,
            new ChildSetup
            {
                Encryption = [new EncryptionChoice(EncryptionId.Null, 0)],
                OwnSelectors = [new SelectorSetup { IsIpv6 = true, StartAddress = IpAddress.Parse("fe80::") }, SelectorSetup.Default],
            },
        ],
        Ping = new PingSetup { MaximumLossPercent = 2.5 },
    };
}
