using System.Buffers;
using System.IO.Pipelines;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// The receiving half of a client: a header at a time, then record by record. It never holds a whole response and
/// knows how much of the current one is still to come, so that a response may be left unread. A read that is cancelled
/// or times out consumes nothing, so the next one goes on where it was.
/// </summary>
internal sealed class ResponseStream(PipeReader input, NmsecClientOptions options)
{
    private readonly NmsecDialect _dialect = options.Dialect;
    private ulong _unread;

    /// <summary>Counts messages: the records of an older one are gone.</summary>
    public long Message { get; private set; }

    /// <summary>What made the stream unreadable, if something did.</summary>
    public NmsecException? End { get; private set; }

    /// <summary>Passes over what is left of the current message and reads the header of the next.</summary>
    public async ValueTask<(FrameHeader Header, byte[] Bytes)> ReadHeaderAsync(TimeSpan? timeout, CancellationToken cancellation)
    {
        var patience = timeout ?? options.ResponseTimeout;
        await SkipAsync(_unread, patience, cancellation).ConfigureAwait(false);
        var length = _dialect.MessageHeader.Length;
        var bytes = new byte[length];
        var buffer = await ReadAsync(length, patience, cancellation).ConfigureAwait(false);
        buffer.Slice(0, length).CopyTo(bytes);
        input.AdvanceTo(buffer.GetPosition(length));
        var layout = _dialect.MessageHeader;
        if (layout.Ident.Read(bytes) != layout.Identifier)
        {
            throw Broken("The other side does not speak this interface: its message has another identifier.");
        }

        var header = FrameHeader.Read(_dialect, bytes);
        var output = header.Output;
        if (header.HeaderLength < length || header.MessageLength < header.HeaderLength
            || (output.Count != 0 && (output.Offset < header.HeaderLength || output.Offset + (ulong)output.Length > header.MessageLength)))
        {
            throw Broken("The header of the server's message contradicts itself.");
        }

        _unread = header.MessageLength - (ulong)length;
        Message++;
        return (header, bytes);
    }

    /// <summary>Moves to the first record of the message whose header was just read.</summary>
    public ValueTask SkipToRecordsAsync(in FrameHeader header, CancellationToken cancellation)
        => SkipAsync(header.Output.Offset - (ulong)_dialect.MessageHeader.Length, options.ResponseTimeout, cancellation);

    /// <summary>Reads one record of at most <paramref name="available"/> bytes and says how long it was.</summary>
    public async ValueTask<(TRecord Record, uint Length)> ReadRecordAsync<TRecord>(
        RecordDecoder<TRecord> decoder, uint available, CancellationToken cancellation)
    {
        var layout = _dialect.RecordHeader;
        if (available < layout.Length)
        {
            throw Broken("The server's records are shorter than its header says.");
        }

        var buffer = await ReadAsync(layout.Length, options.ResponseTimeout, cancellation).ConfigureAwait(false);
        var (identifier, length) = RecordHeader(buffer);
        input.AdvanceTo(buffer.Start);
        if (identifier != layout.Identifier)
        {
            throw await NoRecordAsync(identifier, cancellation).ConfigureAwait(false);
        }

        if (length < (uint)layout.Length || length > available || length > (uint)options.MaximumRecordLength)
        {
            throw Broken($"A record of {length} bytes cannot stand where {available} are left.");
        }

        buffer = await ReadAsync((int)length, options.ResponseTimeout, cancellation).ConfigureAwait(false);
        var record = Decode(buffer.Slice(0, length), decoder);
        input.AdvanceTo(buffer.GetPosition(length));
        _unread -= length;
        return (record, length);
    }

    private (ulong Identifier, uint Length) RecordHeader(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[_dialect.RecordHeader.Length];
        buffer.Slice(0, header.Length).CopyTo(header);
        return (_dialect.RecordHeader.Ident.Read(header), (uint)_dialect.RecordHeader.RecordLength.Read(header));
    }

    // A server that must end in the middle of an answer can still say why: a termination message where a record should be.
    private async ValueTask<NmsecException> NoRecordAsync(ulong identifier, CancellationToken cancellation)
    {
        var layout = _dialect.MessageHeader;
        if (identifier == layout.Identifier)
        {
            var buffer = await ReadAsync(layout.Length, options.ResponseTimeout, cancellation).ConfigureAwait(false);
            var header = FrameHeader.Read(_dialect, buffer.Slice(0, layout.Length).ToArray());
            input.AdvanceTo(buffer.Start);
            if (header.TypeNumber == _dialect.Types.NumberOf(NmsecMessageType.Term))
            {
                return End = new NmsecServerException(header.ReturnCode, header.ReasonCode, isTermination: true);
            }
        }

        return Broken("The server sent a broken record: it has another identifier.");
    }

    private TRecord Decode<TRecord>(in ReadOnlySequence<byte> bytes, RecordDecoder<TRecord> decoder)
    {
        if (bytes.IsSingleSegment)
        {
            return Decode(bytes.FirstSpan, decoder);
        }

        var length = (int)bytes.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(rented);
            return Decode(rented.AsSpan(0, length), decoder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private TRecord Decode<TRecord>(ReadOnlySpan<byte> bytes, RecordDecoder<TRecord> decoder)
    {
        var error = RecordReader.TryOpen(_dialect, bytes, out var record);
        return error.IsError ? throw Broken($"The server sent a broken record: {error}.") : decoder(record);
    }

    private async ValueTask SkipAsync(ulong count, TimeSpan patience, CancellationToken cancellation)
    {
        while (count > 0)
        {
            var buffer = await ReadAsync(1, patience, cancellation).ConfigureAwait(false);
            var step = Math.Min(count, (ulong)buffer.Length);
            input.AdvanceTo(buffer.GetPosition((long)step));
            _unread -= step;
            count -= step;
        }
    }

    // The timer is only for what has not arrived yet.
    private ValueTask<ReadOnlySequence<byte>> ReadAsync(int count, TimeSpan patience, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (End is { } end)
        {
            throw end;
        }

        if (input.TryRead(out var result))
        {
            if (result.Buffer.Length >= count)
            {
                return new ValueTask<ReadOnlySequence<byte>>(result.Buffer);
            }

            if (result.IsCompleted)
            {
                throw Closed(result);
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        return WaitAsync(count, patience, cancellation);
    }

    private async ValueTask<ReadOnlySequence<byte>> WaitAsync(int count, TimeSpan patience, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(patience, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            while (true)
            {
                // Not ReadAtLeastAsync: every byte that comes starts the wait anew.
                var result = await input.ReadAsync(either.Token).ConfigureAwait(false);
                if (result.Buffer.Length >= count)
                {
                    return result.Buffer;
                }

                if (result.IsCompleted)
                {
                    throw Closed(result);
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                timer.CancelAfter(patience);
            }
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new NmsecTimeoutException($"The server was silent for {patience.TotalSeconds:0.###} seconds.");
        }
        catch (IOException exception) when (exception is not NmsecException)
        {
            throw End = new NmsecProtocolException("The connection to the server was lost.", exception);
        }
    }

    private NmsecException Closed(in ReadResult result)
    {
        var inside = _unread > 0 || !result.Buffer.IsEmpty;
        input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return Broken(inside ? "The server closed the connection in the middle of a message." : "The server closed the connection.");
    }

    private NmsecException Broken(string message) => End = new NmsecProtocolException(message);
}
