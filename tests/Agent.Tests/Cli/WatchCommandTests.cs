using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Cli.Watching;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Cli;

public sealed class WatchCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Watch_CountZero_WritesTheSnapshotAndEnds()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));
        using var output = new StringWriter { NewLine = "\n" };

        int code = await CliApplication.RunAsync(["watch", "--lines", "--count", "0", "--vpn", "vpn-2", "--socket", host.SocketPath], output, TextWriter.Null).WaitAsync(Patience);

        Assert.Equal(0, code);
        Assert.Equal(
            "             LISTED vpn-2[2] 192.0.2.1...198.51.100.2 'user2@example.com' ESTABLISHED, 1 child SA(s)\n12:00:00.000 1 IKE SA(s)\n", output.ToString());
    }

    [Fact]
    public async Task Watch_Json_EachLineIsAResponse()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));
        using var output = new LineWriter();
        Task<int> watch = CliApplication.RunAsync(
            ["watch", "--json", "--count", "1", "--state", "established", "--field", "state", "--socket", host.SocketPath], output, TextWriter.Null);
        string first = await output.NextAsync().WaitAsync(Patience);

        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2) with { State = IkeTunnelState.Closing }]);
        string second = await output.NextAsync().WaitAsync(Patience);

        Assert.Equal(0, await watch.WaitAsync(Patience));
        JsonElement snapshot = JsonDocument.Parse(first).RootElement.GetProperty("snapshot");
        Assert.Equal(2, snapshot.GetProperty("tunnels").GetArrayLength());
        JsonElement change = JsonDocument.Parse(second).RootElement.GetProperty("change");
        Assert.Equal("TUNNEL_CHANGE_KIND_REMOVED", change.GetProperty("kind").GetString());
        Assert.Equal(
            """{ "tunnelId": "2", "generation": 1, "state": "IKE_TUNNEL_STATE_CLOSING" }""", change.GetProperty("tunnel").GetRawText());
    }

    [Fact]
    public async Task Watch_UnknownAddress_FailsWithTheAgentsWords()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using var error = new StringWriter();

        int code = await CliApplication.RunAsync(["watch", "--lines", "--remote", "nowhere", "--socket", host.SocketPath], TextWriter.Null, error).WaitAsync(Patience);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("filter.remote_address: 'nowhere'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfAChange_SaysWhatWhenAndWhy()
    {
        var change = new V1.TunnelChange
        {
            Kind = V1.TunnelChangeKind.ChildClosed,
            At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(CannedRegistry.Now),
            Tunnel = new V1.IkeTunnel { Vpn = "hq", UniqueId = 3, State = V1.IkeTunnelState.Established },
            Child = new V1.IpsecTunnel { SecurityPolicy = "trunk", UniqueId = 9, SpiIn = 0xc0ffee, SpiOut = 1 },
            Reason = V1.CloseReason.PeerDelete,
            Text = "the peer deleted it",
        };

        Assert.Equal(
            "12:00:00.000 CHILD CLOSED hq[3] ESTABLISHED, 0 child SA(s), trunk{9} 00c0ffee_i 00000001_o, PEER DELETE: the peer deleted it", WatchText.Change(change));
    }

    [Fact]
    public void Screen_MoreTunnelsThanLines_SaysHowManyAreHidden()
    {
        var screen = new WatchScreen();
        screen.Apply(new V1.WatchResponse
        {
            Snapshot = new V1.SnapshotPart
            {
                First = true,
                Last = true,
                Tunnels = { Enumerable.Range(1, 30).Select(number => new V1.IkeTunnel { TunnelId = (ulong)number, Vpn = $"vpn-{number}", State = V1.IkeTunnelState.Established }) },
            },
        });
        using var output = new StringWriter();
        Spectre.Console.IAnsiConsole console = Spectre.Console.AnsiConsole.Create(new Spectre.Console.AnsiConsoleSettings { Out = new Spectre.Console.AnsiConsoleOutput(output) });
        console.Profile.Width = 160;

        console.Write(screen.Render(lines: 20));

        string text = output.ToString();
        Assert.Contains("30 IKE SA(s), 30 established", text, StringComparison.Ordinal);
        Assert.Contains("vpn-11 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("vpn-12 ", text, StringComparison.Ordinal);
        Assert.Contains("and 19 more", text, StringComparison.Ordinal);
    }

    /// <summary>Hands over lines as they are written.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask();

        public override Task WriteLineAsync(string? value)
        {
            _lines.Writer.TryWrite(value!);
            return Task.CompletedTask;
        }
    }
}
