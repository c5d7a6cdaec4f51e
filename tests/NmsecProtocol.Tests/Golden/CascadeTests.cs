using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Tests.Golden;

public class CascadeTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void Cascade_TwoDynamicTunnels_IsByteExactAndInnerOffsetsCountFromTheInnerHeader()
    {
        var output = new ArrayBufferWriter<byte>();
        var inner = new RecordContainer(
            (uint)(DynamicTunnelIkeRecord.Measure(Dialect, default, default) + DynamicTunnelIkeRecord.Measure(Dialect, "x", default)), 2, 3);
        var own = IkeTunnelCascadeRecord.Write(Dialect, output, IkeTunnel(), Statistics(), "a", "b", inner);
        Assert.Equal(IkeTunnelCascadeRecord.Measure(Dialect, "a", "b", inner), own);
        DynamicTunnelIkeRecord.Write(Dialect, output, SampleSections.Ike, SampleSections.Dynamic, SampleSections.DynamicIke, default, default);
        DynamicTunnelIkeRecord.Write(Dialect, output, SampleSections.Ike, SampleSections.Dynamic, SampleSections.DynamicIke, "x", default);
        Assert.Equal(HexBlock.Format(TunnelBytes.Cascade), HexBlock.Format(output.WrittenSpan));
    }

    [Fact]
    public void Cascade_Read_GivesTheTunnelAndItsDynamicTunnels()
    {
        Assert.False(RecordReader.TryOpen(Dialect, TunnelBytes.Cascade, out var reader).IsError);
        var record = IkeTunnelCascadeRecord.Read(reader);
        Assert.Equal("K7", record.IkeTunnel.Tunnel.TunnelId.ToString());
        Assert.Equal("b", record.IkeTunnel.RemoteIdentity);
        Assert.Equal(3u, record.DynamicTunnelTotal);
        Assert.Equal([string.Empty, "x"], record.DynamicTunnels.Select(tunnel => tunnel.LocalClientIdentity));
        Assert.All(record.DynamicTunnels, tunnel => Assert.Equal(SampleSections.Dynamic, tunnel.Dynamic));
    }

    [Fact]
    public void Cascade_NoDynamicTunnels_HasNoContainerAndIsAnIkeTunnelRecord()
    {
        var cascade = new ArrayBufferWriter<byte>();
        IkeTunnelCascadeRecord.Write(Dialect, cascade, IkeTunnel(), Statistics(), "a", "b", default);
        var plain = new ArrayBufferWriter<byte>();
        IkeTunnelRecord.Write(Dialect, plain, IkeTunnel(), Statistics(), "a", "b");
        Assert.Equal(plain.WrittenSpan.ToArray(), cascade.WrittenSpan.ToArray());
        Assert.False(RecordReader.TryOpen(Dialect, cascade.WrittenSpan, out var reader).IsError);
        Assert.Equal(0, reader.CascadeCount);
        Assert.Empty(IkeTunnelCascadeRecord.Read(reader).DynamicTunnels);
    }

    [Theory]
    [InlineData(48, 0x10u)] // the container inside the header
    [InlineData(48, 0xFFFFFFF8u)] // an offset that wraps
    [InlineData(52, 0xFFFFFFFFu)] // longer than the record
    [InlineData(52, 0x1F8u)] // ends inside the second record
    [InlineData(56, 1u)] // fewer records than the length holds
    [InlineData(56, 3u)] // more of them
    [InlineData(56, 0xFFFFFFFFu)] // any number of them
    public void TryOpen_ContainerThatIsNotExactlyItsRecords_IsABadRecordLength(int offset, uint value)
    {
        var bytes = TunnelBytes.Cascade;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(offset), value);
        Assert.Equal(NmsecError.BadRecordLength, RecordReader.TryOpen(Dialect, bytes, out _));
    }

    [Fact]
    public void TryOpen_BrokenRecordInsideARecord_IsABadRecordLength()
    {
        var bytes = TunnelBytes.Cascade;
        var inner = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(48));
        bytes[inner] ^= 1;
        Assert.Equal(NmsecError.BadRecordLength, RecordReader.TryOpen(Dialect, bytes, out _));
    }

    [Fact]
    public void TryOpen_RecordsInsideEachOtherWithoutEnd_AreNotFollowed()
    {
        // 60,000 records, each the container of the next: following them would take a stack frame for each.
        const int Depth = 60_000;
        var length = Dialect.RecordHeader.Length + Dialect.CascadeDescriptor.Length;
        var bytes = new byte[Depth * length];
        for (var level = 0; level < Depth; level++)
        {
            var rest = (uint)(bytes.Length - ((level + 1) * length));
            _ = new RecordWriter(Dialect, bytes.AsSpan(level * length, length), [], new RecordContainer(rest, rest == 0 ? 0u : 1u, 1));
        }

        Assert.False(RecordReader.TryOpen(Dialect, bytes, out var record).IsError);
        Assert.Empty(IkeTunnelCascadeRecord.Read(record).DynamicTunnels[0].LocalClientIdentity);
    }

    private static IkeTunnelSection IkeTunnel() => new()
    {
        Flags = IkeTunnelFlags.NatAllowed | IkeTunnelFlags.CanInitiate,
        TunnelId = new FixedText48("K7"),
        KeyExchangeRule = new FixedText48("KER-Branch12"),
        KeyExchangeAction = new FixedText48("KEA-Gold"),
        LocalEndpoint4 = Ipv4Field.From(IPAddress.Parse("192.0.2.10")),
        RemoteEndpoint4 = Ipv4Field.From(IPAddress.Parse("198.51.100.20")),
        Generation = 1,
    };

    private static IkeTunnelStatisticsSection Statistics() => new() { DynamicTunnelsActive = 2 };
}
