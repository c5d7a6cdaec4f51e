using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Makes a value of a record. The record's bytes are gone when it returns.</summary>
public delegate TRecord RecordDecoder<out TRecord>(RecordReader record);

/// <summary>
/// The answer to a request: its header at once, its records as they arrive. Enumerate once; what is left unread is
/// passed over by the client's next request.
/// </summary>
/// <typeparam name="TRecord">What a record decodes to.</typeparam>
public sealed class NmsecResponse<TRecord> : IAsyncEnumerable<TRecord>
{
    private readonly ResponseStream _stream;
    private readonly RecordDecoder<TRecord> _decoder;
    private readonly long _message;
    private bool _started;

    internal NmsecResponse(FrameHeader header, byte[] headerBytes, ResponseStream stream, RecordDecoder<TRecord> decoder)
    {
        Header = header;
        HeaderBytes = headerBytes;
        _stream = stream;
        _decoder = decoder;
        _message = stream.Message;
    }

    /// <summary>The header of the message.</summary>
    public FrameHeader Header { get; }

    /// <summary>The header as it came.</summary>
    public ReadOnlyMemory<byte> HeaderBytes { get; }

    /// <summary>The stack that answered.</summary>
    public string Stack => Header.Target;

    /// <summary>Records in the answer.</summary>
    public uint Count => Header.Output.Count;

    /// <summary>Objects that existed before filtering.</summary>
    public uint TotalAvailable => Header.OutputTotal;

    /// <inheritdoc/>
    public async IAsyncEnumerator<TRecord> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_started)
        {
            throw new InvalidOperationException("The records of a response can be read once.");
        }

        ThrowIfPassedOver();

        _started = true;
        if (Count == 0)
        {
            yield break;
        }

        await _stream.SkipToRecordsAsync(Header, cancellationToken).ConfigureAwait(false);
        var available = Header.Output.Length;
        for (var i = 0u; i < Count; i++)
        {
            ThrowIfPassedOver();
            var (record, length) = await _stream.ReadRecordAsync(_decoder, available, cancellationToken).ConfigureAwait(false);
            available -= length;
            yield return record;
        }
    }

    private void ThrowIfPassedOver()
    {
        if (_stream.Message != _message)
        {
            throw new InvalidOperationException("A later answer was read; what was left of this one is gone.");
        }
    }
}
