using Google.Protobuf;
using Grpc.Core;
using MyIkev2.GrpcHosting.Tests.Protos;

namespace MyIkev2.GrpcHosting.Tests.Support;

/// <summary>What the service under test saw, for tests that must know the server's side.</summary>
internal sealed class ProbeObserver
{
    private int _written;

    /// <summary>Completes when a handler that hangs has begun.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a handler that hangs has seen its cancellation.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets go a handler that ignores its cancellation.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Responses that Download has written and that the transport has taken.</summary>
    public int Written => Volatile.Read(ref _written);

    public void CountWritten() => Interlocked.Increment(ref _written);

    public DateTime LastDeadline { get; set; }
}

/// <summary>Answers as the request says; echoes two metadata keys as the public interoperability cases do.</summary>
internal sealed class ProbeService(ProbeObserver observer) : Probe.ProbeBase
{
    public const string InitialKey = "x-probe-echo-initial";
    public const string TrailingKey = "x-probe-echo-trailing-bin";
    public const string StubbornKey = "x-probe-ignore-cancellation";

    public override Task<Nothing> Empty(Nothing request, ServerCallContext context) => Task.FromResult(new Nothing());

    public override async Task<ProbeResponse> Unary(ProbeRequest request, ServerCallContext context)
    {
        observer.LastDeadline = context.Deadline;
        await EchoMetadataAsync(context);
        await ObeyAsync(request, context);
        return new ProbeResponse { Payload = Zeros(request.ResponseSize), Peer = context.Peer };
    }

    public override async Task Download(DownloadRequest request, IServerStreamWriter<ProbeResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        foreach (int size in request.Sizes)
        {
            await responseStream.WriteAsync(new ProbeResponse { Payload = Zeros(size) });
            observer.CountWritten();
        }

        if (request.ThenHang)
        {
            await HangAsync(context);
        }

        if (request.Status is { } status)
        {
            context.Status = new Status((StatusCode)status.Code, status.Message);
        }
    }

    public override async Task<UploadSummary> Upload(IAsyncStreamReader<ProbeRequest> requestStream, ServerCallContext context)
    {
        var summary = new UploadSummary();
        await foreach (ProbeRequest request in requestStream.ReadAllAsync())
        {
            await ObeyAsync(request, context);
            summary.Messages++;
            summary.Octets += request.Payload.Length;
        }

        return summary;
    }

    public override async Task Exchange(IAsyncStreamReader<ProbeRequest> requestStream, IServerStreamWriter<ProbeResponse> responseStream, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await ObeyAsync(requestStream.Current, context);
            await responseStream.WriteAsync(new ProbeResponse { Payload = Zeros(requestStream.Current.ResponseSize) });
        }
    }

    private static ByteString Zeros(int count) => ByteString.CopyFrom(new byte[count]);

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes(TrailingKey) is { } trailing)
        {
            context.ResponseTrailers.Add(TrailingKey, trailing);
        }

        if (context.RequestHeaders.GetValue(InitialKey) is { } initial)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { InitialKey, initial } });
        }
    }

    private async Task ObeyAsync(ProbeRequest request, ServerCallContext context)
    {
        if (request.Hang)
        {
            await HangAsync(context);
        }

        if (request.Exception.Length > 0)
        {
            throw new InvalidOperationException(request.Exception);
        }

        if (request.Status is { Code: not 0 } status)
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    private async Task HangAsync(ServerCallContext context)
    {
        observer.Hanging.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            observer.Cancelled.TrySetResult();
            if (context.RequestHeaders.Get(StubbornKey) is not null)
            {
                await observer.Release.Task;
            }

            throw;
        }
    }
}
