using Grpc.Core;
using Grpc.Net.Client;
using MyIkev2.GrpcHosting.Tests.Protos;
using MyIkev2.GrpcHosting.Tests.Support;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>Deadlines on both sides and cancellation, each under a clock that only the test moves.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Unary_DeadlinePassesAtTheClient_EndsTheCallAndCancelsTheHandler()
    {
        await using ProbeServer server = await ProbeServer.StartAsync(clock: new SteppedClock());
        var clock = new SteppedClock();
        using AsyncUnaryCall<ProbeResponse> call = server.Client(options: new GrpcChannelOptions { Clock = clock })
            .UnaryAsync(new ProbeRequest { Hang = true }, deadline: clock.GetUtcNow().UtcDateTime.AddSeconds(5));
        await server.Observer.Hanging.Task.WaitAsync(Patience);

        clock.Advance(TimeSpan.FromSeconds(5));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        await server.Observer.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Unary_DeadlineInThePast_EndsAtOnce()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await server.Client().UnaryAsync(
            new ProbeRequest { Hang = true }, deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task Unary_DeadlineTravels_HandlerSeesIt()
    {
        var clock = new SteppedClock();
        await using ProbeServer server = await ProbeServer.StartAsync(clock: clock);
        DateTime deadline = clock.GetUtcNow().UtcDateTime.AddMinutes(90);

        await server.Client(options: new GrpcChannelOptions { Clock = clock }).UnaryAsync(new ProbeRequest(), deadline: deadline);

        Assert.Equal(deadline, server.Observer.LastDeadline);
    }

    [Fact]
    public async Task Unary_NoDeadline_HandlerSeesNone()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();

        await server.Client().UnaryAsync(new ProbeRequest());

        Assert.Equal(DateTime.MaxValue, server.Observer.LastDeadline);
    }

    [Fact]
    public async Task Unary_DeadlinePassesAtTheServer_AnswersEvenIfTheHandlerDoesNotStop()
    {
        var clock = new SteppedClock();
        await using ProbeServer server = await ProbeServer.StartAsync(clock: clock);
        // The client's clock stands still: only the server can end the call.
        var clientClock = new SteppedClock();
        using AsyncUnaryCall<ProbeResponse> call = server.Client(options: new GrpcChannelOptions { Clock = clientClock }).UnaryAsync(
            new ProbeRequest { Hang = true },
            new Metadata { { ProbeService.StubbornKey, "yes" } },
            clientClock.GetUtcNow().UtcDateTime.AddSeconds(3));
        await server.Observer.Hanging.Task.WaitAsync(Patience);

        clock.Advance(TimeSpan.FromSeconds(3));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync.WaitAsync(Patience));
        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
        await server.Observer.Cancelled.Task.WaitAsync(Patience);
        server.Observer.Release.SetResult();
    }

    [Fact]
    public async Task ServerStreaming_DeadlinePassesAtTheServer_EndsAfterTheMessages()
    {
        var clock = new SteppedClock();
        await using ProbeServer server = await ProbeServer.StartAsync(clock: clock);
        var clientClock = new SteppedClock();
        using AsyncServerStreamingCall<ProbeResponse> call = server.Client(options: new GrpcChannelOptions { Clock = clientClock }).Download(
            new DownloadRequest { Sizes = { 7 }, ThenHang = true }, deadline: clientClock.GetUtcNow().UtcDateTime.AddSeconds(3));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await server.Observer.Hanging.Task.WaitAsync(Patience);

        clock.Advance(TimeSpan.FromSeconds(3));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.DeadlineExceeded, exception.StatusCode);
    }

    [Fact]
    public async Task Unary_TokenIsCancelled_BothSidesEnd()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        using AsyncUnaryCall<ProbeResponse> call = server.Client().UnaryAsync(new ProbeRequest { Hang = true }, cancellationToken: cancellation.Token);
        await server.Observer.Hanging.Task.WaitAsync(Patience);

        await cancellation.CancelAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
        await server.Observer.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task ServerStreaming_CallIsDisposedAfterTheFirstResponse_HandlerIsCancelled()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        AsyncServerStreamingCall<ProbeResponse> call = server.Client(Transport.UnixSocket).Download(new DownloadRequest { Sizes = { 1 }, ThenHang = true });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        call.Dispose();

        await server.Observer.Cancelled.Task.WaitAsync(Patience);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ClientStreaming_CancelledBeforeTheFirstRequest_EndsWithCancelled()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        using AsyncClientStreamingCall<ProbeRequest, UploadSummary> call = server.Client().Upload(cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
    }

    [Fact]
    public async Task Channel_IsDisposed_EndsItsCalls()
    {
        await using ProbeServer server = await ProbeServer.StartAsync();
        GrpcChannel channel = server.Channel();
        using AsyncUnaryCall<ProbeResponse> call = new Probe.ProbeClient(channel).UnaryAsync(new ProbeRequest { Hang = true });
        await server.Observer.Hanging.Task.WaitAsync(Patience);

        channel.Dispose();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, exception.StatusCode);
        Assert.Throws<ObjectDisposedException>(() => channel.CreateCallInvoker());
    }
}
