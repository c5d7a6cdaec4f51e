using System.Text.RegularExpressions;
using Xunit;

namespace MyIkev2.Architecture.Tests;

/// <summary>What must not stand in a public repository: paths of a machine, unfinished business, private numbering.</summary>
public class RepositoryTextTests
{
    // This file spells out what it refuses.
    private const string Self = "tests/Architecture.Tests/RepositoryTextTests.cs";

    private static readonly string[] BinaryExtensions = [".bin", ".pcap", ".pcapng", ".png", ".ico", ".gz", ".snk"];

    private static readonly (string Name, Regex Pattern)[] Forbidden =
    [
        ("a path of somebody's machine", new(@"(?<![\w.])/(work|home|root)/[\w.]|/tmp/mk\b|[A-Z]:\\Users\\", RegexOptions.CultureInvariant)),
        ("a private issue number", new(@"\bissue\s+#?\d+|\bissues show\b|\(#\d+\)", RegexOptions.IgnoreCase)),
        ("unfinished business", new(@"\b(TODO|FIXME|HACK|XXX)\b", RegexOptions.CultureInvariant)),
        ("a document that is not here", new(@"(?<!\bdocs/)\b(house|anchors|dotnet-limits|6wind|nmsec|nsx|opi|snmp)\.md\b|\bseed 0\d\d\b", RegexOptions.IgnoreCase)),
        ("an exception that only says not yet", new(@"\bNotImplementedException\b", RegexOptions.CultureInvariant)),
    ];

    [Fact]
    public void Texts_SayNothing_ThatBelongsElsewhere()
    {
        var findings =
            from file in Texts()
            from finding in Findings(Repository.Read(file))
            select $"{file}:{finding}";

        Assert.Empty(findings);
    }

    [Fact]
    public void Texts_LineEndings_AreLineFeeds() =>
        Assert.DoesNotContain(Texts(), file => Repository.Read(file).Contains('\r'));

    [Theory]
    [InlineData("see /work/main/README")]
    [InlineData("// fixes issue #12")]
    [InlineData("see specs/nmsec.md")]
    [InlineData("x(); // TODO later")]
    [InlineData("throw new NotImplementedException();")]
    public void Findings_ForbiddenText_IsReported(string text) => Assert.NotEmpty(Findings(text));

    [Theory]
    [InlineData("issued 10 certificates")]
    [InlineData("/framework/x and https://host/work/x")]
    [InlineData("see docs/nmsec.md")]
    [InlineData("todo lists")]
    public void Findings_InnocentText_IsAccepted(string text) => Assert.Empty(Findings(text));

    private static IEnumerable<string> Texts() =>
        Repository.Files.Where(file => file != Self
            && !file.EndsWith(".sln", StringComparison.Ordinal)
            && !BinaryExtensions.Contains(Path.GetExtension(file)));

    private static IEnumerable<string> Findings(string text) =>
        from line in text.Split('\n').Select((content, index) => (content, number: index + 1))
        from rule in Forbidden
        where rule.Pattern.IsMatch(line.content)
        select $"{line.number}: {rule.Name}: {line.content.Trim()}";
}
