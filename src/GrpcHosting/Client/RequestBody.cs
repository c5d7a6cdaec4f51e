using System.Net;
using System.Net.Http.Headers;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Client;

/// <summary>A request body that is one message, ready before the request starts.</summary>
internal sealed class SingleMessageBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _frame;

    public SingleMessageBody(ReadOnlyMemory<byte> frame)
    {
        _frame = frame;
        Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        stream.WriteAsync(_frame).AsTask();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_frame, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        // gRPC requests carry no content-length.
        length = 0;
        return false;
    }
}

/// <summary>
/// A request body that stays open while the caller writes to it. The transport's thread hands its stream over in
/// <see cref="StreamAsync"/> and then waits until <see cref="Complete"/>.
/// </summary>
internal sealed class StreamingBody : HttpContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingBody() => Headers.ContentType = new MediaTypeHeaderValue(GrpcHeaders.ContentType);

    /// <summary>The stream to write to, once the request has started; cancelled when it never will.</summary>
    public Task<Stream> StreamAsync => _stream.Task;

    /// <summary>No more messages follow.</summary>
    public void Complete() => _completed.TrySetResult();

    /// <summary>The call has ended: lets writers and the transport go.</summary>
    public void Release()
    {
        _stream.TrySetCanceled();
        _completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The server must see the headers before the first message: it may answer without one.
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_stream.TrySetResult(stream))
        {
            // A second attempt on another connection cannot repeat what was written to the first.
            throw new IOException("The connection was lost while requests were being sent.");
        }

        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
