using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The reading side of the NMsec server: a stream of bytes as one client might send it.</summary>
public static class NmsecRequestTarget
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static FuzzTarget Target { get; } = new(
        "nmsec-request", "messages are the same however the stream is cut; a filter that is accepted survives writing and reading again", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        byte[] stream = input.ToArray();
        var whole = Messages(new ReadOnlySequence<byte>(stream), out FrameStatus end);
        int split = stream.Length / 2;
        var head = new Segment(stream.AsMemory(0, split), null);
        var tail = new Segment(stream.AsMemory(split), head);
        var cut = Messages(new ReadOnlySequence<byte>(head, 0, tail, tail.Memory.Length), out FrameStatus cutEnd);
        FuzzFailureException.Require(end == cutEnd && whole.Count == cut.Count, "a cut changes what a stream holds");
        for (int i = 0; i < whole.Count; i++)
        {
            FuzzFailureException.Require(whole[i].AsSpan().SequenceEqual(cut[i]), "a cut changes a message");
            CheckMessage(whole[i]);
        }
    }

    private static void CheckMessage(byte[] message)
    {
        if (RequestReader.TryRead(Dialect, message, out FrameHeader header, out _, out Range input).IsError)
        {
            return;
        }

        ReadOnlySpan<byte> records = message.AsSpan(input);
        if (FilterRecords.TryRead(Dialect, records, header.Input.Count, FilterSelectors.IkeTunnels, out var filters).IsError)
        {
            return;
        }

        FuzzFailureException.Require(filters.Count == header.Input.Count, "the number of filters is not that of the header");
        byte[] record = new byte[FilterRecords.RecordLength(Dialect)];
        foreach (NmsecFilter filter in filters)
        {
            FilterRecords.Write(Dialect, filter, record);
            FuzzFailureException.Require(
                !FilterRecords.TryRead(Dialect, record, 1, FilterSelectors.IkeTunnels, out var again).IsError && again[0] == filter,
                "a filter does not survive writing and reading");
        }
    }

    private static List<byte[]> Messages(ReadOnlySequence<byte> received, out FrameStatus end)
    {
        var frames = new FrameReader(Dialect, Dialect.MaximumRequestLength);
        var messages = new List<byte[]>();
        while ((end = frames.TryRead(received, out ReadOnlySequence<byte> message, out _, out _)) == FrameStatus.Complete)
        {
            messages.Add(message.ToArray());
            received = received.Slice(message.Length);
        }

        return messages;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
