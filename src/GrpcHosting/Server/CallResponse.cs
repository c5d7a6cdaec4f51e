using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>
/// The response of one call. Threading: the handler writes, and the deadline's timer may want to end the response at
/// the same time; the gate lets exactly one of them touch it, and only one of them finishes it.
/// </summary>
internal sealed class CallResponse(HttpContext http, string method, ServerRuntime runtime, bool mayCompress)
{
    private const int Open = 0;
    private const int Busy = 1;
    private const int Finished = 2;

    private readonly HttpResponse _response = http.Response;
    private int _gate;

    public async Task WriteHeadersAsync(Metadata headers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Enter(cancellationToken);
        try
        {
            if (_response.HasStarted)
            {
                throw new InvalidOperationException("The response headers have been sent already.");
            }

            ResponseStatus.WriteHeaders(_response, headers);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public async Task WriteAsync<T>(MessageWriter<T> writer, T message, WriteFlags flags, CancellationToken cancellationToken)
    {
        Enter(cancellationToken);
        try
        {
            writer.Write(_response.BodyWriter, message, MustCompress(flags));
            if (!flags.HasFlag(WriteFlags.BufferHint))
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends the response with its only message and status OK.</summary>
    public void FinishWithMessage<T>(MessageWriter<T> writer, T message, WriteFlags flags, Metadata? trailers)
    {
        if (!TryFinish())
        {
            return;
        }

        try
        {
            writer.Write(_response.BodyWriter, message, MustCompress(flags));
        }
        catch (RpcException tooLarge)
        {
            // Thrown before the first octet: the response can still be an error alone.
            WriteStatus(tooLarge.Status, trailers);
            return;
        }

        ResponseStatus.WriteTrailers(_response, Status.DefaultSuccess, trailers);
    }

    /// <summary>Ends the response with a status, unless the deadline has ended it.</summary>
    public void Finish(Status status, Metadata? trailers)
    {
        if (TryFinish())
        {
            WriteStatus(status, trailers);
        }
        else if (Volatile.Read(ref _gate) == Busy)
        {
            runtime.Logger.WriteOutlivedHandler(method);
            http.Abort();
        }
    }

    /// <summary>
    /// Ends the response while the handler still runs. A write under way is left alone: the token cancels it, and the
    /// handler's end finishes the response.
    /// </summary>
    public async Task FinishEarlyAsync(Status status)
    {
        if (TryFinish())
        {
            WriteStatus(status, trailers: null);
            await _response.CompleteAsync().ConfigureAwait(false);
        }
    }

    private bool TryFinish() => Interlocked.CompareExchange(ref _gate, Finished, Open) == Open;

    private void Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (Interlocked.CompareExchange(ref _gate, Busy, Open))
        {
            case Busy:
                throw new InvalidOperationException("A write is under way; await it before the next one.");
            case Finished:
                throw new OperationCanceledException("The call has ended.", cancellationToken);
            default:
                return;
        }
    }

    private void Leave() => Volatile.Write(ref _gate, Open);

    private bool MustCompress(WriteFlags flags) => mayCompress && !flags.HasFlag(WriteFlags.NoCompress);

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult result = await _response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client ended the call.", cancellationToken);
        }
    }

    private void WriteStatus(Status status, Metadata? trailers)
    {
        if (_response.HasStarted || (status.StatusCode == StatusCode.OK))
        {
            ResponseStatus.WriteTrailers(_response, status, trailers);
        }
        else
        {
            ResponseStatus.WriteTrailersOnly(_response, status, trailers);
        }
    }
}
