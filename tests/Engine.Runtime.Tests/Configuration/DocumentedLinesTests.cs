using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>What the documentation shows being typed is accepted as it stands.</summary>
public sealed class DocumentedLinesTests
{
    public static TheoryData<string> Lines => [.. ConfigSamples.DocumentedLines().Distinct()];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_WithItsPrompt_IsAccepted(string line)
    {
        var result = ConfigParser.Parse(line, ConfigSamples.Source);

        Assert.Empty(result.Diagnostics);
        Assert.False(result.Document.Root.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_WithoutItsPrompt_MeansTheSame(string line)
    {
        var bare = line[(line.IndexOf('/', StringComparison.Ordinal))..];

        Assert.Equal(
            ConfigPrinter.Print(ConfigSamples.Parse(line), ConfigDetail.Explicit, revealSecrets: true),
            ConfigPrinter.Print(ConfigSamples.Parse(bare), ConfigDetail.Explicit, revealSecrets: true));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_Value_IsInTheListing(string line)
    {
        var listing = ConfigPrinter.Print(ConfigSamples.Parse(line), ConfigDetail.Explicit, revealSecrets: true);

        var words = line.Split(' ');
        Assert.Contains($"{words[^2]} {words[^1]}\n", listing, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_AllTogether_AreAcceptedAndCounted()
    {
        var lines = ConfigSamples.DocumentedLines();
        var document = ConfigSamples.Parse(string.Join('\n', lines));

        Assert.Equal(75, lines.Count);
        Assert.Equal(["main", "untrusted"], document.Services.Select(service => service.Vrf));
        Assert.Equal(["vpn-to-hq", "vpn-secgw", "vpn-hq", "vpn0"], document.Root.Entry("vrf", "main")!.Container("ike")!.Entries("vpn").Select(vpn => vpn.Key));
    }

    /// <summary>The prompt tells whether the candidate is valid before the line: <c>#!</c> means that something mandatory is missing.</summary>
    [Theory]
    [InlineData("/ vrf main ike ipsec-policy-template ipsectemp1 esp-proposal", 9)]
    [InlineData("/ vrf main ike ike-policy-template iketemp1", 4)]
    [InlineData("/ vrf main ike vpn vpn-hq", 2)]
    [InlineData("/ vrf main ike ppk foo", 2)]
    public void Prompts_OfASession_TellWhetherTheCandidateIsValid(string subject, int count)
    {
        var lines = ConfigSamples.DocumentedLines().Distinct()
            .Where(line => line.Contains(subject, StringComparison.Ordinal) && !line.Contains("esp-proposal 1 enc-alg", StringComparison.Ordinal))
            .ToList();
        var document = ConfigSamples.Parse(subject.Contains("vpn", StringComparison.Ordinal)
            ? ConfigSamples.Templates.Replace("template it ", "template iketemp1 ", StringComparison.Ordinal).Replace("template et ", "template ipsectemp1 ", StringComparison.Ordinal)
            : subject.Contains("esp-proposal", StringComparison.Ordinal) ? subject + " 1 enc-alg aes128-cbc" : string.Empty);

        Assert.Equal(count, lines.Count);
        foreach (var line in lines)
        {
            var valid = ConfigValidator.Validate(document).All(finding => !finding.IsError);
            Assert.True(valid == !line.Contains("config#!", StringComparison.Ordinal), $"before: {line}");
            document = ConfigParser.Apply(document, [line], ConfigSamples.Source).Document;
        }

        Assert.DoesNotContain(ConfigValidator.Validate(document), finding => finding.IsError);
    }
}
