using System.Globalization;
using System.Net;
using System.Text.Json;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Text;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>A program in C that knows only <c>nmsec.h</c> sees of the agent what the library, gRPC and the command line see.</summary>
public class ReferenceClientTests(ITestOutputHelper output)
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    private static readonly (string Word, NmsecMessageType Request)[] Requests =
    [
        ("stackinfo", NmsecMessageType.GetStackInfo), ("summary", NmsecMessageType.GetSummary), ("filters-current", NmsecMessageType.GetCurrentFilters),
        ("filters-default", NmsecMessageType.GetDefaultFilters), ("filters-policy", NmsecMessageType.GetPolicyFilters),
        ("portran", NmsecMessageType.GetPortTranslations), ("manual", NmsecMessageType.GetManualTunnels), ("dynamic-ike", NmsecMessageType.GetDynamicTunnelsIke),
        ("dynamic-stack", NmsecMessageType.GetDynamicTunnelsStack), ("iketun", NmsecMessageType.GetIkeTunnels), ("cascade", NmsecMessageType.GetIkeTunnelsCascade),
        ("interfaces", NmsecMessageType.GetInterfaces), ("nss", NmsecMessageType.GetNssInfo),
    ];

    [PeerFact("cc", Package = "gcc libc6-dev")]
    public async Task Header_AsACompilerLaysItOut_IsTheDialect()
    {
        var layouts = Dialect.Structures.Concat(RecordCatalog.Rows.SelectMany(static row => row.Sections).Select(static section => section.Layout?.Invoke(Dialect)))
            .OfType<StructureLayout>().DistinctBy(static layout => layout.Name).ToList();
        var lines = await ReferenceClient.LayoutAsync();

        // The library has the bits of a flag word, the header the word and the bits; the filter's selectors are an enumeration of the library.
        var words = layouts.SelectMany(static layout => layout.Fields.Where(static field => field.Format == FieldFormat.Bits)
            .Select(field => $"{layout.Name} {field.Offset - (field.Offset % 4)}")).ToHashSet();
        var printed = lines.Where(static line => !line.StartsWith("NMsMType NMsec_", StringComparison.Ordinal) && !line.Contains(" NMsFltSel", StringComparison.Ordinal) || line.Contains("NMsFltSelect", StringComparison.Ordinal))
            .Where(line => line.Split(' ') is not [var structure, var field, var offset, _] || !field.EndsWith("Flags", StringComparison.Ordinal)
                || !words.Contains($"{structure} {int.Parse(offset, CultureInfo.InvariantCulture) / 4 * 4}"));
        Assert.Equal(layouts.SelectMany(Describe).Order(StringComparer.Ordinal), printed.Order(StringComparer.Ordinal));
        Assert.Equal(
            MessageTypeCatalog.Rows.Select(static row => $"NMsMType {row.Name} {Dialect.Types.NumberOf(row.Type)} type"),
            lines.Where(static line => line.StartsWith("NMsMType NMsec_", StringComparison.Ordinal)));
        FilterSelectors[] selectors =
        [
            FilterSelectors.TunnelId, FilterSelectors.ObjectName, FilterSelectors.LocalAddress, FilterSelectors.RemoteAddress, FilterSelectors.State,
            FilterSelectors.CurrentGeneration, FilterSelectors.Discipline, FilterSelectors.Ipv6,
        ];
        Assert.Equal(
            selectors.Select(static selector => $"0.{31 - int.Log2((int)((uint)selector >> 1)) - 1} bit"),
            lines.Where(static line => line.Contains(" NMsFltSel", StringComparison.Ordinal) && !line.Contains("NMsFltSelect", StringComparison.Ordinal)).Select(static line => line.Split(' ', 3)[2]));
    }

    [InteropTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_OfAnAgentWithTunnels_PrintsWhatLibraryGrpcAndCommandLineSay(bool ipv6)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256], Ipv6 = ipv6 };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));
        await agent.InitiateAsync("net");
        var (tunnel, _) = await Agreement.AssertAsync(agent, peer);

        var messages = await ReferenceClient.AskAsync(agent.NmsecSocket, [.. Requests.Select(static row => row.Word)]);

        Assert.Equal("NMsec_INIT", messages[0].Name);
        await using var client = await NmsecClient.ConnectAsync(agent.NmsecSocket);
        foreach (var ((_, request), message) in Requests.Zip(messages.Skip(1)))
        {
            Assert.Equal(MessageTypeCatalog.Get(request).Name, message.Name);
            var response = await client.MonitorAsync(request, static record => record.Bytes.ToArray());
            var records = await response.ToListAsync();
            Assert.Equal($"{records.Count}", message.Header["NMsMOutRecNum"]);
            Assert.Equal(records.Count, message.Records.Count);
            foreach (var (bytes, printed) in records.Zip(message.Records))
            {
                AssertRecord(RecordCatalog.Find(request)!, bytes, printed);
            }
        }

        var ike = Assert.Single(Message(messages, NmsecMessageType.GetIkeTunnelsCascade).Records);
        var section = ike.Section("NMsecIKETunnel");
        Assert.Equal(("0x" + tunnel.InitiatorSpiText().ToUpperInvariant(), "0x" + tunnel.ResponderSpiText().ToUpperInvariant()), (section["NMsIKETunICookie"], section["NMsIKETunRCookie"]));
        var family = ipv6 ? "6" : "4";
        Assert.Equal((ipv6 ? lab.Network.Agent.Ipv6 : lab.Network.Agent.Ipv4, ipv6 ? lab.Network.Peer.Ipv6 : lab.Network.PeerAsSeenByAgent), (section["NMsIKETunLclEndpt" + family], section["NMsIKETunRmtEndpt" + family]));
        Assert.Equal((plan.AgentId, plan.PeerId), (ike.Section("local identity")["text"], ike.Section("remote identity")["text"]));
        var child = Assert.Single(tunnel.InstalledChildren());
        var dynamic = Assert.Single(ike.Cascaded).Section("NMsecIPTunnel");
        Assert.Equal(("0x" + child.SpiInText().ToUpperInvariant(), "0x" + child.SpiOutText().ToUpperInvariant()), (dynamic["NMsIPTunInEncrSPI"], dynamic["NMsIPTunOutEncrSPI"]));
        Assert.Equal("1", Assert.Single(Message(messages, NmsecMessageType.GetSummary).Records).Section("NMsecStatistics")["NMsStatP1Active"]);
        using var shown = JsonDocument.Parse(await agent.CliAsync("show", "ike", "ike-sa", "--json"));
        var sa = Assert.Single(shown.RootElement.GetProperty("ike-sa").EnumerateArray());
        Assert.Equal(sa.GetProperty("initiator-spi").GetString()!.Replace("0x", "", StringComparison.OrdinalIgnoreCase).PadLeft(16, '0'), section["NMsIKETunICookie"][2..], ignoreCase: true);
    }

    [InteropFact]
    public async Task Client_Refused_SaysTheCodesAndHasAnExitCode()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var agent = await lab.StartAgentAsync(new TunnelPlan().Agent(lab.Network) with { RemoteAddress = null });

        var outcome = await ReferenceClient.TryAskAsync("--stack", "nowhere", agent.NmsecSocket, "iketun");
        var nobody = await ReferenceClient.TryAskAsync(agent.NmsecSocket + ".gone", "iketun");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("return code 138, reason code 0", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, nobody.ExitCode);
    }

    private static ReferenceMessage Message(IReadOnlyList<ReferenceMessage> messages, NmsecMessageType request)
        => messages.Single(message => message.Name == MessageTypeCatalog.Get(request).Name);

    private static IEnumerable<string> Describe(StructureLayout layout) => layout.Fields
        .Where(static field => field.Format != FieldFormat.Reserved || field.BitLength == 0)
        .Select(field => field.Format == FieldFormat.Bits
            ? $"{layout.Name} {field.Name} {field.Offset}.{field.Bit} bit"
            : $"{layout.Name} {field.Name} {field.Offset} {field.Length}")
        .Prepend($"{layout.Name} * 0 {layout.Length}");

    private static void AssertRecord(RecordRow row, ReadOnlySpan<byte> bytes, ReferenceRecord printed)
    {
        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        var sections = printed.Sections.GetEnumerator();
        for (var i = 0; i < row.Sections.Count; i++)
        {
            if (record.Descriptor(i).Count == 0)
            {
                continue;
            }

            Assert.True(sections.MoveNext());
            if (row.Sections[i].Layout?.Invoke(Dialect) is { } layout)
            {
                Assert.Equal(layout.Name, sections.Current.Name);
                AssertFields(layout, record.Section(i), sections.Current.Fields);
            }
            else
            {
                Assert.Equal(record.Text(i), sections.Current.Fields["text"]);
            }
        }

        var inside = printed.Cascaded.GetEnumerator();
        foreach (var inner in record.Cascaded)
        {
            Assert.True(inside.MoveNext());
            AssertRecord(RecordCatalog.Find(row.Cascaded!.Value)!, inner.Bytes, inside.Current);
        }

        Assert.False(inside.MoveNext());
    }

    // Every value that the client printed, and no field left out but reserved ones and those of the other address family. Counters run on between the
    // two answers.
    private static void AssertFields(StructureLayout layout, ReadOnlySpan<byte> bytes, Dictionary<string, string> printed)
    {
        foreach (var field in layout.Fields.Where(field => field.Format != FieldFormat.Reserved && (field.Format != FieldFormat.Address || printed.ContainsKey(field.Name))))
        {
            Assert.True(printed.ContainsKey(field.Name), field.Name);
            var value = printed[field.Name];
            if (IsCounter(field))
            {
                Assert.InRange(ulong.Parse(value, CultureInfo.InvariantCulture), 0ul, field.Read(bytes));
                continue;
            }

            var expected = field.Format switch
            {
                FieldFormat.Bits => (bytes[field.Offset] & (0x80 >> field.Bit)) == 0 ? "0" : "1",
                FieldFormat.Ebcdic => Ebcdic1047.DecodePadded(field.Slice(bytes)),
                FieldFormat.Address => IPAddress.Parse(value).ToString(),
                _ when value.StartsWith("0x", StringComparison.Ordinal) => $"0x{Convert.ToHexString(field.Slice(bytes))}",
                _ => field.Read(bytes).ToString(CultureInfo.InvariantCulture),
            };
            Assert.Equal((field.Name, expected), (field.Name, value));
            if (field.Format == FieldFormat.Address)
            {
                var address = IPAddress.Parse(value).GetAddressBytes();
                Assert.True(field.Slice(bytes).IndexOf(address) is 0 or 12, field.Name);
            }
        }
    }

    private static bool IsCounter(in WireField field)
        => field.Length == 8 && field.Format == FieldFormat.Binary && !field.Name.EndsWith("Lifesize", StringComparison.Ordinal);
}
