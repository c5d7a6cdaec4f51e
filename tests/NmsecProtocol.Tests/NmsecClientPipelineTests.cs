using System.Buffers;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Tests.Golden;
using MyIkev2.NmsecProtocol.Tests.Nmsecq;

namespace MyIkev2.NmsecProtocol.Tests;

/// <summary>Several requests on their way, servers that are slow or end, and control requests.</summary>
public class NmsecClientPipelineTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public async Task SendAsync_ThreeRequestsAnsweredByteByByte_ComeInTheirOrder()
    {
        await using var server = new OneByteServer(
            CannedAnswers.Answer(NmsecMessageType.GetSummary, 1), CannedAnswers.Answer(NmsecMessageType.GetIkeTunnelsCascade, 2), CannedAnswers.Answer(NmsecMessageType.GetInterfaces, 3));
        await using var client = await NmsecClient.ConnectAsync(server.Stream);
        var summary = await client.SendAsync(NmsecMessageType.GetSummary, SummaryRecord.Read);
        var tunnels = await client.SendAsync(NmsecMessageType.GetIkeTunnelsCascade, IkeTunnelCascadeRecord.Read);
        var interfaces = await client.SendAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read);
        Assert.Equal(3u, Assert.Single(await (await summary.ReadResponseAsync()).ToListAsync()).Summary.IkeTunnelsActive);
        Assert.Equal(2, Assert.Single(await (await tunnels.ReadResponseAsync()).ToListAsync()).DynamicTunnels.Count);
        Assert.Equal("eth0", Assert.Single(await (await interfaces.ReadResponseAsync()).ToListAsync()).Interface.Name.ToString());
    }

    [Fact]
    public async Task ReadResponseAsync_OfALaterRequest_PassesOverWhatIsBeforeIt()
    {
        var (client, server) = await ConnectAsync();
        var first = await client.SendAsync(NmsecMessageType.GetSummary, SummaryRecord.Read);
        var second = await client.SendAsync(NmsecMessageType.GetIkeTunnels, IkeTunnelRecord.Read);
        var third = await client.SendAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read);
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetSummary, 1));
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetIkeTunnels, 2));
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetInterfaces, 3));
        var stale = await second.ReadResponseAsync();
        Assert.Single(await (await third.ReadResponseAsync()).ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.ReadResponseAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => third.ReadResponseAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stale.ToListAsync());
    }

    [Fact]
    public async Task ReadResponseAsync_OneRequestRefused_LeavesTheOthers()
    {
        var (client, server) = await ConnectAsync();
        var first = await client.SendAsync(NmsecMessageType.GetSummary, SummaryRecord.Read);
        var second = await client.SendAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read);
        await server.WriteAsync(Refusal(NmsecMessageType.GetSummary, 1, NmsecError.NotAuthorized));
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetInterfaces, 2));
        var refusal = await Assert.ThrowsAsync<NmsecServerException>(() => first.ReadResponseAsync());
        Assert.Equal(NmsecMessageType.GetSummary, refusal.Request);
        Assert.Contains("NMsec_GET_SUMMARY: not authorized (return code 111 EACCES, reason code 0)", refusal.Message, StringComparison.Ordinal);
        Assert.Single(await (await second.ReadResponseAsync()).ToListAsync());
    }

    [Fact]
    public async Task ReadResponseAsync_ServerEndsBetweenTwoAnswers_EveryLaterRequestSaysWhy()
    {
        var (client, server) = await ConnectAsync();
        var first = await client.SendAsync(NmsecMessageType.GetSummary, SummaryRecord.Read);
        var second = await client.SendAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read);
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetSummary, 1));
        await server.WriteAsync(Term());
        Assert.Single(await (await first.ReadResponseAsync()).ToListAsync());
        Assert.True((await Assert.ThrowsAsync<NmsecServerException>(() => second.ReadResponseAsync())).IsTermination);
        var later = await Assert.ThrowsAsync<NmsecServerException>(() => client.GetIkeTunnelsAsync());
        Assert.Equal(NmsecReturnCode.ShuttingDown, later.ReturnCode);
    }

    [Fact]
    public async Task Enumeration_TerminationWhereARecordShouldBe_SaysWhy()
    {
        var (client, server) = await ConnectAsync();
        var answer = CannedAnswers.Answer(
            NmsecMessageType.GetManualTunnels, 1, CannedAnswers.Record(NmsecMessageType.GetManualTunnels), CannedAnswers.Record(NmsecMessageType.GetManualTunnels));
        await server.WriteAsync(answer.AsMemory(0, 96 + ((answer.Length - 96) / 2)));
        await server.WriteAsync(Term());
        var tunnels = new List<string>();
        var end = await Assert.ThrowsAsync<NmsecServerException>(async () =>
        {
            await foreach (var tunnel in await client.GetManualTunnelsAsync())
            {
                tunnels.Add(tunnel.Tunnel.TunnelId.ToString());
            }
        });
        Assert.Equal(["M1"], tunnels);
        Assert.True(end.IsTermination);
        Assert.Equal(NmsecReturnCode.ShuttingDown, end.ReturnCode);
    }

    [Fact]
    public async Task GetSummary_CancelledWhileWaiting_LeavesTheClientUsable()
    {
        var (client, server) = await ConnectAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = client.GetSummaryAsync(cancellation: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetSummary, 1));
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetInterfaces, 2));
        Assert.Single(await (await client.GetInterfacesAsync()).ToListAsync());
    }

    [Fact]
    public async Task GetSummary_ServerSilent_TimesOutAndLeavesTheClientUsable()
    {
        var time = new FiredByHand();
        var (client, server) = await ConnectAsync(new NmsecClientOptions { Time = time, ResponseTimeout = TimeSpan.FromSeconds(7) });
        var waiting = client.GetSummaryAsync();
        time.Fire();
        var timeout = await Assert.ThrowsAsync<NmsecTimeoutException>(() => waiting);
        Assert.Contains("7 seconds", timeout.Message, StringComparison.Ordinal);
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetSummary, 1));
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.GetInterfaces, 2));
        Assert.Single(await (await client.GetInterfacesAsync()).ToListAsync());
    }

    [Fact]
    public async Task Connect_ServerNeverGreets_TimesOut()
    {
        var time = new FiredByHand();
        var waiting = NmsecClient.ConnectAsync(new DuplexPair().Client, new NmsecClientOptions { Time = time });
        time.Fire();
        await Assert.ThrowsAsync<NmsecTimeoutException>(() => waiting);
    }

    [Fact]
    public async Task ControlAsync_SeveralTunnels_ReturnsTheirStatusesInOrder()
    {
        var (client, server) = await ConnectAsync();
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.RefreshIkeTunnel, 1, Status("K1", TunnelControlStatus.StateUpdated), Status("K9", TunnelControlStatus.NotFound)));
        var records = await client.ControlAsync(NmsecMessageType.RefreshIkeTunnel, [TunnelReference.Parse("K1"), TunnelReference.Parse("paris")], "main");
        Assert.Equal([TunnelControlStatus.StateUpdated, TunnelControlStatus.NotFound], records.Select(record => record.Tunnel.Status));
        var request = new byte[96 + (2 * TunnelControlRecord.Measure(Dialect))];
        await server.ReadExactlyAsync(request);
        Assert.False(RequestReader.TryRead(Dialect, request, out var header, out var type, out var input).IsError);
        Assert.Equal((NmsecMessageType.RefreshIkeTunnel, "main"), (type, header.Target));
        Assert.False(TunnelControlRecords.TryRead(Dialect, type, request.AsSpan()[input], header.Input.Count, out var tunnels).IsError);
        Assert.Equal([("", "K1"), ("paris", "")], tunnels.Select(tunnel => (tunnel.Name.ToString(), tunnel.TunnelId.ToString())));
    }

    [Fact]
    public async Task ControlAsync_FewerStatusesThanTunnels_IsAProtocolError()
    {
        var (client, server) = await ConnectAsync();
        await server.WriteAsync(CannedAnswers.Answer(NmsecMessageType.RefreshIkeTunnel, 1, Status("K1", TunnelControlStatus.StateUpdated)));
        await Assert.ThrowsAsync<NmsecProtocolException>(
            () => client.ControlAsync(NmsecMessageType.RefreshIkeTunnel, [TunnelReference.ById("K1"), TunnelReference.ById("K2")]));
    }

    [Fact]
    public async Task Requests_ThatTheInterfaceCannotCarry_AreRefusedBeforeAnythingIsSent()
    {
        var (client, _) = await ConnectAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => client.ControlAsync(NmsecMessageType.RefreshIkeTunnel, []));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ControlAsync(NmsecMessageType.GetSummary, [TunnelReference.ById("K1")]));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ControlAsync(NmsecMessageType.RefreshIkeTunnel, [TunnelReference.ByName(new string('x', 49))]));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetSummaryAsync(new string('x', 25)));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetIkeTunnelsAsync([new NmsecFilter { ObjectName = new string('x', 49) }]));
    }

    [Theory]
    [InlineData("K7", "", "K7")]
    [InlineData("Y12", "", "Y12")]
    [InlineData("K", "K", "")]
    [InlineData("K7a", "K7a", "")]
    [InlineData("k7", "k7", "")]
    [InlineData("paris", "paris", "")]
    public void TunnelReference_AsPeopleWriteIt_IsAnIdOrAName(string text, string name, string id)
        => Assert.Equal(new TunnelReference(name, id), TunnelReference.Parse(text));

    private static async Task<(NmsecClient Client, Stream Server)> ConnectAsync(NmsecClientOptions? options = null)
    {
        var pair = new DuplexPair();
        await pair.Server.WriteAsync(WorkedExample.Init);
        return (await NmsecClient.ConnectAsync(pair.Client, options), pair.Server);
    }

    private static byte[] Term()
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteNotice(output, NmsecMessageType.Term, NmsecError.ShuttingDown);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Refusal(NmsecMessageType request, ulong correlator, NmsecError error)
    {
        var output = new ArrayBufferWriter<byte>();
        var header = new FrameHeader { Version = 1, TypeNumber = Dialect.Types.NumberOf(request), Correlator = correlator, Target = string.Empty };
        new FrameWriter(Dialect).WriteError(output, header, error);
        return output.WrittenSpan.ToArray();
    }

    private static Func<IBufferWriter<byte>, int> Status(string id, TunnelControlStatus status)
        => output => TunnelControlRecord.Write(Dialect, output, new TunnelControlSection { TunnelId = new(id), Status = status });

    /// <summary>A greeting and answers that can be read one byte at a time only.</summary>
    private sealed class OneByteServer(params byte[][] answers) : IAsyncDisposable
    {
        public Stream Stream { get; } = new OneByteStream([.. WorkedExample.Init, .. answers.SelectMany(static answer => answer)]);

        public ValueTask DisposeAsync() => Stream.DisposeAsync();
    }

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(buffer.Length, 1)], cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }

    /// <summary>Timers that go off when the test says so.</summary>
    private sealed class FiredByHand : TimeProvider
    {
        private readonly List<Timer> _timers = [];

        public void Fire()
        {
            foreach (var timer in _timers.ToArray())
            {
                timer.Fire();
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(callback, state);
            _timers.Add(timer);
            return timer;
        }

        private sealed class Timer(TimerCallback callback, object? state) : ITimer
        {
            private bool _isOver;

            public void Fire()
            {
                if (!_isOver)
                {
                    callback(state);
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => !_isOver;

            public void Dispose() => _isOver = true;

            public ValueTask DisposeAsync()
            {
                _isOver = true;
                return ValueTask.CompletedTask;
            }
        }
    }
}
