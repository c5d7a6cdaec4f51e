using MyIkev2.Agent.Cli.Display;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>The state tree of the 6WIND guide "Post-quantum Cryptography", to the letter.</summary>
public sealed class IkeSaStateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ChildSaView Child = new()
    {
        PolicyName = "vpn0sp0",
        UniqueId = 5,
        RequestId = 1,
        State = "installed",
        SpiIn = 0xcc4e9765,
        SpiOut = 0xc5d793c6,
        Encryption = "aes256-gcm-128",
        InstalledAt = Now.AddSeconds(-1),
        RekeyAt = Now.AddSeconds(3244),
        ExpiresAt = Now.AddSeconds(3960),
        LocalSelectors = [new SelectorView("10.100.0.0/24")],
        RemoteSelectors = [new SelectorView("10.200.0.0/24")],
    };

    private static readonly IkeSaView Vpn0 = new()
    {
        VpnName = "vpn0",
        UniqueId = 1,
        State = "established",
        LocalAddress = "10.125.0.1",
        RemoteAddress = "10.125.0.2",
        LocalPort = 4500,
        RemotePort = 4500,
        LocalId = "10.125.0.1",
        RemoteId = "10.125.0.2",
        InitiatorSpi = 0x8801bfe14fd6890d,
        ResponderSpi = 0x66ced33cfc78f360,
        Encryption = "aes256-gcm-128",
        Prf = "hmac-sha384",
        KeyExchange = "ecp256",
        EstablishedAt = Now.AddSeconds(-1),
        RekeyAt = Now.AddSeconds(14029),
        PpkUsed = true,
        Children = [Child],
    };

    [Fact]
    public void Tree_OneSa_IsTheGuidesListing() => Assert.Equal(
        """
        ike-sa unique-id 1
            name vpn0
            version 2
            state established
            local-address 10.125.0.1
            remote-address 10.125.0.2
            local-port 4500
            remote-port 4500
            local-id 10.125.0.1
            remote-id 10.125.0.2
            initiator-spi 8801bfe14fd6890d
            responder-spi 66ced33cfc78f360
            aead-alg aes256-gcm-128
            prf-alg hmac-sha384
            dh-group ecp256
            established-time 1
            rekey-time 14029
            udp-encap false
            mobike false
            ppk-used true
            child-sa unique-id 5
                name vpn0sp0
                state installed
                reqid 1
                protocol esp
                udp-encap false
                mobike false
                spi-in cc4e9765
                spi-out c5d793c6
                aead-alg aes256-gcm-128
                esn false
                bytes-in 0
                packets-in 0
                bytes-out 0
                packets-out 0
                installed-time 1
                rekey-time 3244
                life-time 3960
                local-ts subnet 10.100.0.0/24
                remote-ts subnet 10.200.0.0/24
                traffic-selectors
                    local-ts 1 subnet 10.100.0.0/24
                    remote-ts 1 subnet 10.200.0.0/24
                    ..
                mode tunnel
                ..
            ..

        """.ReplaceLineEndings("\n"),
        Show("vrf", "main", "ike", "ike-sa"));

    [Theory]
    [InlineData("vrf main ike ike-sa unique-id 1 state", "state established\n")]
    [InlineData("vrf main ike ike-sa unique-id 1 child-sa unique-id 5 local-ts", "local-ts subnet 10.100.0.0/24\n")]
    [InlineData("vrf main ike ike-sa unique-id 2", "")]
    [InlineData("vrf red ike ike-sa", "")]
    [InlineData("vrf main ike ike-sa unique-id 1 child-sa unique-id 5 traffic-selectors local-ts 1 subnet", "subnet 10.100.0.0/24\n")]
    public void Path_IntoTheTree_FindsThat(string path, string expected) => Assert.Equal(expected, Show(path.Split(' ')));

    [Fact]
    public void Tree_Whole_IsInItsVrf() => Assert.StartsWith("vrf main\n    ike\n        ike-sa unique-id 1\n            name vpn0\n", Show(), StringComparison.Ordinal);

    [Fact]
    public void Selectors_SeveralWithPorts_AreNumberedFromOne()
    {
        var sa = Vpn0 with
        {
            Children = [Child with { LocalSelectors = [new SelectorView("10.1.0.0/16", "6", "443"), new SelectorView("fd00::/64", "17")] }],
        };

        var text = StateText.Format(StateText.Find(IkeSaState.Of(new IkeSaList(Now, [sa])), ["vrf", "main", "ike", "ike-sa", "unique-id", "1", "child-sa"]));

        Assert.Contains("    local-ts subnet 10.1.0.0/16 protocol 6 port 443\n", text, StringComparison.Ordinal);
        Assert.Contains("        local-ts 1 subnet 10.1.0.0/16 protocol 6 port 443\n        local-ts 2 subnet fd00::/64 protocol 17\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Child_Deleted_HasNeitherAlgorithmsNorTraffic()
    {
        var sa = Vpn0 with { Children = [Child with { State = "deleted" }] };

        var text = StateText.Format(IkeSaState.Of(new IkeSaList(Now, [sa])));

        Assert.Contains("state deleted\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("spi-in", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bytes-in", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "", "", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8", "6", "443", "10.0.0.0/8[6/443]")]
    [InlineData("10.0.0.0/8", "6", "", "10.0.0.0/8[6]")]
    [InlineData("10.0.0.0/8", "", "opaque", "10.0.0.0/8[0/opaque]")]
    public void Selector_AsText_IsTheEnginesForm(string addresses, string protocol, string ports, string expected) =>
        Assert.Equal(expected, new SelectorView(addresses, protocol, ports).ToString());

    private static string Show(params string[] path) => StateText.Format(StateText.Find(IkeSaState.Of(new IkeSaList(Now, [Vpn0])), path));
}
