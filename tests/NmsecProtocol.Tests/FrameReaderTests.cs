using System.Buffers;
using System.Buffers.Binary;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

public class FrameReaderTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;
    private static readonly FrameReader Frames = new(Dialect, Dialect.MaximumRequestLength);

    [Fact]
    public void TryRead_EverySplitOfAPipelinedStream_FindsTheSameMessages()
    {
        var stream = Pipelined();
        for (var split = 0; split <= stream.Length; split++)
        {
            var found = new List<byte[]>();
            var rest = Consume(new ReadOnlySequence<byte>(stream, 0, split), found);
            Consume(Join(rest.ToArray(), stream[split..]), found);
            AssertPipelined(found);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(13)]
    public void TryRead_SmallSegments_FindsTheSameMessages(int size)
    {
        var found = new List<byte[]>();
        var rest = Consume(Segments(Pipelined(), size), found);
        Assert.Equal(0, rest.Length);
        AssertPipelined(found);
    }

    [Fact]
    public void TryRead_OneByteAtATime_AsksForThePrefixAndThenForTheMessage()
    {
        var request = WorkedExample.Request;
        for (var length = 0; length < request.Length; length++)
        {
            var status = Frames.TryRead(new ReadOnlySequence<byte>(request, 0, length), out _, out var needed, out var error);
            Assert.Equal(FrameStatus.NeedMore, status);
            Assert.Equal(length < 12 ? 12 : 96, needed);
            Assert.False(error.IsError);
        }
    }

    [Theory]
    [InlineData(0, 0x00000000u, NmsecReasonCode.BadIdentifier)]
    [InlineData(0, 0xD5D4A2D9u, NmsecReasonCode.BadIdentifier)]
    [InlineData(4, 0u, NmsecReasonCode.BadHeaderSize)]
    [InlineData(4, 95u, NmsecReasonCode.BadHeaderSize)]
    [InlineData(4, 97u, NmsecReasonCode.BadHeaderSize)]
    [InlineData(4, 0xFFFFFFFFu, NmsecReasonCode.BadHeaderSize)]
    [InlineData(8, 0u, NmsecReasonCode.BadMessageSize)]
    [InlineData(8, 95u, NmsecReasonCode.BadMessageSize)]
    [InlineData(8, 65_537u, NmsecReasonCode.ExcessiveSize)]
    [InlineData(8, 0x80000000u, NmsecReasonCode.ExcessiveSize)]
    [InlineData(8, 0xFFFFFFFFu, NmsecReasonCode.ExcessiveSize)]
    public void TryRead_HostilePrefix_IsInvalidBeforeAnythingElseArrives(int offset, uint value, NmsecReasonCode reason)
    {
        var prefix = WorkedExample.Request[..12];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(offset), value);
        var status = Frames.TryRead(new ReadOnlySequence<byte>(prefix), out _, out _, out var error);
        Assert.Equal(FrameStatus.Invalid, status);
        Assert.Equal(NmsecReturnCode.InvalidRequest, error.ReturnCode);
        Assert.Equal(reason, error.ReasonCode);
        Assert.True(error.ClosesConnection);
    }

    [Fact]
    public void TryRead_TheLargestMessage_IsTaken()
    {
        var message = new byte[65_536];
        WorkedExample.Request.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), 65_536);
        Assert.Equal(FrameStatus.Complete, Frames.TryRead(new ReadOnlySequence<byte>(message), out var found, out _, out _));
        Assert.Equal(message.Length, found.Length);
    }

    [Fact]
    public void TryRead_WholeMessage_DoesNotAllocate()
    {
        var sequence = new ReadOnlySequence<byte>(WorkedExample.Request);
        Frames.TryRead(sequence, out _, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Frames.TryRead(sequence, out _, out _, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Pipelined()
    {
        var output = new ArrayBufferWriter<byte>();
        var record = new byte[FilterRecords.RecordLength(Dialect)];
        FilterRecords.Write(Dialect, new NmsecFilter { TunnelId = "K1" }, record);
        output.Write(WorkedExample.Request);
        new FrameWriter(Dialect).WriteRequest(output, NmsecMessageType.GetIkeTunnels, 1, 2, "TCPIP1", 1, (uint)record.Length);
        output.Write(record);
        output.Write(WorkedExample.Request);
        return output.WrittenSpan.ToArray();
    }

    private static void AssertPipelined(List<byte[]> found)
    {
        Assert.Equal([96, 96 + 168, 96], found.Select(message => message.Length));
        Assert.Equal(Pipelined(), found.SelectMany(message => message));
    }

    private static ReadOnlySequence<byte> Consume(ReadOnlySequence<byte> received, List<byte[]> found)
    {
        while (Frames.TryRead(received, out var message, out _, out _) == FrameStatus.Complete)
        {
            found.Add(message.ToArray());
            received = received.Slice(message.Length);
        }

        return received;
    }

    private static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
    {
        var head = new Segment(first, null);
        return new ReadOnlySequence<byte>(head, 0, new Segment(second, head), second.Length);
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int size)
    {
        Segment? head = null, tail = null;
        foreach (var chunk in bytes.Chunk(size))
        {
            tail = new Segment(chunk, tail);
            head ??= tail;
        }

        return new ReadOnlySequence<byte>(head!, 0, tail!, tail!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
