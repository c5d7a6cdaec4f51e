using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.Fuzz.Targets;

/// <summary>The reading side of the NMsec server: a stream of bytes as one client might send it.</summary>
public static class NmsecRequestTarget
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static FuzzTarget Target { get; } = new(
        "nmsec-request", "messages are the same however the stream is cut; filters and control records that are accepted survive writing and reading", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        byte[] stream = input.ToArray();
        var whole = Messages(new ReadOnlySequence<byte>(stream), out FrameStatus end);
        foreach (int piece in (ReadOnlySpan<int>)[1, 7, Math.Max(1, stream.Length / 2)])
        {
            var cut = Messages(InPieces(stream, piece), out FrameStatus cutEnd);
            FuzzFailureException.Require(end == cutEnd && whole.Count == cut.Count, "a cut changes what a stream holds");
            for (int i = 0; i < whole.Count; i++)
            {
                FuzzFailureException.Require(whole[i].AsSpan().SequenceEqual(cut[i]), "a cut changes a message");
            }
        }

        whole.ForEach(CheckMessage);
    }

    private static void CheckMessage(byte[] message)
    {
        if (RequestReader.TryRead(Dialect, message, out FrameHeader header, out NmsecMessageType type, out Range input).IsError)
        {
            return;
        }

        if (MessageTypeCatalog.Get(type).Kind == MessageKind.Control)
        {
            CheckControl(type, message.AsSpan(input), header.Input.Count);
        }
        else
        {
            CheckFilters(MessageTypeCatalog.Get(type).Selectors, message.AsSpan(input), header.Input.Count);
        }
    }

    private static void CheckControl(NmsecMessageType type, ReadOnlySpan<byte> records, uint count)
    {
        if (TunnelControlRecords.TryRead(Dialect, type, records, count, out var tunnels).IsError)
        {
            return;
        }

        FuzzFailureException.Require(tunnels.Count == count, "the number of tunnels is not that of the header");
        foreach (TunnelControlSection tunnel in tunnels)
        {
            var output = new ArrayBufferWriter<byte>();
            TunnelControlRecord.Write(Dialect, output, tunnel with { Status = TunnelControlStatus.NotFound });
            FuzzFailureException.Require(
                !RecordReader.TryOpen(Dialect, output.WrittenSpan, out RecordReader answer).IsError
                    && TunnelControlRecord.Read(answer).Tunnel.TunnelId.ToString() == tunnel.TunnelId.ToString(),
                "the answer to a control record does not name its tunnel");
        }
    }

    private static void CheckFilters(FilterSelectors allowed, ReadOnlySpan<byte> records, uint count)
    {
        if (FilterRecords.TryRead(Dialect, records, count, allowed, out var filters).IsError)
        {
            return;
        }

        FuzzFailureException.Require(filters.Count == count, "the number of filters is not that of the header");
        byte[] record = new byte[FilterRecords.RecordLength(Dialect)];
        foreach (NmsecFilter filter in filters)
        {
            FilterRecords.Write(Dialect, filter, record);
            FuzzFailureException.Require(
                !FilterRecords.TryRead(Dialect, record, 1, allowed, out var again).IsError && again[0] == filter,
                "a filter does not survive writing and reading");
        }
    }

    private static ReadOnlySequence<byte> InPieces(byte[] stream, int length)
    {
        var first = new Segment(stream.AsMemory(0, Math.Min(length, stream.Length)), null);
        Segment last = first;
        for (int offset = first.Memory.Length; offset < stream.Length; offset += length)
        {
            last = new Segment(stream.AsMemory(offset, Math.Min(length, stream.Length - offset)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
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
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
