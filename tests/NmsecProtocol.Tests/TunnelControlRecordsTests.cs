using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Tests;

public class TunnelControlRecordsTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void TryRead_TwoTunnels_GivesBothInOrder()
    {
        Assert.Equal(NmsecError.None, Read([.. Write("branch", "Y6"), .. Write("hub", string.Empty)], 2, out var tunnels));
        Assert.Equal(["branch/Y6", "hub/"], tunnels.Select(tunnel => $"{tunnel.Name}/{tunnel.TunnelId}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(uint.MaxValue)]
    public void TryRead_CountThatIsNotThatOfTheRecords_IsABadMessageSize(uint count)
        => Assert.Equal(NmsecError.BadMessageSize, Read([.. Write("a", "Y1"), .. Write("b", "Y2")], count, out _));

    [Fact]
    public void TryRead_NoTunnel_IsABadMessageSize() => Assert.Equal(NmsecError.BadMessageSize, Read([], 0, out _));

    [Fact]
    public void TryRead_LoadPolicy_TakesNoRecords()
    {
        Assert.Equal(NmsecError.None, TunnelControlRecords.TryRead(Dialect, NmsecMessageType.LoadPolicy, [], 0, out var tunnels));
        Assert.Empty(tunnels);
        Assert.Equal(NmsecError.BadMessageSize, TunnelControlRecords.TryRead(Dialect, NmsecMessageType.LoadPolicy, Write("a", "Y1"), 1, out _));
    }

    [Theory]
    [InlineData(24 + 96)] // NMsTunStatus
    [InlineData(24 + 97)] // NMsTunRsvd1, first byte
    [InlineData(24 + 99)] // NMsTunRsvd1, last byte
    [InlineData(15)] // NMsRRsvd1
    public void TryRead_WhatMustBeZeroIsNot_IsReservedNotZero(int offset)
    {
        var record = Write("branch", "Y6");
        record[offset] = 2;
        Assert.Equal(NmsecError.ReservedNotZero, Read(record, 1, out _));
    }

    [Theory]
    [InlineData(7, 0x78)] // record length 120
    [InlineData(4, 0xFF)] // record length past the message
    [InlineData(11, 0x00)] // no section
    [InlineData(11, 0x02)] // two sections
    [InlineData(13, 0x01)] // a cascade
    [InlineData(21, 0x60)] // a shorter section
    [InlineData(23, 0x02)] // the section twice
    public void TryRead_LengthsThatAreNoTunnelRecord_AreABadRecordLength(int offset, byte value)
    {
        var record = Write("branch", "Y6");
        record[offset] = value;
        Assert.Equal(NmsecError.BadRecordLength, Read(record, 1, out _));
    }

    [Fact]
    public void TryRead_BadRecordIdentifier_ClosesTheConnection()
    {
        var record = Write("branch", "Y6");
        record[3] ^= 1;
        Assert.Equal(NmsecError.BadIdentifier, Read(record, 1, out _));
    }

    private static NmsecError Read(byte[] records, uint count, out IReadOnlyList<TunnelControlSection> tunnels)
        => TunnelControlRecords.TryRead(Dialect, NmsecMessageType.DeactivateDynamicTunnel, records, count, out tunnels);

    private static byte[] Write(string name, string id)
    {
        var output = new ArrayBufferWriter<byte>();
        TunnelControlRecord.Write(Dialect, output, new TunnelControlSection { Name = new FixedText48(name), TunnelId = new FixedText48(id) });
        return output.WrittenSpan.ToArray();
    }
}
