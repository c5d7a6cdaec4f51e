using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigTypeTests
{
    [Theory]
    [InlineData("0", "0s", 0)]
    [InlineData("0s", "0s", 0)]
    [InlineData("10", "10s", 10)]
    [InlineData("90s", "1m30s", 90)]
    [InlineData("4h", "4h", 14400)]
    [InlineData("14400", "4h", 14400)]
    [InlineData("1h30m", "1h30m", 5400)]
    [InlineData("90m", "1h30m", 5400)]
    [InlineData("1d", "1d", 86400)]
    [InlineData("1d2h3m4s", "1d2h3m4s", 93784)]
    public void Duration_AnyForm_HasOneCanonicalForm(string text, string canonical, int seconds)
    {
        var reading = Read("/ vrf NAME ike ike-policy-template NAME dpd-delay", text);

        Assert.Equal(canonical, reading.Text);
        Assert.Equal(TimeSpan.FromSeconds(seconds), reading.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10x")]
    [InlineData("-1s")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1h30")]
    [InlineData("1.5h")]
    [InlineData("3651d")]
    [InlineData("999999999999d")]
    [InlineData("99999999999999999999")]
    public void Duration_OtherForms_AreRefused(string text) => Refused("/ vrf NAME ike ike-policy-template NAME dpd-delay", text);

    [Theory]
    [InlineData("0", "0B", 0UL)]
    [InlineData("1500", "1500B", 1500UL)]
    [InlineData("2000", "2KB", 2000UL)]
    [InlineData("10GB", "10GB", 10_000_000_000UL)]
    [InlineData("1000MB", "1GB", 1_000_000_000UL)]
    public void Size_AnyForm_HasOneCanonicalForm(string text, string canonical, ulong bytes)
    {
        var reading = Read("/ vrf NAME ike ipsec-policy-template NAME rekey-bytes", text);

        Assert.Equal(canonical, reading.Text);
        Assert.Equal(bytes, reading.Data);
    }

    [Theory]
    [InlineData("B")]
    [InlineData("10gb")]
    [InlineData("10 GB")]
    [InlineData("-5")]
    [InlineData("9999999999TB")]
    [InlineData("99999999999999999999")]
    public void Size_OtherForms_AreRefused(string text) => Refused("/ vrf NAME ike ipsec-policy-template NAME rekey-bytes", text);

    [Theory]
    [InlineData("3", "3.0", 3.0)]
    [InlineData("3.0", "3.0", 3.0)]
    [InlineData("0.125", "0.125", 0.125)]
    [InlineData("60.000", "60.0", 60.0)]
    public void Decimal_AnyForm_HasOneCanonicalForm(string text, string canonical, double value)
    {
        var reading = Read("/ vrf NAME ike global-options retransmit-timeout", text);

        Assert.Equal(canonical, reading.Text);
        Assert.Equal(value, reading.Data);
    }

    [Theory]
    [InlineData("60.001")]
    [InlineData("1e1")]
    [InlineData("1,5")]
    [InlineData("0.0001")]
    [InlineData("-1")]
    public void Decimal_OtherForms_AreRefused(string text) => Refused("/ vrf NAME ike global-options retransmit-timeout", text);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:DB8:0:0::1", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::", "::")]
    [InlineData("%any", "%any")]
    [InlineData("*", "%any")]
    public void Address_AnyForm_HasOneCanonicalForm(string text, string canonical) =>
        Assert.Equal(canonical, Read("/ vrf NAME ike vpn NAME remote-address", text).Text);

    [Theory]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4.5")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("gateway.example.com")]
    public void Address_AmbiguousForms_AreRefused(string text) => Refused("/ vrf NAME ike vpn NAME remote-address", text);

    [Theory]
    [InlineData("10.100.0.77/26", "10.100.0.64/26")]
    [InlineData("10.0.0.1", "10.0.0.1/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("fc00:1234::9/64", "fc00:1234::/64")]
    [InlineData("::/0", "::/0")]
    public void Subnet_HostBits_AreCleared(string text, string canonical) =>
        Assert.Equal(canonical, Read("/ vrf NAME ike pool NAME subnet", text).Text);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("::/129")]
    public void Subnet_OtherForms_AreRefused(string text) => Refused("/ vrf NAME ike pool NAME subnet", text);

    [Theory]
    [InlineData("192.168.1.1-192.168.2.127", "192.168.1.1-192.168.2.127")]
    [InlineData("192.168.1.9", "192.168.1.9")]
    [InlineData("192.168.1.0/24", "192.168.1.0/24")]
    [InlineData("fc00::1-fc00::ff", "fc00::1-fc00::ff")]
    public void AddressRange_AddressRangeOrSubnet_IsAccepted(string text, string canonical) =>
        Assert.Equal(canonical, Read("/ vrf NAME ike pool NAME address", text).Text);

    [Theory]
    [InlineData("192.168.1.9-192.168.1.1")]
    [InlineData("192.168.1.1-fc00::1")]
    [InlineData("192.168.1.1-")]
    public void AddressRange_NotARange_IsRefused(string text) => Refused("/ vrf NAME ike pool NAME address", text);

    [Theory]
    [InlineData("500", "500")]
    [InlineData("1024-2047", "1024-2047")]
    [InlineData("80-80", "80")]
    public void PortRange_PortOrRange_IsAccepted(string text, string canonical) =>
        Assert.Equal(canonical, Read("/ vrf NAME ike vpn NAME security-policy NAME local-ts port", text).Text);

    [Theory]
    [InlineData("secret", new byte[] { 0x73, 0x65, 0x63, 0x72, 0x65, 0x74 })]
    [InlineData("0x0aFF", new byte[] { 0x0a, 0xff })]
    [InlineData("0sAQID", new byte[] { 1, 2, 3 })]
    public void Secret_ThreeForms_GiveOctets(string text, byte[] octets)
    {
        var reading = Read("/ vrf NAME ike pre-shared-key NAME secret", text);

        Assert.Equal(text, reading.Text);
        Assert.Equal(octets, reading.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x123")]
    [InlineData("0xtellnobody")]
    [InlineData("0stell*nobody")]
    [InlineData("0s")]
    [InlineData("********")]
    public void Secret_BadForm_IsRefusedWithoutRepeatingIt(string text)
    {
        var problem = Refused("/ vrf NAME ike pre-shared-key NAME secret", text);

        Assert.DoesNotContain("nobody", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("gw.example.com")]
    [InlineData("@gw.example.com")]
    [InlineData("user@example.com")]
    [InlineData("C=FR, O=Example, CN=gw")]
    [InlineData("@#0a0b0c")]
    [InlineData("keyid:branch 7")]
    public void Identity_EveryKind_IsKeptAsWritten(string text)
    {
        var reading = Read("/ vrf NAME ike vpn NAME local-id", text);

        Assert.Equal(text, reading.Text);
        Assert.Equal(Identity.TryParse(text), reading.Data);
    }

    [Theory]
    [InlineData("*@example.com")]
    [InlineData("@#0a0")]
    [InlineData("")]
    public void Identity_WildcardOrNonsense_IsRefused(string text) => Refused("/ vrf NAME ike vpn NAME local-id", text);

    [Theory]
    [InlineData("*@example.com", "*@example.com")]
    [InlineData("*", "%any")]
    [InlineData("%any", "%any")]
    public void IdentityPattern_Wildcards_AreAccepted(string text, string canonical) =>
        Assert.Equal(canonical, Read("/ vrf NAME ike vpn NAME remote-id", text).Text);

    [Theory]
    [InlineData("always", -1L)]
    [InlineData("0", 0L)]
    [InlineData("12", 12L)]
    public void CookieThreshold_NumberOrAlways_IsAccepted(string text, long value) =>
        Assert.Equal(value, Read("/ vrf NAME ike global-options dos-protection cookie-threshold", text).Data);

    [Theory]
    [InlineData("-1")]
    [InlineData("allways")]
    [InlineData("99999999999999999999999")]
    public void CookieThreshold_Other_IsRefused(string text) => Refused("/ vrf NAME ike global-options dos-protection cookie-threshold", text);

    [Fact]
    public void Word_NearMiss_IsSuggested() =>
        Assert.Contains("did you mean 'aes256-gcm-128'?", Refused("/ vrf NAME ike ike-policy-template NAME ike-proposal NUMBER aead-alg", "aes256-gmc-128"), StringComparison.Ordinal);

    private static ConfigReading Read(string path, string text)
    {
        var reading = TypeOf(path).Read(text);
        Assert.Null(reading.Problem);

        // The canonical form stands for itself.
        Assert.Equal(reading.Text, TypeOf(path).Read(reading.Text).Text);
        return reading;
    }

    private static string Refused(string path, string text)
    {
        var problem = TypeOf(path).Read(text).Problem;
        Assert.NotNull(problem);
        return problem;
    }

    private static ConfigType TypeOf(string path)
    {
        var node = ConfigTree.Root;
        foreach (var word in path.Split(' ').Skip(1).Where(word => !word.All(char.IsUpper)))
        {
            node = node.Find(word)!;
        }

        return node.Type!;
    }
}
