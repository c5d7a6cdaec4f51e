using System.Buffers;
using System.IO.Pipelines;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>
/// The receiving half of a client: a header at a time, then record by record. It never holds a whole response and
/// knows how much of the current one is still to come, so that a response may be left unread.
/// </summary>
internal sealed class ResponseStream(PipeReader input, NmsecClientOptions options)
{
    private readonly NmsecDialect _dialect = options.Dialect;
    private ulong _unread;

    /// <summary>Passes over what is left of the current message and reads the header of the next.</summary>
    public async ValueTask<(FrameHeader Header, byte[] Bytes)> ReadHeaderAsync(CancellationToken cancellation)
    {
        await SkipAsync(_unread, cancellation).ConfigureAwait(false);
        var length = _dialect.MessageHeader.Length;
        var bytes = new byte[length];
        var buffer = await ReadAsync(length, cancellation).ConfigureAwait(false);
        buffer.Slice(0, length).CopyTo(bytes);
        input.AdvanceTo(buffer.GetPosition(length));
        var layout = _dialect.MessageHeader;
        if (layout.Ident.Read(bytes) != layout.Identifier)
        {
            throw new NmsecProtocolException("The other side does not speak this interface: its message has another identifier.");
        }

        var header = FrameHeader.Read(_dialect, bytes);
        var output = header.Output;
        if (header.HeaderLength < length || header.MessageLength < header.HeaderLength
            || (output.Count != 0 && (output.Offset < header.HeaderLength || output.Offset + (ulong)output.Length > header.MessageLength)))
        {
            throw new NmsecProtocolException("The header of the server's message contradicts itself.");
        }

        _unread = header.MessageLength - (ulong)length;
        return (header, bytes);
    }

    /// <summary>Moves to the first record of the message whose header was just read.</summary>
    public ValueTask SkipToRecordsAsync(in FrameHeader header, CancellationToken cancellation)
        => SkipAsync(header.Output.Offset - (ulong)_dialect.MessageHeader.Length, cancellation);

    /// <summary>Reads one record of at most <paramref name="available"/> bytes and says how long it was.</summary>
    public async ValueTask<(TRecord Record, uint Length)> ReadRecordAsync<TRecord>(
        RecordDecoder<TRecord> decoder, uint available, CancellationToken cancellation)
    {
        var layout = _dialect.RecordHeader;
        if (available < layout.Length)
        {
            throw new NmsecProtocolException("The server's records are shorter than its header says.");
        }

        var buffer = await ReadAsync(layout.Length, cancellation).ConfigureAwait(false);
        var length = RecordLength(buffer);
        input.AdvanceTo(buffer.Start);
        if (length < (uint)layout.Length || length > available || length > (uint)options.MaximumRecordLength)
        {
            throw new NmsecProtocolException($"A record of {length} bytes cannot stand where {available} are left.");
        }

        buffer = await ReadAsync((int)length, cancellation).ConfigureAwait(false);
        var record = Decode(buffer.Slice(0, length), decoder);
        input.AdvanceTo(buffer.GetPosition(length));
        _unread -= length;
        return (record, length);
    }

    private uint RecordLength(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[_dialect.RecordHeader.Length];
        buffer.Slice(0, header.Length).CopyTo(header);
        return (uint)_dialect.RecordHeader.RecordLength.Read(header);
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
        return error.IsError ? throw new NmsecProtocolException($"The server sent a broken record: {error}.") : decoder(record);
    }

    private async ValueTask SkipAsync(ulong count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            var buffer = await ReadAsync(1, cancellation).ConfigureAwait(false);
            var step = Math.Min(count, (ulong)buffer.Length);
            input.AdvanceTo(buffer.GetPosition((long)step));
            _unread -= step;
            count -= step;
        }
    }

    private async ValueTask<ReadOnlySequence<byte>> ReadAsync(int count, CancellationToken cancellation)
    {
        try
        {
            var result = await input.ReadAtLeastAsync(count, cancellation).ConfigureAwait(false);
            if (result.Buffer.Length >= count)
            {
                return result.Buffer;
            }

            var inside = _unread > 0 || !result.Buffer.IsEmpty;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            throw new NmsecProtocolException(
                inside ? "The server closed the connection in the middle of a message." : "The server closed the connection.");
        }
        catch (IOException exception) when (exception is not NmsecException)
        {
            throw new NmsecProtocolException("The connection to the server was lost.", exception);
        }
    }
}
