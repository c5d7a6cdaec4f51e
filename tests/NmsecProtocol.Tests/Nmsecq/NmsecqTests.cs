using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Tests.Golden;
using MyIkev2.Nmsecq.Commands;
using MyIkev2.Nmsecq.Output;
using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.NmsecProtocol.Tests.Nmsecq;

public class NmsecqTests
{
    [Fact]
    public async Task Report_TheWorkedExample_HasTheLayoutOfIpsecDisplay()
    {
        var version = typeof(Report).Assembly.GetName().Version!.ToString(3);
        Assert.Equal(
            $"""
            MyIKEv2 {version} nmsecq  Stack Name: TCPIP1  Thu Jan 1 09:05:07 2026
            Primary:  IKE tunnel      Function: Display            Format:   Detail
            Source:   IKED            Scope:    Current            TotAvail: 1

            TunnelID:                     K7
            Generation:                   1
            IKEVersion:                   2.0
            KeyExchangeRuleName:          KER-Branch12
            KeyExchangeActionName:        KEA-Gold
            LocalEndpoint:                192.0.2.10
            LocalIDType:                  ID_IPV4_ADDR
            LocalID:                      192.0.2.10
            RemoteEndpoint:               198.51.100.20
            RemoteIDType:                 ID_IPV4_ADDR
            RemoteID:                     198.51.100.20
            ExchangeMode:                 n/a
            State:                        ACTIVE
            ExtendedState:                DONE
            AuthenticationAlgorithm:      HMAC-SHA2-256-128
            EncryptionAlgorithm:          AES-CBC
            KeyLength:                    256
            PseudoRandomFunction:         HMAC-SHA2-256
            DiffieHellmanGroup:           14
            LocalAuthenticationMethod:    PRESHAREDKEY
            RemoteAuthenticationMethod:   PRESHAREDKEY
            InitiatorCookie:              0x0102030405060708
            ResponderCookie:              0x1112131415161718
            Lifesize:                     0K
            CurrentByteCount:             4096b
            Lifetime:                     480m
            LifetimeRefresh:              2026/01/01 07:00:00
            LifetimeExpires:              2026/01/01 08:00:00
            ReauthInterval:               n/a
            ReauthTime:                   n/a
            StartTime:                    2026/01/01 00:00:00
            Role:                         INITIATOR
            AssociatedDynamicTunnels:     1
            DynamicTunnelsInProgress:     0
            LocalActivations:             1 succeeded, 0 failed
            RemoteActivations:            0 succeeded, 0 failed
            Phase1Retransmissions:        0 sent, 0 replays received
            Phase2Retransmissions:        0 sent, 0 replays received
            NATTSupportLevel:             NONE
            NATInFrntLclScEndPnt:         No
            NATInFrntRmtScEndPnt:         No
            RmtNAPTDetected:              No
            AllowNat:                     Yes
            CanInitiateP1SA:              Yes
            FIPS140:                      No
            RmtUDPPort:                   500
            ***********************************************************************

            1 entries selected

            """.ReplaceLineEndings("\n"),
            await CannedAnswers.ReportAsync(NmsecMessageType.GetIkeTunnels, WorkedExample.Response));
    }

    [Fact]
    public async Task Report_IdentityWithControlCharacters_CannotDriveTheTerminal()
    {
        var example = ExampleRecord();
        var answer = CannedAnswers.Answer(NmsecMessageType.GetIkeTunnels, 1, output => IkeTunnelRecord.Write(
            NmsecDialect.Design1, output, example.Tunnel, example.Statistics, "us", "evil\u001b[2J\r\nState: fine\u009b"));
        var text = await CannedAnswers.ReportAsync(NmsecMessageType.GetIkeTunnels, answer);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u009b', text);
        Assert.Contains("evil.[2J..State: fine.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_TheWorkedExample_NamesEveryFieldAsTheInterfaceDoes()
    {
        await using var server = new ScriptedServer(WorkedExample.Response);
        var (code, output, _) = await RunAsync("iketun", "--json", "--socket", server.Path);
        Assert.Equal(0, code);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("TCPIP1", document.RootElement.GetProperty("stack").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("totalAvailable").GetInt32());
        var record = document.RootElement.GetProperty("records")[0];
        var tunnel = record.GetProperty("NMsecIKETunnel");
        var names = LayoutStabilityTests.PublishedFields.Where(row => (Type)row[0] == typeof(IkeTunnelSection)).Select(row => (string)row[1])
            .Where(name => !name.EndsWith("Endpt6", StringComparison.Ordinal));
        Assert.All(names, name => Assert.True(tunnel.TryGetProperty(name, out _), name));
        Assert.Equal("K7", tunnel.GetProperty("NMsIKETunID").GetString());
        Assert.Equal("192.0.2.10", tunnel.GetProperty("NMsIKETunLclEndpt4").GetString());
        Assert.False(tunnel.TryGetProperty("NMsIKETunLclEndpt6", out _));
        Assert.Equal("NMsec_ENCR_AES_CBC", tunnel.GetProperty("NMsIKETunEncryptAlg").GetString());
        Assert.Equal(0, tunnel.GetProperty("NMsIKETunExchangeMode").GetInt32());
        Assert.True(tunnel.GetProperty("NMsIKETunCanInitP1").GetBoolean());
        Assert.False(tunnel.GetProperty("NMsIKETunIPv6").GetBoolean());
        Assert.Equal("0x0102030405060708", tunnel.GetProperty("NMsIKETunICookie").GetString());
        Assert.Equal(4096, record.GetProperty("NMsecIKETunStats").GetProperty("NMsIKETunBytes").GetInt32());
        Assert.Equal("192.0.2.10", record.GetProperty("localIdentity").GetString());
    }

    [Fact]
    public void HexDump_OfBytes_ShowsOffsetsWordsAndText()
    {
        var output = new StringWriter { NewLine = "\n" };
        HexDump.Write(output, "message header", 0x60, WorkedExample.Response.AsSpan(0x60, 20));
        Assert.Equal(
            "message header, 20 bytes\n"
            + "00000060  D5D4A2D9 00000190 00300004 00000000  |NMsR...°........|\n"
            + "00000070  00000030                             |....|\n\n",
            output.ToString());
    }

    [Fact]
    public async Task Command_Iketun_PrintsTheReport()
    {
        await using var server = new ScriptedServer(WorkedExample.Response);
        var (code, output, errors) = await RunAsync("iketun", "--socket", server.Path);
        Assert.Equal((0, string.Empty), (code, errors));
        Assert.Contains("Stack Name: TCPIP1", output, StringComparison.Ordinal);
        Assert.Contains("KeyExchangeRuleName:          KER-Branch12", output, StringComparison.Ordinal);
        Assert.Contains("1 entries selected", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_IketunHex_PrintsTheWholeAnswer()
    {
        await using var server = new ScriptedServer(WorkedExample.Response);
        var (code, output, _) = await RunAsync("iketun", "--hex", "--socket", server.Path);
        Assert.Equal(0, code);
        Assert.Contains("00000000  D5D4A2D4 00000060 000001F0 0001010A", output, StringComparison.Ordinal);
        Assert.Contains("record 1, 400 bytes", output, StringComparison.Ordinal);
        Assert.Contains("000001E0  F1F9F84B F5F14BF1 F0F04BF2 F0000000  |198.51.100.20...|", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_NoSocket_SaysHowToStartTheAgent()
    {
        var (code, output, errors) = await RunAsync("iketun", "--socket", "/nowhere/ipsecmgmt");
        Assert.Equal((1, string.Empty), (code, output));
        Assert.Contains("There is no socket /nowhere/ipsecmgmt. Start the agent with './run'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_SocketOfADeadAgent_SaysSo()
    {
        await using var server = new ScriptedServer();
        await server.DieAsync();
        var (code, _, errors) = await RunAsync("iketun", "--socket", server.Path);
        Assert.Equal(1, code);
        Assert.Contains($"Nobody answers at {server.Path}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_Refused_SaysWhy()
    {
        var refusal = new ArrayBufferWriter<byte>();
        new FrameWriter(NmsecDialect.Design1).WriteError(refusal, FrameHeader.Read(NmsecDialect.Design1, WorkedExample.Request), NmsecError.NotAuthorized);
        await using var server = new ScriptedServer(refusal.WrittenSpan.ToArray());
        var (code, _, errors) = await RunAsync("iketun", "--socket", server.Path);
        Assert.Equal(1, code);
        Assert.Contains("not authorized", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iketun", "--json", "--hex")]
    [InlineData("iketun", "--filter", "colour=blue")]
    [InlineData("iketun", "--nonsense")]
    [InlineData("iketun", "--watch", "--json")]
    [InlineData("iketun", "--watch", "never")]
    [InlineData("iketun", "--dialect", "/nowhere/dialect.json")]
    [InlineData("stack", "--stack", "main")]
    [InlineData("filters", "all")]
    [InlineData("dynamic", "both")]
    [InlineData("deactivate", "ike")]
    [InlineData("activate", "ike", "K1")]
    [InlineData("dump")]
    [InlineData("nonsense")]
    public async Task Command_WrongLine_IsRefusedBeforeAnythingIsAsked(params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.NotEqual(string.Empty, errors);
    }

    [Theory]
    [InlineData("id=K7", "K7", null, null, null, null, false)]
    [InlineData("ID=K7, current", "K7", null, null, null, null, true)]
    [InlineData("name=a=b,state=half-closed", null, "a=b", null, null, SecurityAssociationState.HalfClosed, false)]
    [InlineData("local=192.0.2.1,remote=198.51.100.0/24", null, null, "192.0.2.1/32", "198.51.100.0/24", null, false)]
    [InlineData("remote=2001:db8::1", null, null, null, "2001:db8::1/128", null, false)]
    public void Filter_RightText_IsTheFilter(
        string text, string? id, string? name, string? local, string? remote, SecurityAssociationState? state, bool current)
        => Assert.Equal(
            new NmsecFilter
            {
                TunnelId = id,
                ObjectName = name,
                LocalAddress = local is null ? null : System.Net.IPNetwork.Parse(local),
                RemoteAddress = remote is null ? null : System.Net.IPNetwork.Parse(remote),
                State = state,
                CurrentGenerationOnly = current,
            },
            FilterParser.Parse(text, out _));

    [Theory]
    [InlineData("", "no filter condition")]
    [InlineData("K7", "no filter condition")]
    [InlineData("=K7", "no filter condition")]
    [InlineData("id=", "no value for 'id'")]
    [InlineData("id=K7,", "no filter condition")]
    [InlineData("state=4", "no value for 'state'")]
    [InlineData("state=unknown", "no value for 'state'")]
    [InlineData("local=192.0.2.0/33", "no value for 'local'")]
    [InlineData("local=192.0.2.1,remote=2001:db8::1", "one address family")]
    public void Filter_WrongText_IsNamed(string text, string named)
    {
        Assert.Null(FilterParser.Parse(text, out var error));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await QueryCatalog.RunAsync(arguments, new InvocationConfiguration { Output = output, Error = errors })
            .WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), errors.ToString());
    }

    private static IkeTunnelRecord ExampleRecord()
    {
        Assert.False(RecordReader.TryOpen(NmsecDialect.Design1, WorkedExample.Response.AsSpan(96), out var record).IsError);
        return IkeTunnelRecord.Read(record);
    }
}
