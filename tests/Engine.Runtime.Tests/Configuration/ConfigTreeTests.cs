using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>Every row of the table is a whole option.</summary>
public sealed class ConfigTreeTests
{
    public static TheoryData<string> Rows => [.. Definitions(ConfigTree.Root).Select(row => row.SchemaPath)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_Help_IsASentence(string path)
    {
        var help = Find(path).Help;

        Assert.EndsWith(".", help, StringComparison.Ordinal);
        Assert.True(char.IsUpper(help[0]) || char.IsDigit(help[0]), help);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_Default_IsAllowedAndCanonical(string path)
    {
        var row = Find(path);
        if ((row.Default ?? row.InheritedDefault) is { } value)
        {
            var reading = row.Type!.Read(value);
            Assert.Null(reading.Problem);
            Assert.Equal(value, reading.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_Shape_IsThatOfItsKind(string path)
    {
        var row = Find(path);

        Assert.Equal(row.Kind == ConfigNodeKind.Container, row.Type is null);
        Assert.Equal(row.HoldsValue, row.Children.Count == 0);
        Assert.True(row.Default is null || row.Kind == ConfigNodeKind.Leaf);
        Assert.True(row.Type is null || row.Type.Expected.Length > 0);
        Assert.True(row.Reference is null || Find("/ vrf NAME ike").Find(row.Reference) is { Kind: ConfigNodeKind.List });
        Assert.DoesNotContain(' ', row.Name);
        Assert.False(row is { IsMandatory: true, Default: not null });
    }

    [Theory]
    [InlineData("/ vrf NAME ike global-options retransmit-tries", "5", "an integer 0..100")]
    [InlineData("/ vrf NAME ike global-options retransmit-timeout", "4.0", "a decimal number 0.000..60.000")]
    [InlineData("/ vrf NAME ike global-options retransmit-base", "1.8", "a decimal number 0.000..10.000")]
    [InlineData("/ vrf NAME ike global-options retransmit-jitter", "0", "an integer 0..20")]
    [InlineData("/ vrf NAME ike global-options retransmit-limit", "0", "an integer 0..100")]
    [InlineData("/ vrf NAME ike global-options acquire-timeout", "30", null)]
    [InlineData("/ vrf NAME ike global-options dos-protection cookie-threshold", "10", "an integer 0..2147483647 or always")]
    [InlineData("/ vrf NAME ike global-options dos-protection block-threshold", "5", null)]
    [InlineData("/ vrf NAME ike global-options dos-protection init-limit-half-open", "0", null)]
    [InlineData("/ vrf NAME ike global-options dos-protection init-limit-job-load", "0", null)]
    [InlineData("/ vrf NAME ike global-options dos-protection ike-sa-limit", "0", null)]
    [InlineData("/ vrf NAME ike global-options threads", "16", null)]
    [InlineData("/ vrf NAME ike global-options sa-table-size", "1", null)]
    [InlineData("/ vrf NAME ike global-options sp-hash-ipv4 local", "32", "an integer 0..32")]
    [InlineData("/ vrf NAME ike global-options sp-hash-ipv6 remote", "128", "an integer 0..128")]
    [InlineData("/ vrf NAME ike global-options routing-table", "220", null)]
    [InlineData("/ vrf NAME ike global-options install-routes", "false", null)]
    [InlineData("/ vrf NAME ike global-options initiator-only", "false", null)]
    [InlineData("/ vrf NAME ike ipsec-policy-template NAME replay-window", "32", "an integer 0..4096")]
    [InlineData("/ vrf NAME ike ipsec-policy-template NAME dpd-action", "restart", "one of clear, restart, trap")]
    [InlineData("/ vrf NAME ike ipsec-policy-template NAME start-action", "trap", null)]
    [InlineData("/ vrf NAME ike ike-policy-template NAME dpd-delay", "0s", null)]
    [InlineData("/ vrf NAME ike vpn NAME version", "2", null)]
    public void Row_DocumentedDefaultAndRange_AreThose(string path, string value, string? expected)
    {
        var row = Find(path);

        Assert.Equal(value, row.Default);
        Assert.Equal(expected ?? row.Type!.Expected, row.Type!.Expected);
    }

    private static ConfigNodeDefinition Find(string path) => Definitions(ConfigTree.Root).Single(row => row.SchemaPath == path);

    private static IEnumerable<ConfigNodeDefinition> Definitions(ConfigNodeDefinition row) =>
        row.Children.SelectMany(child => Definitions(child).Prepend(child));
}
