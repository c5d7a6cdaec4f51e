using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// Answers one message: the checks that every request passes, its handler, then the records. Thread-safe; knows
/// nothing of the connection but where to write.
/// </summary>
internal sealed class RequestDispatcher(
    NmsecDialect dialect,
    RequestCatalog catalog,
    IRequestTargets targets,
    ITunnelRegistry registry,
    RefusalLog refusals,
    IOptions<NmsecOptions> options,
    TimeProvider time,
    ILogger<RequestDispatcher> logger)
{
    // Enough for one system call to be worth it, and well under what the transport takes before it pushes back.
    private const int FlushThreshold = 32 * 1024;

    // What a message length of four bytes leaves for records.
    private const ulong MaximumRecords = uint.MaxValue - 4096;

    private readonly FrameWriter _writer = new(dialect);

    /// <summary>Answers a request. An error that is returned closes the connection; all others are answered here.</summary>
    public async ValueTask<NmsecError> AnswerAsync(
        ReadOnlySequence<byte> message, NmsecPeer peer, PipeWriter output, CancellationToken cancellation)
    {
        if (message.IsSingleSegment)
        {
            return await AnswerAsync(message.First, peer, output, cancellation).ConfigureAwait(false);
        }

        var length = (int)message.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            message.CopyTo(rented);
            return await AnswerAsync(rented.AsMemory(0, length), peer, output, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private async ValueTask<NmsecError> AnswerAsync(
        ReadOnlyMemory<byte> message, NmsecPeer peer, PipeWriter output, CancellationToken cancellation)
    {
        var error = RequestReader.TryRead(dialect, message.Span, out var header, out var type, out var input);
        NmsecAnswer answer = new(error, null);
        var stack = header.Target;
        if (!error.IsError)
        {
            (answer, stack) = await HandleAsync(header, type, message[input], peer, cancellation).ConfigureAwait(false);
        }

        if (answer.Error.ClosesConnection)
        {
            return answer.Error;
        }

        if (answer.Records is not { } records)
        {
            _writer.WriteError(output, header, answer.Error);
            await FlushAsync(output, cancellation).ConfigureAwait(false);
            return NmsecError.None;
        }

        _writer.WriteResponse(output, header, stack, records.Count, (uint)records.Length, records.Total);
        await WriteRecordsAsync(records, output, cancellation).ConfigureAwait(false);
        return NmsecError.None;
    }

    private async ValueTask<(NmsecAnswer Answer, string Stack)> HandleAsync(
        FrameHeader header, NmsecMessageType type, ReadOnlyMemory<byte> input, NmsecPeer peer, CancellationToken cancellation)
    {
        var row = MessageTypeCatalog.Get(type);
        try
        {
            var view = registry.Capture();
            var target = targets.Find(row, header.Target, view, peer.Rights);
            if (target.Error == NmsecError.BadType || catalog.Find(type) is not { } handler)
            {
                return (new(target.Error == NmsecError.BadType ? target.Error : NmsecError.NotSupported, null), header.Target);
            }

            if (target.Error.IsError)
            {
                if (target.Error == NmsecError.NotAuthorized)
                {
                    refusals.Report(peer.Credentials, row.Name, target.Resource);
                }

                return (new(target.Error, null), header.Target);
            }

            var request = new NmsecRequest { Header = header, Type = type, Input = input, View = view, Stack = target.Name, Rights = peer.Rights };
            var answer = await handler.HandleAsync(request, cancellation).ConfigureAwait(false);
            return (answer.Records is { Length: > MaximumRecords } ? new(NmsecError.InternalFailure, null) : answer, target.Name);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A fault of ours in one request: the client learns that it failed, the connection and the agent live on.
            logger.LogError(exception, "{Request} failed", row.Name);
            return (new(NmsecError.InternalFailure, null), header.Target);
        }
    }

    private async ValueTask WriteRecordsAsync(RecordSource records, PipeWriter output, CancellationToken cancellation)
    {
        var written = 0ul;
        for (var length = records.WriteNext(output); length != 0; length = records.WriteNext(output))
        {
            written += (uint)length;
            if (output.UnflushedBytes >= FlushThreshold)
            {
                await FlushAsync(output, cancellation).ConfigureAwait(false);
            }
        }

        if (written != records.Length)
        {
            // The header has promised another length: the client could not find the next message.
            throw new InvalidOperationException($"An answer promised {records.Length} bytes of records and has {written}.");
        }

        await FlushAsync(output, cancellation).ConfigureAwait(false);
    }

    private async ValueTask FlushAsync(PipeWriter output, CancellationToken cancellation)
    {
        var flush = output.FlushAsync(cancellation);
        FlushResult result;
        if (flush.IsCompletedSuccessfully)
        {
            result = flush.Result;
        }
        else
        {
            // The client reads slower than we write. The view is immutable, so waiting costs the engine nothing; but
            // nobody may hold it for ever.
            result = await flush.AsTask().WaitAsync(options.Value.StallTimeout, time, cancellation).ConfigureAwait(false);
        }

        if (result.IsCompleted)
        {
            throw new ClientGoneException();
        }
    }
}

/// <summary>The client closed while it was being answered. Nothing to report.</summary>
internal sealed class ClientGoneException : IOException;
