using System.Text.Json;
using MyIkev2.Agent.Cli.Display;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>The listings of the 6WIND guide "Manually controlling SAs", to the letter.</summary>
public sealed class IkeSaDisplayTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChildSaView Trunk = new()
    {
        PolicyName = "trunk",
        UniqueId = 2,
        RequestId = 1,
        State = "installed",
        SpiIn = 0xc53d6ff3,
        SpiOut = 0xc0f25a26,
        Encryption = "aes256-gcm-128",
        InstalledAt = Now.AddSeconds(-1),
        RekeyAt = Now.AddSeconds(3342),
        ExpiresAt = Now.AddSeconds(3959),
        LocalSelectors = [new SelectorView("192.168.0.0/24")],
        RemoteSelectors = [new SelectorView("192.168.99.0/24")],
    };

    private static readonly IkeSaView Headquarters = new()
    {
        VpnName = "vpn-hq",
        UniqueId = 1,
        State = "established",
        InitiatorSpi = 0xba564968485027c8,
        ResponderSpi = 0xd5bc00215d370faa,
        LocalAddress = "192.0.2.1",
        LocalPort = 500,
        LocalId = "localgw.6wind.net",
        RemoteAddress = "198.51.100.1",
        RemotePort = 500,
        RemoteId = "remotegw.6wind.net",
        Encryption = "aes256-gcm-128",
        Prf = "hmac-sha512",
        KeyExchange = "ecp256",
        EstablishedAt = Now.AddSeconds(-1),
        RekeyAt = Now.AddSeconds(13623),
        Children = [Trunk],
    };

    [Fact]
    public void Table_OneSa_IsTheGuidesListing() => Same(
        """
        VPN    Local-Addr Local-ID          Remote-Addr  Remote-ID          State       Child-SAs
        vpn-hq 192.0.2.1  localgw.6wind.net 198.51.100.1 remotegw.6wind.net established 1

        """,
        IkeSaTable.Format(List(Headquarters)));

    [Fact]
    public void Table_NoSa_IsTheHeading() =>
        Same("VPN Local-Addr Local-ID Remote-Addr Remote-ID State Child-SAs\n", IkeSaTable.Format(List()));

    [Fact]
    public void Details_OneChild_IsTheGuidesListing() => Same(
        """
        vpn-hq: #1, ESTABLISHED, IKEv2, ba564968485027c8_i d5bc00215d370faa_r
          local  'localgw.6wind.net' @ 192.0.2.1[500]
          remote 'remotegw.6wind.net' @ 198.51.100.1[500]
          aes256-gcm-128/prf:hmac-sha512/ecp256
          established 1s ago, rekeying in 13623s
          trunk: #2, reqid 1, INSTALLED, TUNNEL, esp:aes256-gcm-128
            installed 1s ago, rekeying in 3342s, expires in 3959s
            in  c53d6ff3, 0 bytes, 0 packets
            out c0f25a26, 0 bytes, 0 packets
            local  192.168.0.0/24
            remote 192.168.99.0/24

        """,
        IkeSaDetails.Format(List(Headquarters)));

    [Fact]
    public void Details_WithKeys_IsTheGuidesListing()
    {
        var sa = Headquarters with
        {
            Keys = new IkeSaKeysView(
                Convert.FromHexString("82be33972f24d7f151cc3f42f8304616fa4581d76628e583c6b3fbfd1175444d3d416802"),
                Convert.FromHexString("de6e6243ba8f554d43329b53de687b7c10a8db130b0be7619956f8ba1ece3f8ad484855b"),
                default,
                default),
            Children =
            [
                Trunk with
                {
                    Keys = new ChildSaKeysView(
                        Convert.FromHexString("acecaadf5b6e85f951e531b37ebd3c01442953d546a47213eb21f8eb022b035a89d52797"),
                        Convert.FromHexString("e04c738d5202312c22cd4f5b15a7e0166d5e30ec0cae38557cb7f971085ee509b23d9203"),
                        default,
                        default),
                },
            ],
        };

        Same(
            """
            vpn-hq: #1, ESTABLISHED, IKEv2, ba564968485027c8_i d5bc00215d370faa_r
              local  'localgw.6wind.net' @ 192.0.2.1[500]
              remote 'remotegw.6wind.net' @ 198.51.100.1[500]
              aes256-gcm-128/prf:hmac-sha512/ecp256
              sk_ei 82be33972f24d7f151cc3f42f8304616fa4581d76628e583c6b3fbfd1175444d3d416802
              sk_er de6e6243ba8f554d43329b53de687b7c10a8db130b0be7619956f8ba1ece3f8ad484855b
              established 1s ago, rekeying in 13623s
              trunk: #2, reqid 1, INSTALLED, TUNNEL, esp:aes256-gcm-128
                installed 1s ago, rekeying in 3342s, expires in 3959s
                in  c53d6ff3, 0 bytes, 0 packets
                out c0f25a26, 0 bytes, 0 packets
                encr-key-in acecaadf5b6e85f951e531b37ebd3c01442953d546a47213eb21f8eb022b035a89d52797
                encr-key-out e04c738d5202312c22cd4f5b15a7e0166d5e30ec0cae38557cb7f971085ee509b23d9203
                local  192.168.0.0/24
                remote 192.168.99.0/24

            """,
            IkeSaDetails.Format(List(sa)));
    }

    [Theory]
    [InlineData(true, "  trunk: #3, reqid 1, DELETED, TUNNEL    local  192.168.0.0/24\n    remote 192.168.99.0/24\n")]
    [InlineData(false, "  trunk: #3, reqid 1, DELETED, TUNNEL\n    local  192.168.0.0/24\n    remote 192.168.99.0/24\n")]
    public void Details_ChildJustReplaced_ShowsItDeletedWithoutAlgorithm(bool exact, string deleted)
    {
        var sa = Headquarters with
        {
            UniqueId = 4,
            InitiatorSpi = 0x1510d7948135be02,
            ResponderSpi = 0xbdc028955ffd8ea1,
            EstablishedAt = Now.AddSeconds(-2),
            RekeyAt = Now.AddSeconds(13060),
            Children =
            [
                Trunk with { UniqueId = 3, State = "deleted" },
                Trunk with { UniqueId = 4, SpiIn = 0xcd9cd177, SpiOut = 0xc579a482, RekeyAt = Now.AddSeconds(3339) },
            ],
        };

        Same(
            """
            vpn-hq: #4, ESTABLISHED, IKEv2, 1510d7948135be02_i bdc028955ffd8ea1_r
              local  'localgw.6wind.net' @ 192.0.2.1[500]
              remote 'remotegw.6wind.net' @ 198.51.100.1[500]
              aes256-gcm-128/prf:hmac-sha512/ecp256
              established 2s ago, rekeying in 13060s

            """
            + deleted +
            """
              trunk: #4, reqid 1, INSTALLED, TUNNEL, esp:aes256-gcm-128
                installed 1s ago, rekeying in 3339s, expires in 3959s
                in  cd9cd177, 0 bytes, 0 packets
                out c579a482, 0 bytes, 0 packets
                local  192.168.0.0/24
                remote 192.168.99.0/24

            """,
            IkeSaDetails.Format(List(sa), exact));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Details_CertificateOfThePeer_SaysUntilWhen_NotWhereTheOriginalsLinesAreAskedFor(bool exact, bool isThere)
    {
        var sa = Headquarters with { RemoteCertificateNotAfter = new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero), Children = [] };

        Assert.Equal(isThere, IkeSaDetails.Format(List(sa), exact).EndsWith("rekeying in 13623s\n  remote certificate valid until 2027-03-01 12:00:00Z\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Details_PpkUsed_IsAppendedToTheAlgorithms()
    {
        var sa = Headquarters with { VpnName = "vpn0", Prf = "hmac-sha384", PpkUsed = true, Children = [] };

        Assert.Contains("\n  aes256-gcm-128/prf:hmac-sha384/ecp256/PPK\n", IkeSaDetails.Format(List(sa)), StringComparison.Ordinal);
    }

    [Fact]
    public void Details_ClassicCiphers_NameTheirIntegrity()
    {
        var sa = Headquarters with
        {
            Encryption = "aes128-cbc",
            Integrity = "hmac-sha512",
            KeyExchange = "modp2048",
            Children = [Trunk with { Encryption = "aes128-cbc", Integrity = "hmac-sha256", UdpEncapsulation = true }],
        };

        var text = IkeSaDetails.Format(List(sa));

        Assert.Contains("\n  aes128-cbc/hmac-sha512/prf:hmac-sha512/modp2048\n", text, StringComparison.Ordinal);
        Assert.Contains(", TUNNEL-in-UDP, esp:aes128-cbc/hmac-sha256\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Details_HalfOpen_HasNeitherAlgorithmsNorTimes()
    {
        var sa = Headquarters with { State = "connecting", ResponderSpi = 0, Encryption = string.Empty, EstablishedAt = null, RekeyAt = null, Children = [] };

        Same(
            """
            vpn-hq: #1, CONNECTING, IKEv2, ba564968485027c8_i 0000000000000000_r
              local  'localgw.6wind.net' @ 192.0.2.1[500]
              remote 'remotegw.6wind.net' @ 198.51.100.1[500]

            """,
            IkeSaDetails.Format(List(sa)));
    }

    [Fact]
    public void Times_FractionsOfASecond_StillAddUpToTheLifetime()
    {
        var list = new IkeSaList(Now.AddMilliseconds(400), []);

        Assert.Equal(3960, list.SecondsSince(Now.AddSeconds(-1)) + list.SecondsUntil(Now.AddSeconds(3959)));
    }

    [Fact]
    public void Json_HasTheLeavesOfTheStateTree()
    {
        using var json = JsonDocument.Parse(IkeSaJson.Format(List(Headquarters)));
        var sa = json.RootElement.GetProperty("ike-sa")[0];
        var child = sa.GetProperty("child-sa")[0];

        Assert.Equal(1, sa.GetProperty("unique-id").GetInt32());
        Assert.Equal("ba564968485027c8", sa.GetProperty("initiator-spi").GetString());
        Assert.Equal("aes256-gcm-128", sa.GetProperty("aead-alg").GetString());
        Assert.False(sa.TryGetProperty("enc-alg", out _));
        Assert.Equal(13623, sa.GetProperty("rekey-time").GetInt32());
        Assert.Equal("c53d6ff3", child.GetProperty("spi-in").GetString());
        Assert.Equal(3959, child.GetProperty("life-time").GetInt32());
        Assert.Equal("192.168.0.0/24", child.GetProperty("local-ts")[0].GetString());
    }

    private static IkeSaList List(params IkeSaView[] sas) => new(Now, sas);

    private static void Same(string expected, string actual) => Assert.Equal(expected.ReplaceLineEndings("\n"), actual);
}
