using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Offload;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

public sealed class PacketOffloadTests : IPacketWriter, IInnerPacketSink
{
    private const int SegmentSize = 1000;

    private readonly List<byte[]> _segments = [];
    private readonly List<(int Packets, byte[] Octets)> _written = [];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2600)]
    [InlineData(false, 3000)]
    [InlineData(false, 60_000)]
    [InlineData(true, 2600)]
    [InlineData(true, 60_000)]
    public void Segment_LargeTcpPacket_GivesThePacketsThatItsSenderMeant(bool ipv6, int payload)
    {
        const byte AckPushFinCwr = 0x99;
        var large = SamplePackets.Tcp(ipv6, payload, 0xffff_fff0, AckPushFinCwr, identification: 0xfffe);
        var transport = ipv6 ? 40 : 20;
        var expected = Pieces(payload).Select(piece =>
        {
            var isFirst = piece.Offset == 0;
            var isLast = piece.Offset + piece.Size == payload;
            var flags = (byte)(0x10 | (isLast ? 0x09 : 0) | (isFirst ? 0x80 : 0));
            return SamplePackets.Tcp(ipv6, piece.Size, unchecked(0xffff_fff0 + (uint)piece.Offset), flags, (ushort)(0xfffe + piece.Index), piece.Offset);
        }).ToList();

        var count = PacketSegmenter.Segment(Header(ipv6 ? VirtioNetHeader.TcpIpv6 : VirtioNetHeader.TcpIpv4, transport, 16, transport + 32), Incomplete(large, transport, 16), this);

        Assert.Equal(expected.Count, count);
        Assert.Equal(expected, _segments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Segment_LargeUdpPacket_GivesDatagrams(bool ipv6)
    {
        var transport = ipv6 ? 40 : 20;
        var large = SamplePackets.Udp(ipv6, 4321);

        PacketSegmenter.Segment(Header(VirtioNetHeader.Udp, transport, 6, transport + 8), Incomplete(large, transport, 6), this);

        Assert.Equal(Pieces(4321).Select(piece => SamplePackets.Udp(ipv6, piece.Size, (ushort)(7 + piece.Index), piece.Offset)), _segments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Segment_UnfinishedChecksum_IsCompleted(bool ipv6)
    {
        var transport = ipv6 ? 40 : 20;
        var packet = SamplePackets.Udp(ipv6, 333);

        PacketSegmenter.Segment(Header(VirtioNetHeader.None, transport, 6, 0), Incomplete(packet, transport, 6), this);

        Assert.Equal(packet, Assert.Single(_segments));
    }

    [Fact]
    public void Segment_HeadersThatLie_AreDroppedWithoutHarm()
    {
        var random = new Random(3);
        var packet = SamplePackets.Tcp(false, 3000, 1);
        for (var i = 0; i < 20_000; i++)
        {
            var header = new VirtioNetHeader
            {
                Flags = (byte)random.Next(2),
                Segmentation = (byte)random.Next(8),
                SegmentSize = (ushort)(random.Next(4) == 0 ? 0 : random.Next(4000)),
                ChecksumStart = (ushort)random.Next(200),
                ChecksumOffset = (ushort)random.Next(3000),
            };
            var octets = packet[..random.Next(packet.Length)];
            if (octets.Length > 0)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            _segments.Clear();
            var count = PacketSegmenter.Segment(header, octets, this);
            Assert.Equal(_segments.Count, count);
            Assert.All(_segments, segment => Assert.InRange(segment.Length, 0, octets.Length));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Coalesce_PacketsInOrder_AreOneThatSegmentsToTheSame(bool ipv6, bool udp)
    {
        var packets = Pieces(9500).Select(piece => Sample(ipv6, udp, piece)).ToList();

        Write(packets);

        var (count, octets) = Assert.Single(_written);
        Assert.Equal(packets.Count, count);
        PacketSegmenter.Segment(MemoryMarshal.Read<VirtioNetHeader>(octets), octets.AsSpan(VirtioNetHeader.Size), this);
        Assert.Equal(packets, _segments);
    }

    [Fact]
    public void Coalesce_Push_IsOnTheLastAndEndsTheAggregate()
    {
        var first = SamplePackets.Tcp(false, SegmentSize, 0);
        var pushed = SamplePackets.Tcp(false, SegmentSize, SegmentSize, 0x18, 8);
        var next = SamplePackets.Tcp(false, SegmentSize, 2 * SegmentSize, 0x10, 9);

        Write([first, pushed, next]);

        Assert.Equal([2, 1], _written.Select(static w => w.Packets));
        PacketSegmenter.Segment(MemoryMarshal.Read<VirtioNetHeader>(_written[0].Octets), _written[0].Octets.AsSpan(VirtioNetHeader.Size), this);
        Assert.Equal([first, pushed], _segments);
    }

    public static TheoryData<string> Breaks => ["gap", "ack", "traffic class", "flags", "larger", "identification", "flow", "checksum"];

    [Theory]
    [MemberData(nameof(Breaks))]
    public void Coalesce_WhatDoesNotFollow_IsWrittenApartAndInOrder(string difference)
    {
        var first = SamplePackets.Tcp(false, SegmentSize, 0);
        var second = difference switch
        {
            "gap" => SamplePackets.Tcp(false, SegmentSize, SegmentSize + 1, identification: 8),
            "ack" => SamplePackets.Tcp(false, SegmentSize, SegmentSize, identification: 8, acknowledgement: 100),
            "traffic class" => SamplePackets.Tcp(false, SegmentSize, SegmentSize, identification: 8, trafficClass: 3),
            "flags" => SamplePackets.Tcp(false, SegmentSize, SegmentSize, 0x11, 8),
            "larger" => SamplePackets.Tcp(false, SegmentSize + 1, SegmentSize, identification: 8),
            "identification" => SamplePackets.Tcp(false, SegmentSize, SegmentSize, identification: 9),
            "flow" => SamplePackets.Tcp(false, SegmentSize, SegmentSize, identification: 8, port: 5202),
            _ => SamplePackets.Tcp(false, SegmentSize, SegmentSize, identification: 8),
        };
        if (difference == "checksum")
        {
            second[^1] ^= 1;
        }

        Write([first, second]);

        // Each as it came; of one flow, in order.
        Assert.Equal(2, _written.Count);
        Assert.Equal([first, second], _written.Select(static w => w.Octets[^LengthOf(w)..]));
    }

    [Fact]
    public void Coalesce_FlowsMixed_EachKeepsItsOrderAndNothingIsLost()
    {
        var random = new Random(5);
        const int FlowCount = 12;
        var sent = new List<byte[]>[FlowCount];
        var sequence = new uint[FlowCount];
        var coalescer = new PacketCoalescer(this) { JoinsDatagrams = true };
        for (var flow = 0; flow < FlowCount; flow++)
        {
            sent[flow] = [];
        }

        for (var i = 0; i < 2000; i++)
        {
            var flow = random.Next(FlowCount);
            var size = random.Next(5) == 0 ? random.Next(1, SegmentSize) : SegmentSize;
            var flags = random.Next(20) == 0 ? (byte)0x18 : (byte)0x10;
            var packet = SamplePackets.Tcp(false, size, sequence[flow], flags, (ushort)sent[flow].Count, port: (ushort)(6000 + flow));
            sequence[flow] += (uint)size;
            sent[flow].Add(packet);
            coalescer.Write(packet);
            if (random.Next(100) == 0)
            {
                coalescer.Flush();
            }
        }

        coalescer.Flush();
        foreach (var (packets, octets) in _written)
        {
            PacketSegmenter.Segment(packets == 0 ? default : MemoryMarshal.Read<VirtioNetHeader>(octets), packets == 0 ? octets : octets.AsSpan(VirtioNetHeader.Size), this);
        }

        Assert.True(_written.Count < 1900, "some were joined");
        for (var flow = 0; flow < FlowCount; flow++)
        {
            Assert.Equal(sent[flow], _segments.Where(segment => BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(22)) == 6000 + flow));
        }
    }

    [Fact]
    public void Coalesce_AfterWarmUp_AllocatesNothing()
    {
        var packets = Pieces(9000).Select(piece => Sample(false, false, piece)).ToList();
        var writer = new CountingWriter();
        var coalescer = new PacketCoalescer(writer);
        void Round()
        {
            foreach (var packet in packets)
            {
                coalescer.Write(packet);
            }

            coalescer.Flush();
        }

        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Round();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(101 * 9, writer.Packets);
    }

    void IPacketWriter.WriteAggregate(ReadOnlySpan<byte> octets, int packets) => _written.Add((packets, octets.ToArray()));

    void IPacketWriter.WritePacket(ReadOnlySpan<byte> packet) => _written.Add((0, packet.ToArray()));

    void IInnerPacketSink.TakeInner(ReadOnlySpan<byte> packet) => _segments.Add(packet.ToArray());

    private static int LengthOf((int Packets, byte[] Octets) written) => written.Octets.Length - (written.Packets == 0 ? 0 : VirtioNetHeader.Size);

    private static IEnumerable<(int Index, int Offset, int Size)> Pieces(int payload) =>
        Enumerable.Range(0, (payload + SegmentSize - 1) / SegmentSize).Select(index => (index, index * SegmentSize, Math.Min(SegmentSize, payload - (index * SegmentSize))));

    private static byte[] Sample(bool ipv6, bool udp, (int Index, int Offset, int Size) piece) => udp
        ? SamplePackets.Udp(ipv6, piece.Size, (ushort)(7 + piece.Index), piece.Offset)
        : SamplePackets.Tcp(ipv6, piece.Size, (uint)piece.Offset, identification: (ushort)(7 + piece.Index), fill: piece.Offset);

    private static VirtioNetHeader Header(byte kind, int transport, int checksumOffset, int headerLength) => new()
    {
        Flags = VirtioNetHeader.NeedsChecksum,
        Segmentation = kind,
        HeaderLength = (ushort)headerLength,
        SegmentSize = SegmentSize,
        ChecksumStart = (ushort)transport,
        ChecksumOffset = (ushort)checksumOffset,
    };

    /// <summary>As the host leaves it: the checksum field holds the sum of the pseudo header alone.</summary>
    private static byte[] Incomplete(byte[] packet, int transport, int checksumOffset)
    {
        var copy = packet.ToArray();
        var length = packet.Length - transport;
        var addresses = transport == 40 ? copy.AsSpan(8, 32) : copy.AsSpan(12, 8);
        var sum = SamplePackets.Checksum([.. addresses, 0, checksumOffset == 6 ? (byte)17 : (byte)6, (byte)(length >> 8), (byte)length]);
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(transport + checksumOffset), (ushort)~sum);
        return copy;
    }

    private void Write(IEnumerable<byte[]> packets)
    {
        var coalescer = new PacketCoalescer(this) { JoinsDatagrams = true };
        foreach (var packet in packets)
        {
            coalescer.Write(packet);
        }

        coalescer.Flush();
    }

    private sealed class CountingWriter : IPacketWriter
    {
        public int Packets { get; private set; }

        public void WriteAggregate(ReadOnlySpan<byte> octets, int packets) => Packets += packets;

        public void WritePacket(ReadOnlySpan<byte> packet) => Packets++;
    }
}
