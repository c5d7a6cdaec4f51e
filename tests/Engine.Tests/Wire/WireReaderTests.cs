using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class WireReaderTests
{
    [Fact]
    public void Reads_EveryWidth_AreBigEndian()
    {
        var reader = new WireReader(Hex.Parse("01 0203 04050607 08090a0b0c0d0e0f 1011 12"));
        Assert.Equal(0x01, reader.U8());
        Assert.Equal(0x0203, reader.U16());
        Assert.Equal(0x04050607u, reader.U32());
        Assert.Equal(0x08090A0B0C0D0E0Ful, reader.U64());
        Assert.Equal([0x10, 0x11], reader.Bytes(2).ToArray());
        Assert.Equal(1, reader.Remaining);
        Assert.Equal([0x12], reader.Rest().ToArray());
        reader.ExpectEnd();
        Assert.False(reader.Failed);
    }

    [Fact]
    public void FirstError_Latches_AndLaterReadsGiveNothing()
    {
        var reader = new WireReader(Hex.Parse("0102030405"), "thing");
        Assert.Equal(0x01020304u, reader.U32("thing: a"));
        Assert.Equal(0, reader.U16("thing: b"));
        Assert.Equal(0, reader.U8("thing: c"));
        Assert.Equal(0u, reader.U32());
        Assert.Equal(0ul, reader.U64());
        Assert.True(reader.Bytes(1).IsEmpty);
        Assert.True(reader.Memory(1).IsEmpty);
        Assert.True(reader.Rest().IsEmpty);
        Assert.Equal(0, reader.Remaining);
        reader.Fail(WireErrorCode.InvalidValue, "thing: d");
        Assert.Equal(new WireError(WireErrorCode.Truncated, 4, "thing: b"), reader.Error);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    public void Bytes_CountThatIsNotThere_IsTruncated(int count)
    {
        var reader = new WireReader(new byte[5], "thing");
        Assert.True(reader.Bytes(count).IsEmpty);
        Assert.Equal(WireErrorCode.Truncated, reader.Error.Code);
        Assert.Equal("thing", reader.Error.Field);
    }

    [Fact]
    public void Sub_ReadPastItsRoom_FailsThereAndNotInTheParentsOctets()
    {
        var reader = new WireReader(Hex.Parse("01020304"), "outer", baseOffset: 100);
        reader.U8();
        WireReader sub = reader.Sub(2, "inner");
        Assert.Equal(0x0203, sub.U16());
        Assert.Equal(0, sub.U8("inner: more"));
        reader.Close(ref sub);
        Assert.Equal(new WireError(WireErrorCode.Truncated, 103, "inner: more"), reader.Error);
    }

    [Fact]
    public void Close_OctetsLeft_AreAnErrorWithTheStructuresName()
    {
        var reader = new WireReader(Hex.Parse("01020304"), "outer");
        WireReader sub = reader.Sub(3, "inner");
        sub.U8();
        reader.Close(ref sub);
        Assert.Equal(new WireError(WireErrorCode.TrailingBytes, 1, "inner"), reader.Error);
    }

    [Fact]
    public void Close_CleanSub_LetsTheParentGoOn()
    {
        var reader = new WireReader(Hex.Parse("01020304"), "outer");
        WireReader sub = reader.Sub(3, "inner");
        sub.Skip(3);
        reader.Close(ref sub);
        Assert.Equal(4, reader.U8());
        Assert.Equal(WireError.None, reader.Error);
    }

    [Fact]
    public void Sub_OfAFailedReader_CarriesItsError()
    {
        var reader = new WireReader(new byte[2], "outer");
        reader.U32("outer: first");
        WireReader sub = reader.Sub(1, "inner");
        Assert.Equal(0, sub.U8());
        Assert.Equal("outer: first", sub.Error.Field);
    }

    [Fact]
    public void Memory_OfABuffer_IsASliceOfIt()
    {
        byte[] buffer = Hex.Counting(8);
        var reader = new WireReader(buffer.AsMemory(), "thing");
        reader.Skip(2);
        WireReader sub = reader.Sub(4, "inner");
        sub.Skip(1);
        ReadOnlyMemory<byte> slice = sub.Memory(2);
        buffer[3] = 0xEE;
        Assert.Equal([0xEE, 4], slice.ToArray());
    }

    [Fact]
    public void Memory_OfASpan_IsACopy()
    {
        byte[] buffer = Hex.Counting(4);
        var reader = new WireReader(buffer.AsSpan());
        ReadOnlyMemory<byte> copy = reader.Memory(2);
        buffer[0] = 0xEE;
        Assert.Equal([0, 1], copy.ToArray());
    }

    [Fact]
    public void WireError_Text_SaysWhatAndWhere()
    {
        Assert.Equal("no error", default(WireError).ToString());
        Assert.Equal("Truncated at octet 7: KE: method", new WireError(WireErrorCode.Truncated, 7, "KE: method").ToString());
        Assert.Equal(
            "UnknownCriticalPayload 77 at octet 28",
            new WireError(WireErrorCode.UnknownCriticalPayload, 28, "payload type", 77).ToString());
    }
}
