using Grpc.Core;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Client;

/// <summary>The responses of a call as the caller reads them.</summary>
internal sealed class ClientResponseStream<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;
    private int _isReading;

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message: call MoveNext first, and stop when it gives false.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException("A read is under way; await it before the next one.");
        }

        try
        {
            _current = await call.ReadAsync(cancellationToken).ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}

/// <summary>The requests of a call as the caller writes them.</summary>
internal sealed class ClientRequestStream<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, StreamingBody body) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _isWriting;
    private bool _isCompleted;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
        {
            throw new InvalidOperationException("A write is under way; await it before the next one.");
        }

        try
        {
            if (_isCompleted)
            {
                throw new InvalidOperationException("The request stream was completed.");
            }

            using var frame = new PooledBuffer();
            call.RequestWriter.Write(frame, message, call.MustCompress(WriteOptions));
            await SendAsync(frame, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _isWriting) != 0)
        {
            throw new InvalidOperationException("A write is under way; await it before completing the stream.");
        }

        _isCompleted = true;
        body.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(PooledBuffer frame, CancellationToken cancellationToken)
    {
        try
        {
            Stream stream = await body.StreamAsync.WaitAsync(cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(frame.Written, cancellationToken).ConfigureAwait(false);
            if (WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) != true)
            {
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Half a frame may be on its way: nothing that follows could be read.
            call.Dispose();
            throw;
        }
        catch (Exception exception)
        {
            throw new RpcException(call.StatusOf(exception));
        }
    }
}
