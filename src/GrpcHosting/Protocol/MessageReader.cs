using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>
/// Takes length-prefixed messages out of a pipe:
/// <code>
///  +-------------+-----------------------------+-------------------+
///  | compressed  | length, big endian          | message           |
///  | 1 octet     | 4 octets                    | length octets     |
///  +-------------+-----------------------------+-------------------+
/// </code>
/// A peer's mistake comes back as a status, never as an exception. One read at a time.
/// </summary>
internal sealed class MessageReader<T>(PipeReader input, Marshaller<T> marshaller, string? encoding, int? maxMessageSize)
{
    private const int PrefixLength = 5;

    private readonly int _maxMessageSize = maxMessageSize ?? int.MaxValue;
    private readonly SequenceDeserializationContext _context = new();

    public async ValueTask<MessageRead<T>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (result.IsCanceled)
            {
                input.AdvanceTo(buffer.Start);
                throw new OperationCanceledException(cancellationToken);
            }

            if (buffer.Length >= PrefixLength)
            {
                (bool isCompressed, uint length, Status? mistake) = ParsePrefix(buffer);
                if (mistake is Status error)
                {
                    input.AdvanceTo(buffer.Start);
                    return MessageRead<T>.Failed(error);
                }

                if (buffer.Length - PrefixLength >= length)
                {
                    ReadOnlySequence<byte> payload = buffer.Slice(PrefixLength, length);
                    MessageRead<T> message = isCompressed ? Expand(payload) : Deserialize(payload);
                    input.AdvanceTo(payload.End);
                    return message;
                }
            }

            if (result.IsCompleted)
            {
                bool isClean = buffer.IsEmpty;
                input.AdvanceTo(buffer.End);
                return isClean
                    ? MessageRead<T>.End
                    : MessageRead<T>.Failed(new Status(StatusCode.Internal, "The stream ended inside a message."));
            }

            // Everything was looked at: the transport may open its flow-control window for the rest of the message.
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private (bool IsCompressed, uint Length, Status? Mistake) ParsePrefix(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        Status? mistake = null;
        if (prefix[0] > 1)
        {
            mistake = new Status(StatusCode.Internal, $"The compressed flag of a message is {prefix[0]}.");
        }
        else if (prefix[0] == 1 && MessageEncoding.IsIdentity(encoding))
        {
            mistake = new Status(StatusCode.Internal, "A message is compressed but grpc-encoding names no compression.");
        }
        else if (length > (uint)_maxMessageSize)
        {
            mistake = new Status(StatusCode.ResourceExhausted, $"A message of {length} octets exceeds the limit of {_maxMessageSize}.");
        }

        return (prefix[0] == 1, length, mistake);
    }

    private MessageRead<T> Expand(in ReadOnlySequence<byte> payload)
    {
        using var expanded = new PooledBuffer();
        return MessageEncoding.Decompress(payload, _maxMessageSize, expanded) switch
        {
            DecompressionResult.Done => Deserialize(new ReadOnlySequence<byte>(expanded.Written)),
            DecompressionResult.TooLarge => MessageRead<T>.Failed(
                new Status(StatusCode.ResourceExhausted, $"An expanded message exceeds the limit of {_maxMessageSize} octets.")),
            _ => MessageRead<T>.Failed(new Status(StatusCode.Internal, "A compressed message is no gzip data.")),
        };
    }

    private MessageRead<T> Deserialize(in ReadOnlySequence<byte> payload)
    {
        _context.Payload = payload;
        try
        {
            return new MessageRead<T>(marshaller.ContextualDeserializer(_context));
        }
        // Whatever the marshaller throws: the bytes came from the peer and end as a status.
        catch (Exception exception)
        {
            return MessageRead<T>.Failed(new Status(StatusCode.Internal, "A message could not be decoded.", exception));
        }
        finally
        {
            _context.Payload = default;
        }
    }

    private sealed class SequenceDeserializationContext : DeserializationContext
    {
        public ReadOnlySequence<byte> Payload { get; set; }

        public override int PayloadLength => (int)Payload.Length;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => Payload;
    }
}

/// <summary>A message, the clean end of the stream, or the status that the peer's mistake earns.</summary>
internal readonly struct MessageRead<T>
{
    private readonly Status? _error;

    public MessageRead(T message)
    {
        Message = message;
        HasMessage = true;
    }

    private MessageRead(Status? error)
    {
        Message = default!;
        _error = error;
    }

    public static MessageRead<T> End => new((Status?)null);

    public bool HasMessage { get; }

    public T Message { get; }

    public bool IsError(out Status error)
    {
        error = _error.GetValueOrDefault();
        return _error.HasValue;
    }

    public static MessageRead<T> Failed(Status error) => new((Status?)error);
}
