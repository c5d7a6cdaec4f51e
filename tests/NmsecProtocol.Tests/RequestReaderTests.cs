using System.Buffers.Binary;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Tests.Golden;

namespace MyIkev2.NmsecProtocol.Tests;

public class RequestReaderTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    [Fact]
    public void TryRead_TheWorkedExample_IsARequestWithoutInput()
    {
        var error = RequestReader.TryRead(Dialect, WorkedExample.Request, out var header, out var type, out var input);
        Assert.False(error.IsError);
        Assert.Equal(NmsecMessageType.GetIkeTunnels, type);
        Assert.Equal("TCPIP1", header.Target);
        Assert.Equal(96..96, input);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(65_535)]
    public void TryRead_VersionOutOfRange_IsRefusedAndAnsweredInOurs(ushort version)
    {
        var message = WorkedExample.Request;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(12), version);
        Assert.Equal(NmsecError.BadVersion, RequestReader.TryRead(Dialect, message, out var header, out _, out _));
        Assert.Equal(1, header.Version);
        Assert.Equal(1ul, header.Correlator);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x0001)]
    [InlineData(0x0002)]
    [InlineData(0x010F)]
    [InlineData(0x0209)]
    [InlineData(0xFFFF)]
    public void TryRead_NoSuchRequest_IsABadType(ushort type)
    {
        var message = WorkedExample.Request;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(14), type);
        Assert.Equal(NmsecError.BadType, RequestReader.TryRead(Dialect, message, out _, out _, out _));
    }

    [Theory]
    [InlineData(24)] // NMsMRc
    [InlineData(28)] // NMsMRsn
    [InlineData(68)] // NMsMOutRecOff
    [InlineData(72)] // NMsMOutRecLen
    [InlineData(76)] // NMsMOutRecNum
    [InlineData(80)] // NMsMOutRecTotal
    [InlineData(84)] // NMsMRsvd1, first byte
    [InlineData(95)] // NMsMRsvd1, last byte
    public void TryRead_WhatMustBeZeroIsNot_IsReservedNotZero(int offset)
    {
        var message = WorkedExample.Request;
        message[offset] = 1;
        Assert.Equal(NmsecError.ReservedNotZero, RequestReader.TryRead(Dialect, message, out _, out _, out _));
    }

    [Theory]
    [InlineData(96, 0, 0, 0)] // bytes behind a header without records
    [InlineData(0, 96, 0, 0)] // an offset without records
    [InlineData(0, 0, 96, 0)] // a length without records
    [InlineData(0, 96, 168, 1)] // records that are not there
    [InlineData(168, 96, 160, 1)] // eight bytes too many
    [InlineData(168, 104, 160, 1)] // a gap
    [InlineData(168, 0, 264, 1)] // records over the header
    [InlineData(168, 0xFFFFFFF8, 168, 1)] // an offset that wraps
    [InlineData(168, 96, 0xFFFFFFFF, 1)] // a length that wraps
    public void TryRead_SizesThatDoNotAddUp_AreABadMessageSize(int extra, uint offset, uint length, uint count)
    {
        var message = new byte[96 + extra];
        WorkedExample.Request.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(56), offset);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(60), length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(64), count);
        Assert.Equal(NmsecError.BadMessageSize, RequestReader.TryRead(Dialect, message, out _, out _, out _));
    }

    [Fact]
    public void Errors_ThatLoseTheFraming_CloseTheConnectionAndNoOthersDo()
    {
        Assert.All(
            [NmsecError.BadIdentifier, NmsecError.ExcessiveSize, NmsecError.BadHeaderSize, NmsecError.MessageShorterThanHeader],
            error => Assert.True(error.ClosesConnection));
        Assert.All(
            [
                NmsecError.BadVersion, NmsecError.BadType, NmsecError.BadMessageSize, NmsecError.ReservedNotZero,
                NmsecError.BadRecordLength, NmsecError.NotAuthorized, NmsecError.UnknownStack, NmsecError.NotSupported,
                NmsecError.InternalFailure,
            ],
            error => Assert.False(error.ClosesConnection));
    }

    [Theory]
    [InlineData(NmsecReturnCode.InvalidRequest, 121)]
    [InlineData(NmsecReturnCode.UnknownStack, 138)]
    [InlineData(NmsecReturnCode.NotSupported, 1112)]
    public void ReturnCode_Published_HasItsNumber(NmsecReturnCode code, int number) => Assert.Equal(number, (int)code);
}
