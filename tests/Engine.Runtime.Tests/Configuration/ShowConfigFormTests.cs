using System.Xml.Linq;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

/// <summary>The forms of <c>show config</c> beside nested blocks, and candidates.</summary>
public sealed class ShowConfigFormTests
{
    private static readonly XNamespace Ike = "urn:6wind:vrouter/ike";
    private static readonly XNamespace Router = "urn:6wind:vrouter";

    [Fact]
    public void FullPath_OfAWholeConfiguration_ReadsBackAsTheSame()
    {
        var document = ConfigSamples.Parse(ConfigSamples.Complete);

        var lines = Show(document, new ConfigurationQuery("/") { Form = ConfigurationForm.FullPath, WithDefaults = false, RevealSecrets = true });

        Assert.All(lines.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("/ vrf main ike ", line, StringComparison.Ordinal));
        Assert.Contains("/ vrf main ike vpn v security-policy p local-ts subnet 10.1.0.0/16\n", lines, StringComparison.Ordinal);
        Assert.Equal(ConfigSamples.Show(document, "/"), ConfigSamples.Show(ConfigSamples.Parse(lines), "/"));
    }

    [Fact]
    public void FullPath_EntryWithNothingInIt_HasALineOfItsOwn()
    {
        var document = ConfigSamples.Parse("/ vrf main ike pool empty\n/ vrf red ike\n");

        var lines = Show(document, new ConfigurationQuery("/") { Form = ConfigurationForm.FullPath, WithDefaults = false });

        Assert.Equal("/ vrf main ike pool empty\n/ vrf red ike\n", lines);
    }

    [Fact]
    public void FullPath_Secret_IsMasked() => Assert.Equal(
        "/ vrf main ike pre-shared-key any secret ********\n",
        Show(ConfigSamples.Parse(ConfigSamples.Complete), new ConfigurationQuery("vrf main ike pre-shared-key") { Form = ConfigurationForm.FullPath }));

    [Fact]
    public void Xml_OfAnEntry_IsItAlone()
    {
        var text = Show(ConfigSamples.Parse(ConfigSamples.Complete), new ConfigurationQuery("/ vrf main ike vpn v") { Form = ConfigurationForm.Xml, WithDefaults = false });

        var vpn = XElement.Parse(text);
        Assert.Equal(Ike + "vpn", vpn.Name);
        Assert.Equal("v", vpn.Element(Ike + "name")!.Value);
        Assert.Equal("192.0.2.2", vpn.Element(Ike + "remote-address")!.Value);
        Assert.Equal("10.1.0.0/16", vpn.Element(Ike + "security-policy")!.Element(Ike + "local-ts")!.Element(Ike + "subnet")!.Value);
    }

    [Fact]
    public void XmlAbsolute_OfALeaf_HasAllThatIsAroundIt() => Assert.Equal(
        """
        <config xmlns="urn:6wind:vrouter">
          <vrf>
            <name>main</name>
            <ike xmlns="urn:6wind:vrouter/ike">
              <vpn>
                <name>v</name>
                <remote-address>192.0.2.2</remote-address>
              </vpn>
            </ike>
          </vrf>
        </config>

        """,
        Show(ConfigSamples.Parse(ConfigSamples.Complete), new ConfigurationQuery("/ vrf main ike vpn v remote-address") { Form = ConfigurationForm.XmlAbsolute }));

    [Fact]
    public void XmlAbsolute_OfEverything_IsOneDocument()
    {
        var root = XElement.Parse(Show(ConfigSamples.Parse(ConfigSamples.Complete), new ConfigurationQuery(string.Empty) { Form = ConfigurationForm.XmlAbsolute }));

        Assert.Equal(Router + "config", root.Name);
        Assert.Equal("main", root.Element(Router + "vrf")!.Element(Router + "name")!.Value);
        Assert.DoesNotContain("s3cret", root.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Candidate_Lines_AreShownAndChangeNothing()
    {
        using var store = Store();
        var query = new ConfigurationQuery("/ vrf main ike vpn v enabled") { CandidateLines = ["/ vrf main ike vpn v enabled false"] };

        Assert.Equal(["enabled false"], store.Show(query).Lines);
        Assert.Equal(["enabled true"], store.Show(query with { CandidateLines = [] }).Lines);
    }

    [Fact]
    public void Candidate_ThatIsNotComplete_IsShownAllTheSame()
    {
        using var store = Store();

        var result = store.Show(new ConfigurationQuery("/ vrf main ike vpn new") { CandidateLines = ["/ vrf main ike vpn new version 2"], WithDefaults = false });

        Assert.Equal(["vpn new", "    .."], result.Lines);
    }

    [Fact]
    public void Candidate_LinesThatCannotBeRead_AreNamed()
    {
        using var store = Store();

        var result = store.Show(new ConfigurationQuery("/") { CandidateLines = ["/ vrf main ike nonsense"] });

        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.Equal((1, 16, false), Assert.Single(result.Errors) is var error ? (error.Line, error.Column, error.IsOfWhole) : default);
    }

    [Fact]
    public async Task Edit_WhatIsMissing_IsAnErrorOfTheWhole()
    {
        using var store = Store();

        var result = await store.EditAsync(["/ vrf main ike vpn new version 2"], validateOnly: true, CancellationToken.None);

        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.All(result.Errors, error => Assert.True(error.IsOfWhole, error.Message));
    }

    private static ConfigurationStore Store() => ConfigurationStore.InMemory(ConfigSamples.Complete, out _)!;

    private static string Show(ConfigDocument document, ConfigurationQuery query)
    {
        var text = ConfigQuery.Show(document, query, out var problem);
        Assert.True(text is not null, problem);
        return text;
    }
}
