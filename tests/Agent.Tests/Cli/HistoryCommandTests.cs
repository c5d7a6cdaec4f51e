using System.Net;
using System.Text.Json;
using Grpc.Core;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>The history on the command line and over the native API, from a registry with a known past.</summary>
public sealed class HistoryCommandTests
{
    [Fact]
    public async Task ShowHistory_Lines_SayHowLongWhyAndHowMuch()
    {
        await using var host = await GrpcHost.StartAsync(Past());

        Assert.Equal(
            """
            1 2026-03-01T12:00:00Z vpn-2[K2] 198.51.100.2[user2@example.com]: peer dead (the peer does not answer any more), up 2h5m, in 250 packets 205000 bytes, out 460 packets 406000 bytes
            2 2026-03-01T12:00:00Z vpn-3[K3] 198.51.100.3[00000003]: idle, up 1m43s, in 350 packets 305000 bytes, out 660 packets 606000 bytes
            2 tunnels

            """,
            (await RunAsync(host, "show history")).Output);
        Assert.EndsWith("\n1 tunnel\n", (await RunAsync(host, "show history --vpn vpn-3")).Output, StringComparison.Ordinal);
        Assert.StartsWith("2 ", (await RunAsync(host, "show history --limit 1")).Output, StringComparison.Ordinal);
        Assert.Equal(
            "1 2026-03-01T12:00:00Z vpn-2/trunk[Y2] 192.168.0.0/24 === 192.168.99.0/24: expired (sequence overflow), up 30m0s, 2 pairs, in 250 packets 205000 bytes, out 460 packets 406000 bytes\n1 child\n",
            (await RunAsync(host, "show history child")).Output);
    }

    [Fact]
    public async Task ShowFailures_Lines_SayPhaseReasonAndWhoSentTheNotify()
    {
        await using var host = await GrpcHost.StartAsync(Past());

        Assert.Equal(
            """
            1 2026-03-01T12:00:00Z auth vpn-2 198.51.100.2[road@example.com]: authentication failed local (notify 24 sent): wrong key
            2 2026-03-01T12:00:00Z data plane 203.0.113.9: other: packet with unknown SPI 00001234
            2 failures

            """,
            (await RunAsync(host, "show failures")).Output);
        Assert.EndsWith("\n1 failure\n", (await RunAsync(host, "show failures --vpn vpn-2")).Output, StringComparison.Ordinal);
        Assert.Equal("0 failures\n", (await RunAsync(host, "show failures --vpn nobody")).Output);
    }

    [Fact]
    public async Task Show_Json_HasTheSameFacts()
    {
        await using var host = await GrpcHost.StartAsync(Past());
        using var tunnels = JsonDocument.Parse((await RunAsync(host, "show history --json")).Output);
        using var children = JsonDocument.Parse((await RunAsync(host, "show history child --json")).Output);
        using var failures = JsonDocument.Parse((await RunAsync(host, "show failures --json")).Output);

        var tunnel = tunnels.RootElement.GetProperty("history")[0];
        Assert.Equal((1, "K2", "peer dead", 205_000), (tunnel.GetProperty("number").GetInt32(), tunnel.GetProperty("id").GetString(), tunnel.GetProperty("reason").GetString(), tunnel.GetProperty("in-bytes").GetInt32()));
        Assert.Equal(CannedRegistry.Now, tunnel.GetProperty("down-at").GetDateTimeOffset());
        var child = children.RootElement.GetProperty("child-history")[0];
        Assert.Equal(("trunk", "sequence overflow", 2), (child.GetProperty("security-policy").GetString(), child.GetProperty("cause").GetString(), child.GetProperty("pairs").GetInt32()));
        var failure = failures.RootElement.GetProperty("failure")[1];
        Assert.Equal(("data plane", "unknown spi", "00001234", "203.0.113.9"), (failure.GetProperty("phase").GetString(), failure.GetProperty("cause").GetString(), failure.GetProperty("child-spi").GetString(), failure.GetProperty("packet-source").GetString()));
    }

    [Fact]
    public async Task ListFailures_PageByPage_GivesEachRowOnce()
    {
        var canned = new CannedRegistry(shards: 1);
        canned.Registry.SetHistoryDepth(200, 5000);
        for (var i = 0; i < 10; i++)
        {
            canned.Commit(0, changes: [.. Enumerable.Range(0, 130).Select(n => Failing(Failure($"{(i * 130) + n + 1}")))]);
        }

        await using var host = await GrpcHost.StartAsync(canned);
        var seen = new List<(uint, string)>();
        for (uint after = 0; ;)
        {
            var page = await ReadAsync(host, new V1.ListFailuresRequest { AfterNumber = after, Limit = 600 });
            Assert.All(page, static answer => Assert.Equal((5000u, 0ul), (answer.Depth, answer.Dropped)));
            Assert.All(page, static answer => Assert.InRange(answer.Failures.Count, 0, 512));
            var rows = page.SelectMany(static answer => answer.Failures).ToList();
            if (rows.Count == 0)
            {
                break;
            }

            seen.AddRange(rows.Select(static row => (row.Number, row.Text)));
            after = rows[^1].Number;
        }

        Assert.Equal(Enumerable.Range(1, 1300).Select(static n => ((uint)n, $"{n}")), seen);
        var newest = await ReadAsync(host, new V1.ListFailuresRequest { Newest = 3 });
        Assert.Equal([1298u, 1299u, 1300u], newest.SelectMany(static answer => answer.Failures).Select(static row => row.Number));
        Assert.Empty((await ReadAsync(host, new V1.ListFailuresRequest { AfterNumber = uint.MaxValue })).Single().Failures);
    }

    [Fact]
    public async Task Watch_OfAFailure_CarriesItsRow()
    {
        var canned = new CannedRegistry(shards: 1);
        await using var host = await GrpcHost.StartAsync(canned);
        using var call = host.Agent.Watch(new V1.WatchRequest());
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
        while (!call.ResponseStream.Current.Snapshot.Last);

        canned.Commit(0, changes: [Failing(Failure("later"))]);

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var change = call.ResponseStream.Current.Change;
        Assert.Equal((V1.TunnelChangeKind.AuthenticationFailed, 1u, "later", V1.FailurePhase.Auth), (change.Kind, change.Failure.Number, change.Failure.Text, change.Failure.Phase));
    }

    private static CannedRegistry Past()
    {
        var canned = new CannedRegistry(shards: 1);
        var tunnel = CannedRegistry.Tunnel(2) with { UpSince = CannedRegistry.Now.AddMinutes(-125) };
        var child = tunnel.Children[0] with { Life = new ChildLife(CannedRegistry.Now.AddMinutes(-30), null) };
        canned.Commit(0, changes:
        [
            Failing(Failure("wrong key") with
            {
                VpnName = "vpn-2",
                Remote = tunnel.Remote,
                RemoteIdentity = new IdentityInfo(3, "road@example.com"u8.ToArray(), "road@example.com"),
                NotifyType = 24,
                NotifySent = true,
            }),
            Failing(new FailureRecord
            {
                At = CannedRegistry.Now,
                Phase = FailurePhase.DataPlane,
                Reason = CloseReason.Other,
                Cause = FailureCause.UnknownSpi,
                ChildSpi = 0x1234,
                Remote = new EndpointInfo(IPAddress.Parse("203.0.113.9"), 4500),
                PacketSource = IPAddress.Parse("203.0.113.9"),
                Text = "packet with unknown SPI 00001234",
            }),
            new TunnelChange(TunnelChangeKind.ChildClosed, CannedRegistry.Now, tunnel with { Children = [child] }, child, Reason: CloseReason.Expired)
            {
                TogglesPolicy = true,
                Cause = FailureCause.SequenceOverflow,
            },
            new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel, Reason: CloseReason.PeerDead, Text: "the peer does not answer any more"),
            new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(3), Reason: CloseReason.Idle),
        ]);
        return canned;
    }

    private static TunnelChange Failing(FailureRecord failure) =>
        new(TunnelChangeKind.AuthenticationFailed, failure.At, Reason: failure.Reason, Text: failure.Text) { Failure = failure };

    private static FailureRecord Failure(string text) => new()
    {
        At = CannedRegistry.Now,
        Phase = FailurePhase.Auth,
        Reason = CloseReason.AuthenticationFailedLocal,
        Text = text,
    };

    private static async Task<List<V1.ListFailuresResponse>> ReadAsync(GrpcHost host, V1.ListFailuresRequest request)
    {
        using var call = host.Agent.ListFailures(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, string line)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. line.Split(' '), "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
