using Grpc.Core;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>The requests of a call as the handler reads them.</summary>
internal sealed class RequestStream<TRequest, TResponse>(ServerCall<TRequest, TResponse> call) : IAsyncStreamReader<TRequest>
    where TRequest : class
    where TResponse : class
{
    private TRequest? _current;
    private int _isReading;
    private bool _hasEnded;

    public TRequest Current => _current ?? throw new InvalidOperationException("There is no current message: call MoveNext first, and stop when it gives false.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException("A read is under way; await it before the next one.");
        }

        try
        {
            if (_hasEnded)
            {
                return false;
            }

            using CancellationTokenSource? linked = CallTokens.Link(cancellationToken, call.Context.CancellationToken);
            MessageRead<TRequest> request = await call.ReadAsync(linked?.Token ?? call.Context.CancellationToken).ConfigureAwait(false);
            if (request.IsError(out Status error))
            {
                throw new RpcException(error);
            }

            _current = request.HasMessage ? request.Message : null;
            _hasEnded = !request.HasMessage;
            return request.HasMessage;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}

/// <summary>The caller's token beside the call's own.</summary>
internal static class CallTokens
{
    /// <summary>Null when the call's own says it all: most handlers pass that one on.</summary>
    public static CancellationTokenSource? Link(CancellationToken callers, CancellationToken own) =>
        callers.CanBeCanceled && callers != own ? CancellationTokenSource.CreateLinkedTokenSource(callers, own) : null;
}

/// <summary>The responses of a call as the handler writes them.</summary>
internal sealed class ResponseStream<TRequest, TResponse>(ServerCall<TRequest, TResponse> call) : IServerStreamWriter<TResponse>
    where TRequest : class
    where TResponse : class
{
    public WriteOptions? WriteOptions
    {
        get => call.Context.WriteOptions;
        set => call.Context.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using CancellationTokenSource? linked = CallTokens.Link(cancellationToken, call.Context.CancellationToken);
        await call.Response.WriteAsync(call.ResponseWriter, message, call.Flags, linked?.Token ?? call.Context.CancellationToken).ConfigureAwait(false);
    }
}
