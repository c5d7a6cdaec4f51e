using System.Text.Json;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Commands;
using MyIkev2.Nmsecq.Output;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

/// <summary>What nmsecq prints for every request.</summary>
public class ReportTests
{
    public static TheoryData<NmsecMessageType> Requests => [.. CannedAnswers.Requests];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Report_ServerOfALaterRelease_IsTheSameWithEveryStructureLonger(NmsecMessageType request)
    {
        var (plain, longer) = (await ReportAsync(request, CannedAnswers.Answer), await ReportAsync(request, CannedAnswers.Lengthened));
        Assert.Contains("1 entries selected", plain, StringComparison.Ordinal);
        Assert.Equal(plain, longer);
    }

    [Fact]
    public async Task Dynamic_StackView_HasWhatYDisplayHas()
        => AssertBody(
            """
            TunnelID:                     Y6
            Generation:                   2
            ParentIKETunnelID:            K7
            ParentIKEGeneration:          1
            VpnActionName:                gold
            LocalDynVpnRule:              lan
            State:                        ACTIVE
            FIPS140:                      No
            HowToEncap:                   TUNNEL
            LocalEndpoint:                192.0.2.10
            RemoteEndpoint:               198.51.100.20
            HowToAuth:                    ESP
            AuthAlgorithm:                HMAC-SHA2-256-128
            AuthInboundSpi:               n/a
            AuthOutboundSpi:              n/a
            HowToEncrypt:                 AES-CBC
            KeyLength:                    256
            EncryptInboundSpi:            3237998081 (0xC0FFEE01)
            EncryptOutboundSpi:           3237998082 (0xC0FFEE02)
            PFSGroup:                     19
            Protocol:                     TCP(6)
            LocalAddressBase:             10.1.0.0
            LocalAddressPrefix:           16
            LocalAddressRange:            n/a
            LocalPort:                    All
            LocalPortRange:               n/a
            RemoteAddressBase:            10.2.0.1
            RemoteAddressPrefix:          n/a
            RemoteAddressRange:           10.2.0.9
            RemotePort:                   443
            RemotePortRange:              n/a
            ActivationMethod:             ONDEMAND
            StartTime:                    2026/01/01 00:00:00
            Lifesize:                     1024K
            LifesizeRefresh:              0K
            Lifetime:                     60m
            LifetimeRefresh:              2026/01/01 00:50:00
            LifetimeExpires:              2026/01/01 01:00:00
            VPNLifeExpires:               n/a
            UdpEncapMode:                 Yes
            LclNATDetected:               No
            RmtNATDetected:               Yes
            RmtNAPTDetected:              No
            RmtUdpEncapPort:              4500
            SrcNATOARcvd:                 n/a
            DstNATOARcvd:                 n/a
            CanInitiateP2SA:              No
            ClearDF:                      No
            ClearDSCP:                    No
            OutboundPackets:              6
            OutboundBytes:                600
            InboundPackets:               5
            InboundBytes:                 500
            CurrentLifesize:              1K
            Shadow:                       No
            """,
            await ReportAsync(NmsecMessageType.GetDynamicTunnelsStack, CannedAnswers.Answer));

    [Fact]
    public async Task Filters_Heading_AlsoTellsHowTheStackFilters()
    {
        var version = typeof(Report).Assembly.GetName().Version!.ToString(3);
        var text = await ReportAsync(NmsecMessageType.GetPolicyFilters, CannedAnswers.Answer);
        Assert.StartsWith(
            $"""
            MyIKEv2 {version} nmsecq  Stack Name: main  Thu Jan 1 09:05:07 2026
            Primary:  Filter          Function: Display            Format:   Detail
            Source:   Stack Policy    Scope:    Policy             TotAvail: 1
            Logging:  On              Predecap: Off                DVIPSec:  No
            NatKeepAlive: 20          FIPS140:  No                 FilterSet: Policy
            Defensive Mode:  SIMULATE
            Exclusion Address: n/a

            FilterName:                   lan
            FilterNameExtension:          1
            GroupName:                    n/a

            """.ReplaceLineEndings("\n"),
            text,
            StringComparison.Ordinal);
        AssertLines(
            text,
            "Type:                         Dynamic",
            "Protocol:                     ALL",
            "ICMPType:                     Any",
            "SourceAddressPrefix:          16",
            "SourceAddressGranularity:     Rule",
            "DestAddress:                  0.0.0.0",
            "DestPort:                     80",
            "DestPortRange:                90",
            "RmtIDType:                    ID_FQDN",
            "RmtID:                        branch.example",
            "FilterMatches:                12");
    }

    [Fact]
    public async Task Cascade_DynamicTunnels_StandIndentedInTheirIkeTunnel()
        => AssertLines(
            await ReportAsync(NmsecMessageType.GetIkeTunnelsCascade, CannedAnswers.Answer),
            "TunnelID:                     K7",
            "DynamicTunnel:                1 of 2",
            "  TunnelID:                   Y6",
            "  LocalClientID:              10.1.0.0/16",
            "  RemoteClientID:             n/a",
            "DynamicTunnel:                2 of 2");

    [Theory]
    [InlineData(NmsecMessageType.GetStackInfo, "StackName:                    main", "FilterSet:                    Policy", "NatKeepAlive:                 20")]
    [InlineData(NmsecMessageType.GetSummary, "IKETunnelsActive:             3", "DynamicBytes:                 1099511627776b", "FilterMismatches:             7")]
    [InlineData(NmsecMessageType.GetPortTranslations, "RmtIpAddress:                 198.51.100.20", "Protocol:                     UDP(17)", "TranslatedRmtPort:            40001")]
    [InlineData(NmsecMessageType.GetManualTunnels, "TunnelID:                     M1", "HowToEncrypt:                 AES-CBC", "OutboundBytes:                200")]
    [InlineData(NmsecMessageType.GetInterfaces, "InterfaceName:                eth0", "InterfaceAddress:             192.0.2.10", "SecurityClass:                9")]
    [InlineData(NmsecMessageType.GetNssInfo, "StackName:                    main", "ServerAddress:                2001:db8::5", "ClientName:                   n/a")]
    [InlineData(NmsecMessageType.GetClientInfo, "ClientName:                   SYS1_TCPIP", "Discipline:                   XMLAPPLIANCE", "ClientAddress:                192.0.2.9")]
    public async Task Report_OfEachKind_NamesWhatTheRecordHas(NmsecMessageType request, params string[] lines)
        => AssertLines(await ReportAsync(request, CannedAnswers.Answer), lines);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Json_OfEachRequest_HasEveryFieldOfEverySection(NmsecMessageType request)
    {
        var dialect = Dialect.NmsecDialect.Design1;
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(Golden.WorkedExample.Init);
        await using var client = await Client.NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.WriteAsync(CannedAnswers.Lengthened(request, 1));
        var output = new StringWriter();
        await RecordJson.WriteAsync(client, request, new QueryArguments([], string.Empty), output, CancellationToken.None);
        using var document = JsonDocument.Parse(output.ToString());
        var record = document.RootElement.GetProperty("records")[0];
        foreach (var layout in Records.RecordCatalog.Find(request)!.Sections.Select(section => section.Layout?.Invoke(dialect)).OfType<Dialect.StructureLayout>())
        {
            var names = layout.Fields.Where(field => field.Format != Dialect.FieldFormat.Reserved && !field.Name.EndsWith("Endpt6", StringComparison.Ordinal)).Select(field => field.Name);
            Assert.Equal(names, record.GetProperty(layout.Name).EnumerateObject().Select(property => property.Name));
        }

        Assert.Equal(request == NmsecMessageType.GetIkeTunnelsCascade, record.TryGetProperty("cascaded", out var inside));
        Assert.True(request != NmsecMessageType.GetIkeTunnelsCascade || inside.GetArrayLength() == 2);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Report_DamagedAnswer_IsAReportOrAnNmsecException(NmsecMessageType request)
    {
        var random = new Random((int)request);
        for (var round = 0; round < 60; round++)
        {
            // Lengths that lie, mostly: headers and descriptors are where records begin.
            var damaged = CannedAnswers.Answer(request, 1);
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                damaged[random.Next(random.Next(3) == 0 ? 64 : 96, Math.Min(damaged.Length, random.Next(2) == 0 ? 150 : damaged.Length))] = (byte)random.Next(256);
            }

            var exception = await Record.ExceptionAsync(() => ReadAllAsync(request, damaged));
            Assert.True(exception is null or Client.NmsecException, exception?.ToString());
        }
    }

    [Fact]
    public void Watch_OnATerminal_PaintsOverWhatWasThere()
    {
        var output = new StringWriter();
        var watch = new Watch(output, repaint: true);
        watch.Show(new ReportPage("heading", [new ReportEntry("K1", [new ReportField("TunnelID", "K1\u001b[2J")])]));
        watch.Show(new ReportPage("heading", []));
        var pages = output.ToString().Split("\u001b[H")[1..];
        Assert.Equal(2, pages.Length);
        Assert.Contains("TunnelID:                     K1.[2J\u001b[K\n", pages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("TunnelID", pages[1], StringComparison.Ordinal);
        Assert.All(pages, page => Assert.EndsWith("\u001b[J", page, StringComparison.Ordinal));
    }

    [Fact]
    public void FieldKinds_EveryName_IsAFieldOfAStructure()
    {
        var dialect = Dialect.NmsecDialect.Design1;
        var names = dialect.Structures.Concat(Records.RecordCatalog.Rows.SelectMany(row => row.Sections).Select(section => section.Layout?.Invoke(dialect)))
            .SelectMany(layout => layout?.Fields ?? []).Select(field => field.Name).ToHashSet();
        Assert.Empty(FieldKinds.Known.Except(names));
    }

    // The server goes away behind its answer, so that a length that is too large does not wait.
    private static async Task ReadAllAsync(NmsecMessageType request, byte[] answer)
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(Golden.WorkedExample.Init);
        await pair.Server.WriteAsync(answer);
        await using var client = await Client.NmsecClient.ConnectAsync(pair.Client);
        await pair.Server.DisposeAsync();
        var report = ReportCatalog.Get(request) with { ShowsStack = false };
        await report.WriteAsync(client, new QueryArguments([], string.Empty), TextWriter.Null, CancellationToken.None);
    }

    // The filters' heading needs the stack's answer first.
    private static Task<string> ReportAsync(NmsecMessageType request, Func<NmsecMessageType, ulong, byte[]> answer)
        => ReportCatalog.Get(request).ShowsStack
            ? CannedAnswers.ReportAsync(request, answer(NmsecMessageType.GetStackInfo, 1), answer(request, 2))
            : CannedAnswers.ReportAsync(request, answer(request, 1));

    private static void AssertBody(string body, string report)
    {
        var lines = report.Split('\n');
        Assert.Equal(body.ReplaceLineEndings("\n"), string.Join('\n', lines[4..^4]));
    }

    private static void AssertLines(string report, params string[] lines)
    {
        var printed = report.Split('\n');
        Assert.All(lines, line => Assert.Contains(line, printed));
    }
}
