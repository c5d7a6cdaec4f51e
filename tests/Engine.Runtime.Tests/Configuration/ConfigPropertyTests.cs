using System.Text;
using MyIkev2.Engine.Runtime.Configuration;
using Xunit.Abstractions;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>What holds for every configuration and every input. Seeds are fixed; a failure names its seed.</summary>
public sealed class ConfigPropertyTests(ITestOutputHelper output)
{
    private const int Runs = 300;

    [Fact]
    public void Print_ParsedAgain_IsTheSame()
    {
        var longest = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var document = new RandomConfiguration(seed).NextDocument();
            foreach (var detail in Enum.GetValues<ConfigDetail>())
            {
                var printed = ConfigPrinter.Print(document, detail, revealSecrets: true);
                var parsed = ConfigParser.Parse(printed, "printed");

                Assert.True(parsed.Diagnostics.Count == 0, $"seed {seed}, {detail}: {string.Join("; ", parsed.Diagnostics)}");
                Assert.True(printed == ConfigPrinter.Print(parsed.Document, detail, revealSecrets: true), $"seed {seed}, {detail}");
                longest = Math.Max(longest, printed.Length);
            }
        }

        output.WriteLine($"{Runs} configurations, the longest of {longest} characters");
        Assert.True(longest > 5_000);
    }

    /// <summary>Writing the defaults down changes nothing, leaving them out neither.</summary>
    [Theory]
    [InlineData(ConfigDetail.NoDefault)]
    [InlineData(ConfigDetail.Explicit)]
    [InlineData(ConfigDetail.WithDefaults)]
    public void Print_ParsedAgain_LoadsTheSame(ConfigDetail detail)
    {
        var document = ConfigSamples.Parse(ConfigSamples.Complete + """
            / vrf main ike global-options retransmit-tries 5
            / vrf main ike global-options fragment-size 1280
            / vrf main ike vpn v ike-policy mobike false
            / vrf main ike vpn v ike-policy dpd-delay 10
            """);
        var printed = ConfigSamples.Parse(ConfigPrinter.Print(document, detail, revealSecrets: true));
        var ids = RequestIds.None;

        Assert.Equal(ConfigurationLoader.Load(document, ref ids, out _)!.Engine, ConfigurationLoader.Load(printed, ref ids, out _)!.Engine);
    }

    [Fact]
    public void Clone_Printed_IsTheSame()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var document = new RandomConfiguration(seed).NextDocument();
            Assert.Equal(Explicit(document), Explicit(document.Clone()));
        }
    }

    [Fact]
    public void Validate_AnyDocument_Answers()
    {
        var errors = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var ids = RequestIds.None;
            var loaded = ConfigurationLoader.Load(new RandomConfiguration(seed).NextDocument(), ref ids, out var diagnostics);
            errors += diagnostics.Count(finding => finding.IsError);
            Assert.Equal(loaded is null, diagnostics.Any(finding => finding.IsError));
        }

        Assert.True(errors > Runs);
    }

    [Fact]
    public void Parse_RandomLines_AnswersWithPositionsInside()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new RandomConfiguration(seed);
            var lines = Enumerable.Range(0, 30).Select(_ => random.NextLine()).ToList();
            var result = ConfigParser.Apply(new ConfigDocument(), lines, "fuzz");

            foreach (var error in result.Diagnostics)
            {
                Assert.InRange(error.Position.Line, 1, lines.Count);
                Assert.InRange(error.Position.Column, 1, lines[error.Position.Line - 1].Length + 1);
            }
        }
    }

    [Fact]
    public void Parse_MutatedConfigurations_Answers()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new RandomConfiguration(seed);
            var text = Explicit(random.NextDocument()) + ConfigSamples.Complete;
            for (var round = 0; round < 20; round++)
            {
                text = random.Mutate(text);
                var result = ConfigParser.Parse(text, "fuzz");
                ConfigValidator.Validate(result.Document);
                ConfigQuery.Show(result.Document, random.NextLine(), ConfigDetail.WithDefaults, revealSecrets: false, out _);
            }
        }
    }

    [Fact]
    public void Parse_RandomOctets_Answers()
    {
        var random = new Random(4711);
        for (var run = 0; run < Runs; run++)
        {
            var octets = new byte[random.Next(400)];
            random.NextBytes(octets);
            ConfigParser.Parse(Encoding.UTF8.GetString(octets), "fuzz");
            ConfigParser.Parse("/ vrf main ike " + Encoding.Latin1.GetString(octets), "fuzz");
        }
    }

    [Fact]
    public void Types_AnyText_AnswersAndCanonicalFormsStand()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var text = new RandomConfiguration(seed).NextLine().Trim();
            foreach (var row in Rows(ConfigTree.Root).Where(row => row.Type is not null))
            {
                var reading = row.Type!.Read(text);
                Assert.True(reading.Problem is not null || row.Type.Read(reading.Text) is { Problem: null } again && again.Text == reading.Text, $"{row}: '{text}'");
            }
        }
    }

    private static IEnumerable<ConfigNodeDefinition> Rows(ConfigNodeDefinition row) => row.Children.SelectMany(child => Rows(child).Prepend(child));

    private static string Explicit(ConfigDocument document) => ConfigPrinter.Print(document, ConfigDetail.Explicit, revealSecrets: true);
}
