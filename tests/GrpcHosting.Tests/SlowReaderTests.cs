using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>A caller that does not read keeps its handler waiting, and the server's memory bounded.</summary>
public sealed class SlowReaderTests
{
    private const int Messages = 1_000;
    private const int MessageSize = 64 * 1024;

    // What the client's window may grow to, and what the server's pipe and the kernel hold, in messages; far below the number of all.
    private const int MostInFlight = 400;

    [Theory]
    [InlineData(Transport.Tcp)]
    [InlineData(Transport.UnixSocket)]
    public async Task ServerStreaming_NobodyReads_WritesWait(Transport transport)
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using AsyncServerStreamingCall<ProbeResponse> call = server.Client(transport).Download(
            new DownloadRequest { Sizes = { Enumerable.Repeat(MessageSize, Messages) } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        // Time enough for the server to send everything, if it were to: other calls are served meanwhile.
        Probe.ProbeClient other = server.Client(transport);
        for (int i = 0; i < 300; i++)
        {
            await other.EmptyAsync(new Nothing());
        }

        Assert.InRange(server.Observer.Written, 1, MostInFlight);
        int read = 1;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            read++;
        }

        Assert.Equal(Messages, read);
    }

    [Fact]
    public async Task ServerStreaming_CallerGoesAwayWithoutReading_HandlerIsCancelled()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using (AsyncServerStreamingCall<ProbeResponse> call = server.Client().Download(
            new DownloadRequest { Sizes = { Enumerable.Repeat(MessageSize, 3) }, ThenHang = true }))
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            await server.Observer.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        await server.Observer.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
