using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

// The module that users load, as foreign parsers see it, against what the agent serves.
public class MibParserTests
{
    [MibParserFact("smilint", "smitools")]
    public async Task Smilint_StrictestLevel_PrintsNothing()
    {
        var (status, output) = await Run("smilint", "-c", Configuration(), "-l", "6", "-s", BaseMibs.OwnModule);
        Assert.Equal((0, string.Empty), (status, output));
    }

    [MibParserFact("smidump", "smitools")]
    public async Task Smidump_Objects_AreThoseThatAreServedWithNumberTypeAndAccess()
    {
        var (_, output) = await Run("smidump", "-c", Configuration(), "-f", "xml", BaseMibs.OwnModule);
        var module = XDocument.Parse(output).Root!.Element("nodes")!.Descendants()
            .Where(node => node.Name.LocalName is "scalar" or "column" && node.Element("access")!.Value != "noaccess")
            .Select(node => $"{node.Attribute("oid")!.Value} {node.Attribute("name")!.Value} {SyntaxOf(node)} {AccessOf(node)}");
        Assert.Equal(Served().Select(row => $"{row.Name} {row.Descriptor} {row.Syntax} {row.Access}").Order(), module.Order());
    }

    [MibParserFact("smidump", "smitools")]
    public async Task Smidump_Enumerations_NameEveryValueOfTheCode()
    {
        var (_, output) = await Run("smidump", "-c", Configuration(), "-f", "xml", BaseMibs.OwnModule);
        var document = XDocument.Parse(output);
        Assert.Equal(Numbers<CloseReason>(), Numbers(document.Descendants("typedef").Single(type => type.Attribute("name")?.Value == "Myikev2DownReason")));
        Assert.Equal(Numbers<FailurePhase>(), Numbers(Column(document, "myikev2FailPhase")));
        Assert.Equal(Numbers<VpnStatus>(), Numbers(Column(document, "myikev2VpnOperStatus")));
        Assert.Equal(Numbers<ChildStatus>(), Numbers(Column(document, "myikev2ChildOperStatus")));
        Assert.Equal(Numbers<ListenerTransport>(), Numbers(Column(document, "myikev2ListenerTransport")));
    }

    [MibParserFact("smidump", "smitools")]
    public async Task Smidump_Notifications_HaveNumbersBelowZeroAndNoCounter64()
    {
        var (_, output) = await Run("smidump", "-c", Configuration(), "-f", "xml", BaseMibs.OwnModule);
        var document = XDocument.Parse(output);
        var types = document.Descendants().Where(node => node.Name.LocalName is "scalar" or "column")
            .ToDictionary(node => node.Attribute("name")!.Value, SyntaxOf);
        var notifications = document.Descendants("notification").ToArray();
        Assert.Equal(
            Enumerable.Range(1, 12).Select(number => $"{MibRoot.Default}.0.{number}"),
            notifications.Select(notification => notification.Attribute("oid")!.Value));
        Assert.All(
            notifications.SelectMany(notification => notification.Element("objects")!.Elements("object")),
            @object => Assert.NotEqual(MibSyntax.Counter64, types[@object.Attribute("name")!.Value]));
    }

    [MibParserFact("snmptranslate", "snmp")]
    public async Task Snmptranslate_EveryObject_HasTheNumberThatIsServed()
    {
        var served = Served();
        var (_, output) = await Run(
            "snmptranslate",
            ["-M", string.Join(':', BaseMibs.SearchPath), "-m", "MYIKEV2-MIB", "-On", .. served.Select(row => $"MYIKEV2-MIB::{row.Descriptor}")]);
        Assert.Equal(served.Select(row => $".{row.Name}"), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Our objects as a service serves them.</summary>
    private static (ObjectIdentifier Name, string Descriptor, MibSyntax Syntax, MibAccess Access)[] Served()
    {
        using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<ITunnelRegistry>(new CannedRegistry(tunnels: 1).Registry)
            .AddSnmpAgent(new ConfigurationBuilder().Build())
            .BuildServiceProvider();
        return
        [
            .. services.GetRequiredService<SnmpAgentService>().Mib.Tree.Nodes
                .SelectMany(node => node.Describe().Zip(node.DescribeAccess(), (row, access) => (row.Name, row.Descriptor, row.Syntax, access)))
                .Where(row => MibRoot.Default.Contains(row.Name.SubIdentifiers)),
        ];
    }

    private static XElement Column(XDocument document, string name) =>
        document.Descendants("column").Single(node => node.Attribute("name")!.Value == name);

    private static IEnumerable<int> Numbers(XElement node) =>
        node.Descendants("namednumber").Select(number => int.Parse(number.Attribute("number")!.Value)).Order();

    private static IEnumerable<int> Numbers<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(value => Convert.ToInt32(value)).Order();

    private static MibAccess AccessOf(XElement node) => node.Element("access")!.Value switch
    {
        "readonly" => MibAccess.ReadOnly,
        "readwrite" => MibAccess.ReadWrite,
        var access => throw new InvalidDataException($"Unknown access {access}."),
    };

    private static MibSyntax SyntaxOf(XElement node)
    {
        var syntax = node.Element("syntax")!;
        var type = syntax.Element("type")?.Attribute("name")!.Value
            ?? syntax.Element("typedef")!.Element("parent")?.Attribute("name")!.Value
            ?? syntax.Element("typedef")!.Attribute("basetype")!.Value;
        return type switch
        {
            "Enumeration" or "Integer32" or "TruthValue" or "InetAddressType" or "Myikev2DownReason" => MibSyntax.Integer32,
            "Gauge32" or "Unsigned32" or "InetPortNumber" => MibSyntax.Gauge32,
            "Counter64" => MibSyntax.Counter64,
            "TimeTicks" or "TimeStamp" => MibSyntax.TimeTicks,
            "SnmpAdminString" or "InetAddress" or "Bits" or "OctetString" or "DateAndTime" => MibSyntax.OctetString,
            _ => throw new InvalidDataException($"Unknown syntax {type} of {node.Attribute("name")!.Value}."),
        };
    }

    /// <summary>A configuration file for libsmi's programs that reads no other.</summary>
    private static string Configuration()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "smi.conf");
        File.WriteAllText(file, $"path {string.Join(':', BaseMibs.SearchPath)}\n");
        return file;
    }

    private static async Task<(int Status, string Output)> Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(PeerFactAttribute.Find(tool) ?? tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = Path.GetTempPath();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, output + await error);
    }
}
