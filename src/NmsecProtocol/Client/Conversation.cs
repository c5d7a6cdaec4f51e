using System.IO.Pipelines;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// Requests out, answers in, in one order. It remembers which answers are still to come, so that one that nobody waited for is passed over and never
/// taken for the next one's.
/// </summary>
internal sealed class Conversation : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly NmsecDialect _dialect;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly Queue<(ulong Correlator, NmsecMessageType Request)> _awaited = new();
    private ulong _correlator;
    private NmsecException? _end;

    public Conversation(Stream stream, NmsecClientOptions options)
    {
        _stream = stream;
        _dialect = options.Dialect;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        Responses = new ResponseStream(_input, options);
    }

    public ResponseStream Responses { get; }

    /// <summary>Reads the server's first message, which no request asks for.</summary>
    public async Task<FrameHeader> GreetAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        var (header, _) = await Responses.ReadHeaderAsync(timeout, cancellation).ConfigureAwait(false);
        if (header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Term))
        {
            throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: true);
        }

        return header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Init) && header.Version != 0
            ? header
            : throw new NmsecProtocolException("The server's first message is no initialization message.");
    }

    /// <summary>Sends a request with <paramref name="count"/> input records and returns the number that its answer will bear.</summary>
    public async Task<ulong> SendAsync(
        NmsecMessageType request, ushort version, string stack, ReadOnlyMemory<byte> records, int count, CancellationToken cancellation)
    {
        ThrowIfEnded();
        cancellation.ThrowIfCancellationRequested();
        var correlator = ++_correlator;
        new FrameWriter(_dialect).WriteRequest(_output, request, version, correlator, stack, (uint)count, (uint)records.Length);
        records.Span.CopyTo(_output.GetSpan(records.Length));
        _output.Advance(records.Length);
        _awaited.Enqueue((correlator, request));
        try
        {
            await _output.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The server has closed. Its termination message, which says why, may still be waiting to be read; if it is not, the read that follows
            // says that the connection is gone.
        }
        catch (OperationCanceledException)
        {
            // Nobody knows how much of it the server got.
            _end = new NmsecProtocolException("A request was cancelled while it was being sent; the connection cannot be used any more.");
            throw;
        }

        return correlator;
    }

    /// <summary>Reads the header of the answer to a request that was sent, past the answers to those before it.</summary>
    public async Task<(FrameHeader Header, byte[] Bytes)> ReceiveAsync(ulong correlator, CancellationToken cancellation)
    {
        ThrowIfEnded();
        if (!_awaited.Any(awaited => awaited.Correlator == correlator))
        {
            throw new InvalidOperationException("The answer to this request was read, or passed over, before.");
        }

        while (true)
        {
            var (awaited, request) = _awaited.Peek();
            var (header, bytes) = await ReadAsync(request, cancellation).ConfigureAwait(false);
            if (header.Correlator != awaited || header.TypeNumber != _dialect.Types.NumberOf(request))
            {
                throw End(new NmsecProtocolException(
                    $"The server answered another request than {MessageTypeCatalog.Get(request).Name}."));
            }

            _awaited.Dequeue();
            if (awaited == correlator)
            {
                return header.ReturnCode == NmsecReturnCode.Success
                    ? (header, bytes)
                    : throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: false, request);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _end ??= new NmsecException("The client was closed.");
        await _input.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<(FrameHeader Header, byte[] Bytes)> ReadAsync(NmsecMessageType request, CancellationToken cancellation)
    {
        try
        {
            var (header, bytes) = await Responses.ReadHeaderAsync(null, cancellation).ConfigureAwait(false);
            return header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Term)
                ? throw new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: true, request)
                : (header, bytes);
        }
        catch (NmsecException exception) when (exception is not NmsecTimeoutException)
        {
            throw End(exception);
        }
    }

    private NmsecException End(NmsecException why) => _end = why;

    // What ended the connection is the answer to everything after it.
    private void ThrowIfEnded()
    {
        switch (_end ?? Responses.End)
        {
            case null:
                return;
            case NmsecServerException server:
                throw new NmsecServerException(server.ReturnCode, server.ReasonCode, isTermination: true, server.Request);
            case { } end:
                throw new NmsecProtocolException(end.Message, end);
        }
    }
}
