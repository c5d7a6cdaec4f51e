namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>The listings of the documentation, to the letter.</summary>
public sealed class ShowConfigTests
{
    [Fact]
    public void Logging_Defaults_AreListed()
    {
        var document = ConfigSamples.Parse("/ vrf main ike");

        Assert.Equal(
            """
            logging
                daemon
                    default 0
                    ..
                authpriv
                    default disable
                    ..
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike logging"));
    }

    [Fact]
    public void Ppk_AllEntries_AreListed()
    {
        var document = ConfigSamples.Parse(Documented("ppk foo id", "ppk foo secret"));

        Assert.Equal(
            """
            ppk foo
                id bar
                secret 0sd0AgKts8ZnIs5QAo+TiMPUPwu/iXmuIxZjXg6WzECV0=
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike ppk", reveal: true));
    }

    [Fact]
    public void Ppk_Secret_IsMaskedUnlessRevealed()
    {
        var document = ConfigSamples.Parse(Documented("ppk foo id", "ppk foo secret"));

        Assert.Equal("secret ********\n", ConfigSamples.Show(document, "/ vrf main ike ppk foo secret"));
        Assert.DoesNotContain("d0AgK", ConfigSamples.Show(document, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public void Vpn_WithDefaults_IsListedInTreeOrder()
    {
        var document = ConfigSamples.Parse("""
            / vrf main ike vpn vpn0 security-policy vpn0sp0 remote-ts subnet 10.200.0.0/24
            / vrf main ike vpn vpn0 security-policy vpn0sp0 local-ts subnet 10.100.0.0/24
            / vrf main ike vpn vpn0 ppk foo
            / vrf main ike vpn vpn0 remote-address 10.125.0.2
            / vrf main ike vpn vpn0 local-address 10.125.0.1
            / vrf main ike vpn vpn0 ipsec-policy template ipsecpol0
            / vrf main ike vpn vpn0 ike-policy template ikepol0
            """);

        Assert.Equal(
            """
            vpn vpn0
                enabled true
                ike-policy
                    template ikepol0
                    ..
                ipsec-policy
                    template ipsecpol0
                    ..
                version 2
                local-address 10.125.0.1
                remote-address 10.125.0.2
                ppk foo
                security-policy vpn0sp0
                    local-ts subnet 10.100.0.0/24
                    remote-ts subnet 10.200.0.0/24
                    action esp
                    mode tunnel
                    priority 0
                    ..
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike vpn vpn0"));
    }

    [Fact]
    public void IkePolicyTemplate_NoDefault_ListsWhatDiffers()
    {
        var document = ConfigSamples.Parse("""
            / vrf main ike ike-policy-template ikepol0 ike-proposal 1 aead-alg aes256-gcm-128
            / vrf main ike ike-policy-template ikepol0 ike-proposal 1 prf-alg hmac-sha384
            / vrf main ike ike-policy-template ikepol0 ike-proposal 1 dh-group ecp256
            / vrf main ike ike-policy-template ikepol0 rekey-time 4h
            / vrf main ike ike-policy-template ikepol0 require-ppk true
            """);

        Assert.Equal(
            """
            ike-policy-template ikepol0
                ike-proposal 1
                    aead-alg aes256-gcm-128
                    prf-alg hmac-sha384
                    dh-group ecp256
                    ..
                require-ppk true
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike ike-policy-template ikepol0", defaults: false));
    }

    [Fact]
    public void IkePolicyTemplate_WithDefaults_ListsThemAsDurationsAndWords()
    {
        var document = ConfigSamples.Parse("/ vrf main ike ike-policy-template t dpd-delay 10");

        Assert.Equal(
            """
            ike-policy-template t
                local-auth-method pre-shared-key
                remote-auth-method pre-shared-key
                keying-tries 1
                unique-sa no
                reauth-time 0s
                rekey-time 4h
                dpd-delay 10s
                aggressive false
                udp-encap false
                mobike false
                require-ppk false
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike ike-policy-template t"));
    }

    [Fact]
    public void VpnIkePolicy_Overrides_HaveNoDefaults()
    {
        var document = ConfigSamples.Parse("/ vrf main ike vpn vpn0 ike-policy template ikepol0\n" + Documented("vpn vpn0 ike-policy require-ppk"));

        Assert.Equal(
            """
            ike-policy
                template ikepol0
                require-ppk false
                ..

            """,
            ConfigSamples.Show(document, "/ vrf main ike vpn vpn0 ike-policy"));
    }

    [Fact]
    public void Leaf_Alone_IsOneLine() =>
        Assert.Equal(
            "make-before-break false\n",
            ConfigSamples.Show(ConfigSamples.Parse("/ vrf main ike"), "/ vrf main ike global-options make-before-break"));

    [Fact]
    public void LeafList_Alone_IsOneLineForEachValueInOrder()
    {
        var document = ConfigSamples.Parse(string.Join('\n', ConfigSamples.DocumentedLines().Where(line => line.Contains("esp-proposal 3 esn", StringComparison.Ordinal))));

        Assert.Equal(
            "esn true\nesn false\n",
            ConfigSamples.Show(document, "/ vrf main ike ipsec-policy-template ipsectemp1 esp-proposal 3 esn"));
    }

    [Fact]
    public void InlineContainer_OfTwoLeaves_IsOneLine()
    {
        var document = ConfigSamples.Parse(Documented("sp-hash-ipv4"));

        Assert.Equal("sp-hash-ipv4 local 16 remote 24\n", ConfigSamples.Show(document, "/ vrf main ike global-options sp-hash-ipv4"));
        Assert.Equal("sp-hash-ipv6 local 128 remote 128\n", ConfigSamples.Show(document, "/ vrf main ike global-options sp-hash-ipv6"));
        Assert.Equal(string.Empty, ConfigSamples.Show(document, "/ vrf main ike global-options sp-hash-ipv6", defaults: false));
    }

    [Fact]
    public void Extension_NotSet_IsNotListed()
    {
        var listing = ConfigSamples.Show(ConfigSamples.Parse(ConfigSamples.Complete), "/");

        Assert.DoesNotContain("remote-port", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("fragmentation", listing, StringComparison.Ordinal);
        Assert.Contains("retransmit-base 1.8\n", listing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ vrf main ike vpn nobody", "is not configured")]
    [InlineData("/ vrf other ike", "is not configured")]
    [InlineData("/ vrf main ike vpm", "did you mean 'vpn'?")]
    [InlineData("/ vrf main ike global-options threads 4", "nothing may follow")]
    [InlineData("/ vrf main ike vpn \"v", "the quote is not closed")]
    public void Path_ThatIsNotThere_SaysWhy(string path, string expected)
    {
        var text = Engine.Runtime.Configuration.ConfigQuery.Show(
            ConfigSamples.Parse(ConfigSamples.Complete), path, Engine.Runtime.Configuration.ConfigDetail.WithDefaults, false, out var problem);

        Assert.Null(text);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Path_OfTheRoot_ListsAll(string path) =>
        Assert.StartsWith("vrf main\n    ike\n        pre-shared-key any\n", ConfigSamples.Show(ConfigSamples.Parse(ConfigSamples.Complete), path), StringComparison.Ordinal);

    private static string Documented(params string[] parts) =>
        string.Join('\n', ConfigSamples.DocumentedLines().Where(line => parts.Any(part => line.Contains(part, StringComparison.Ordinal))));
}
