using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Large answers: made while they are read, from one view, however slow the reader is.</summary>
public class StreamedAnswerTests
{
    private const int Tunnels = 10_000;
    private const int TransportBuffer = 64 * 1024;

    [Fact]
    public async Task Answer_TenThousandTunnels_ArriveInOrder()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(Tunnels, shards: 3).Registry);
        await using var client = await host.ConnectAsync();
        var response = await client.GetIkeTunnelsAsync();
        Assert.Equal((uint)Tunnels + 1, response.Count);
        var number = 0ul;
        await foreach (var record in response)
        {
            var id = ulong.Parse(record.Tunnel.TunnelId.ToString().AsSpan(1));
            Assert.True(id == number || id == number + 1);
            number = id;
        }

        Assert.Equal((ulong)Tunnels, number);
    }

    [Fact]
    public async Task Answer_ToAReaderThatDoesNotRead_WaitsWithOneBufferFull()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: TransportBuffer, resumeWriterThreshold: TransportBuffer / 2, useSynchronizationContext: false));
        var answer = Answer(new CannedRegistry(Tunnels).Registry, pipe.Writer, TimeProvider.System);
        Assert.False(answer.IsCompleted);
        Assert.True(pipe.Reader.TryRead(out var first));
        Assert.InRange(first.Buffer.Length, TransportBuffer, 2 * TransportBuffer);
        var header = FrameHeader.Read(NmsecDialect.Design1, first.Buffer.Slice(0, 96).ToArray());
        Assert.Equal((uint)Tunnels + 1, header.Output.Count);
        var total = first.Buffer.Length;
        pipe.Reader.AdvanceTo(first.Buffer.End);
        while (total < header.MessageLength)
        {
            var next = await pipe.Reader.ReadAsync().AsTask().WaitAsync(NmsecTestHost.Patience);
            Assert.InRange(next.Buffer.Length, 1, 2 * TransportBuffer);
            total += next.Buffer.Length;
            pipe.Reader.AdvanceTo(next.Buffer.End);
        }

        Assert.False((await answer.WaitAsync(NmsecTestHost.Patience)).IsError);
        Assert.Equal(header.MessageLength, total);
        Assert.False(pipe.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Answer_WhileTheRegistryChanges_IsThatOfTheMomentOfTheRequest()
    {
        var canned = new CannedRegistry(Tunnels, shards: 1);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: TransportBuffer, resumeWriterThreshold: TransportBuffer / 2, useSynchronizationContext: false));
        var answer = Answer(canned.Registry, pipe.Writer, TimeProvider.System);
        Assert.False(answer.IsCompleted);
        canned.Commit(
            0,
            upserts: [CannedRegistry.Tunnel(Tunnels) with { LocalIdentity = new IdentityInfo(2, default, new string('x', 1_000)) }],
            removals: [(new TunnelId(Tunnels - 1), 1)]);
        var received = new ArrayBufferWriter<byte>();
        var reading = ReadAllAsync(pipe.Reader, received);
        Assert.False((await answer.WaitAsync(NmsecTestHost.Patience)).IsError);
        await pipe.Writer.CompleteAsync();
        await reading.WaitAsync(NmsecTestHost.Patience);
        var header = FrameHeader.Read(NmsecDialect.Design1, received.WrittenSpan);
        Assert.Equal(header.MessageLength, (uint)received.WrittenCount);
        Assert.Equal((uint)Tunnels + 1, header.Output.Count);
    }

    [Fact]
    public async Task Answer_ToAReaderThatNeverReads_IsGivenUpAfterTheStallTimeout()
    {
        var timers = new ManualTimers();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: TransportBuffer, resumeWriterThreshold: TransportBuffer / 2));
        var answer = Answer(new CannedRegistry(Tunnels).Registry, pipe.Writer, timers);
        await timers.Armed;
        Assert.False(answer.IsCompleted);
        timers.FireAll();
        await Task.WhenAny(answer).WaitAsync(NmsecTestHost.Patience); // would throw the same exception
        await Assert.ThrowsAsync<TimeoutException>(() => answer);
    }

    [Fact]
    public async Task Client_ThatNeverReads_IsCutOffAfterTheStallTimeout()
    {
        var timers = new ManualTimers();
        await using var host = await NmsecTestHost.StartAsync(
            new CannedRegistry(Tunnels).Registry,
            services => services.AddSingleton<TimeProvider>(timers),
            ("ReadyTimeout", "01:00:00"));
        await using var connection = await host.ConnectRawAsync();
        await connection.SendAsync(RawConnection.Request(1));
        await timers.Armed;
        var received = 0L;
        var exception = await Record.ExceptionAsync(async () =>
        {
            var buffer = new byte[1 << 20];
            int read;
            do
            {
                // The first timer may belong to a flush that was not held up: time is over again before every read.
                timers.FireAll();
                read = await connection.Socket.ReceiveAsync(buffer).WaitAsync(NmsecTestHost.Patience);
                received += read;
            }
            while (read > 0);
        });
        Assert.True(exception is null or System.Net.Sockets.SocketException, exception?.ToString());
        Assert.InRange(received, 0, 4_000_000);
    }

    private static async Task ReadAllAsync(PipeReader reader, ArrayBufferWriter<byte> received)
    {
        for (var more = true; more;)
        {
            var result = await reader.ReadAsync();
            foreach (var segment in result.Buffer)
            {
                received.Write(segment.Span);
            }

            more = !result.IsCompleted;
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    private static Task<NmsecProtocol.NmsecError> Answer(ITunnelRegistry registry, PipeWriter output, TimeProvider time)
    {
        var options = Options.Create(new NmsecOptions());
        var dispatcher = new RequestDispatcher(
            NmsecDialect.Design1,
            RequestCatalog.ForStacks(new RequestServices(NmsecDialect.Design1, options)),
            new StackTargets(NmsecDialect.Design1, options),
            registry,
            new RefusalLog(new AccessControlList(options), time, NullLogger<RefusalLog>.Instance),
            options,
            time,
            NullLogger<RequestDispatcher>.Instance);
        var root = new NmsecPeer(new PeerCredentials(1, 0, 0, []), PeerRights.All);
        return dispatcher.AnswerAsync(new ReadOnlySequence<byte>(RawConnection.Request(1)), root, output, CancellationToken.None).AsTask();
    }
}
