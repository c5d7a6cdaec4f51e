using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>
/// A WatchResponse as the service writes it: a message, or the octets of a change that are the same for many callers, with the caller's own number. On
/// the wire there is no difference.
/// </summary>
internal sealed class WatchAnswer
{
    private const byte SequenceTag = (V1.WatchResponse.SequenceFieldNumber << 3) | 0;

    private readonly V1.WatchResponse? _message;
    private readonly ReadOnlyMemory<byte> _change;
    private readonly ulong _sequence;

    public WatchAnswer(V1.WatchResponse message, ulong sequence)
    {
        message.Sequence = sequence;
        _message = message;
    }

    /// <param name="change">The member <c>change</c> with its tag and length.</param>
    /// <param name="sequence">From 1.</param>
    public WatchAnswer(ReadOnlyMemory<byte> change, ulong sequence)
    {
        _change = change;
        _sequence = sequence;
    }

    public static Marshaller<WatchAnswer> Marshaller { get; } = Marshallers.Create<WatchAnswer>(Write, static _ => throw new NotSupportedException("The service only writes it."));

    private static void Write(WatchAnswer answer, SerializationContext context)
    {
        if (answer._message is { } message)
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
        }
        else
        {
            context.SetPayloadLength(answer._change.Length + 1 + CodedOutputStream.ComputeUInt64Size(answer._sequence));
            IBufferWriter<byte> output = context.GetBufferWriter();
            output.Write(answer._change.Span);
            WriteSequence(output, answer._sequence);
        }

        context.Complete();
    }

    private static void WriteSequence(IBufferWriter<byte> output, ulong sequence)
    {
        Span<byte> octets = output.GetSpan(11);
        octets[0] = SequenceTag;
        int length = 1;
        for (; sequence >= 0x80; sequence >>= 7)
        {
            octets[length++] = (byte)(sequence | 0x80);
        }

        octets[length++] = (byte)sequence;
        output.Advance(length);
    }
}
