using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigParserTests
{
    [Fact]
    public void Parse_NestedBlocks_MeanTheSameAsAbsoluteLines()
    {
        var nested = ConfigSamples.Parse("""
            # comment
            vrf main
                ike
                    vpn a          # comment after words
                        version 2

                        security-policy p
                            local-ts subnet 10.0.0.0/8 protocol 6 port 80
                            ..
                        ..
                    global-options
                        retransmit-tries 3
                        ..
                    ..
                ..
            """);
        var absolute = ConfigSamples.Parse("""
            / vrf main ike global-options retransmit-tries 3
            / vrf main ike vpn a version 2
            / vrf main ike vpn a security-policy p local-ts port 80
            / vrf main ike vpn a security-policy p local-ts protocol 6
            / vrf main ike vpn a security-policy p local-ts subnet 10.0.0.0/8
            """);

        Assert.Equal(Print(absolute), Print(nested));
    }

    [Fact]
    public void Parse_AbsoluteLineThatEndsOnAContainer_OpensIt()
    {
        var document = ConfigSamples.Parse("""
            / vrf main ike
            vpn a
                version 2
                ..
            / vrf main ike vpn b
            version 2
            / vrf main ike vpn c
            """);

        Assert.Equal(["a", "b", "c"], document.Root.Entry("vrf", "main")!.Container("ike")!.Entries("vpn").Select(vpn => vpn.Key));
    }

    [Fact]
    public void Parse_SessionVerbs_AreSteppedOver() =>
        Assert.Contains("vpn a", Print(ConfigSamples.Parse("edit running\nvsr running config# / vrf main ike vpn a version 2\ncommit\n")), StringComparison.Ordinal);

    [Fact]
    public void Parse_CarriageReturnsTabsAndByteOrderMark_AreAccepted() =>
        Assert.Equal(
            Print(ConfigSamples.Parse("vrf main\n    ike\n        ..\n    ..\n")),
            Print(ConfigSamples.Parse("\uFEFFvrf main\r\n\tike\r\n\t\t..\r\n\t..\r\n")));

    [Theory]
    [InlineData("\"C=FR, O=Example\"", "C=FR, O=Example")]
    [InlineData("\"a \\\"b\\\" \\\\ c@x\"", "a \"b\" \\ c@x")]
    [InlineData("@#0a0b", "@#0a0b")]
    [InlineData("\"#hash\"", "#hash")]
    public void Parse_QuotedWord_IsReadAndPrintedBack(string written, string value)
    {
        var document = ConfigSamples.Parse($"/ vrf main ike pre-shared-key k id {written}");

        Assert.Equal(value, document.Root.Entry("vrf", "main")!.Container("ike")!.Entry("pre-shared-key", "k")!.Values("id").Single().Text);
        Assert.Equal(Print(document), Print(ConfigSamples.Parse(Print(document))));
    }

    [Theory]
    [InlineData("/ vrf main ike vpn a versoin 2", 1, 22, "'versoin' is not known here; did you mean 'version'?")]
    [InlineData("/ vrf main ike vpn a version 3", 1, 30, "3 is out of range; allowed: an integer 1..2 (default 2)")]
    [InlineData("/ vrf main ike vpn a version", 1, 29, "a value is missing; allowed: an integer 1..2")]
    [InlineData("/ vrf main ike vpn", 1, 19, "a key is missing; allowed: a name")]
    [InlineData("/ vrf main ike vpn a/b", 1, 20, "'a/b' is not a name")]
    [InlineData("/ vrf main ike global-options dos-protection cookie-threshold allways", 1, 63, "allowed: an integer 0..2147483647 or always (default 10)")]
    [InlineData("/ vrf main ike ipsec-policy-template t dpd-action reset", 1, 51, "allowed: one of clear, restart, trap (default restart)")]
    [InlineData("/ vrf main ike ike-policy-template t ike-proposal 1 dh-group modp2084", 1, 62, "did you mean 'modp2048'?")]
    [InlineData("/ vrf main ike vpn a remote-address 1.2.3", 1, 37, "'1.2.3' is not an address; allowed: an IPv4 or IPv6 address, or %any")]
    [InlineData("\n\n   ..", 3, 4, "'..' closes a block, but none is open")]
    [InlineData("vrf main\n    ike\n        .. now", 3, 12, "nothing may follow '..'")]
    [InlineData("/ vrf main ike vpn \"a", 1, 20, "the quote is not closed")]
    [InlineData("/ vrf main ike vpn \"a\"b", 1, 23, "a blank must follow the closing quote")]
    [InlineData("/ vrf main ike vpn a\u0007", 1, 20, "control character")]
    [InlineData("/ vrf main ike vpn a\uFFFD", 1, 20, "not valid UTF-8")]
    [InlineData("show config", 1, 1, "'show' is not known here")]
    [InlineData("del", 1, 4, "del needs the path")]
    [InlineData("del / vrf main ike vpn a", 1, 7, "there is no 'vrf main' to delete from")]
    public void Parse_WrongLine_SaysWhereAndWhatIsAllowed(string text, int line, int column, string expected)
    {
        var errors = ConfigParser.Parse(text, "f").Diagnostics;

        var error = errors[0];
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(new ConfigPosition("f", line, column), error.Position);
        Assert.StartsWith($"f:{line}:{column}: error: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SecretThatIsWrong_IsNotRepeated()
    {
        var error = Assert.Single(ConfigParser.Parse("/ vrf main ike pre-shared-key k secret 0xTopSecret", "f").Diagnostics);

        Assert.DoesNotContain("TopSecret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("what follows 0x is not hexadecimal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralErrors_AreAllListed()
    {
        var result = ConfigParser.Parse("/ vrf main ike vpn a version 9\n/ nonsense\n/ vrf main ike vpn b version 9\n", "f");

        Assert.Equal([1, 2, 3], result.Diagnostics.Select(error => error.Position.Line));
        Assert.True(result.HasErrors);
    }

    [Fact]
    public void Parse_BlockWithAWrongFirstLine_RaisesOneErrorForTheBlock()
    {
        var result = ConfigParser.Parse(
            """
            vrf main
                ike
                    vpnn a
                        version 2
                        security-policy p
                            action esp
                            ..
                        ..
                    vpn b
                        version 9
                        enabled true
                        ..
                    ..
                ..
            """,
            "f");

        Assert.Equal([3, 10], result.Diagnostics.Select(error => error.Position.Line));
    }

    [Fact]
    public void Parse_BlockThatIsNotClosed_IsAnErrorAtItsFirstLine()
    {
        var errors = ConfigParser.Parse("vrf main\n    ike\n        vpn a\n            version 2\n", "f").Diagnostics;

        Assert.Equal(
            ["f:1:1: error: / vrf main: the block is not closed with '..'", "f:2:5: error: / vrf main ike: the block is not closed with '..'", "f:3:9: error: / vrf main ike vpn a: the block is not closed with '..'"],
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Parse_NumberedEntries_AreKeptByNumber()
    {
        const string Template = "/ vrf main ike ike-policy-template t ike-proposal";
        var document = ConfigSamples.Parse($"{Template} 10 dh-group ecp521\n{Template} 2 dh-group ecp384\n{Template} 1 dh-group ecp256\n");

        Assert.Equal(["1", "2", "10"], document.Root.Entry("vrf", "main")!.Container("ike")!.Entry("ike-policy-template", "t")!.Entries("ike-proposal").Select(entry => entry.Key));
    }

    [Theory]
    [InlineData("del / vrf main ike vpn v security-policy p", "security-policy")]
    [InlineData("del / vrf main ike vpn v local-address", "local-address")]
    [InlineData("del / vrf main ike vpn v local-address 192.0.2.1", "local-address")]
    [InlineData("del / vrf main ike vpn v", "vpn v")]
    [InlineData("del / vrf main ike", "ike")]
    [InlineData("del / vrf main", "vrf")]
    [InlineData("del / vrf main ike ike-policy-template it ike-proposal 1 prf-alg hmac-sha384", "prf-alg")]
    [InlineData("/ vrf main ike vpn v\ndel remote-address", "remote-address")]
    public void Delete_WhatIsThere_IsGone(string line, string gone)
    {
        var before = ConfigSamples.Parse(ConfigSamples.Complete);
        var result = ConfigParser.Apply(before.Clone(), line.Split('\n'), "f");

        Assert.Empty(result.Diagnostics);
        Assert.Contains(gone + (gone.Contains(' ', StringComparison.Ordinal) ? "\n" : string.Empty), Print(before), StringComparison.Ordinal);
        Assert.DoesNotContain(gone == "ike" ? "ike\n" : gone, Print(result.Document), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("del / vrf main ike vpn w", "there is no 'vpn w' to delete")]
    [InlineData("del / vrf main ike vpn", "'vpn' is a list: name the entry to delete")]
    [InlineData("del / vrf main ike vpn v local-id", "there is no 'local-id' to delete")]
    [InlineData("del / vrf main ike vpn v local-address 192.0.2.9", "there is no 'local-address 192.0.2.9' to delete")]
    [InlineData("del / vrf main ike vpn v local-address 192.0.2.1 more", "nothing may follow the value")]
    [InlineData("del / vrf main ike vpm v", "did you mean 'vpn'?")]
    public void Delete_WhatIsNotThere_IsAnError(string line, string expected)
    {
        var error = Assert.Single(ConfigParser.Apply(ConfigSamples.Parse(ConfigSamples.Complete), [line], "f").Diagnostics);

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_LastOptionOfAContainer_TakesTheContainerWithIt()
    {
        var document = ConfigSamples.Parse("/ vrf main ike global-options dos-protection block-threshold 6");
        var result = ConfigParser.Apply(document, ["del / vrf main ike global-options dos-protection block-threshold"], "f");

        Assert.Equal("vrf main\n    ike\n        ..\n    ..\n", Print(result.Document));
    }

    [Fact]
    public void Apply_ToAClone_LeavesTheOriginalAlone()
    {
        var document = ConfigSamples.Parse(ConfigSamples.Complete);
        var before = Print(document);

        ConfigParser.Apply(document.Clone(), ["/ vrf main ike vpn v version 1", "/ vrf main ike vpn v vip-request ::", "del / vrf main ike vpn v security-policy p"], "f");

        Assert.Equal(before, Print(document));
    }

    private static string Print(ConfigDocument document) => ConfigPrinter.Print(document, ConfigDetail.Explicit, revealSecrets: true);
}
