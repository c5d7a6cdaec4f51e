using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Tests.Ber;

public class BerWriterTests
{
    [Theory]
    [InlineData(0, "020100")]
    [InlineData(127, "02017F")]
    [InlineData(128, "02020080")]
    [InlineData(256, "02020100")]
    [InlineData(-1, "0201FF")]
    [InlineData(-128, "020180")]
    [InlineData(-129, "0202FF7F")]
    [InlineData(8_388_607, "02037FFFFF")]
    [InlineData(8_388_608, "020400800000")]
    [InlineData(int.MaxValue, "02047FFFFFFF")]
    [InlineData(int.MinValue, "020480000000")]
    public void WriteInteger32_Value_TakesTheShortestForm(int value, string expected)
    {
        var writer = new BerWriter(new byte[16]);
        writer.WriteInteger32(value);
        Assert.Equal(expected, Convert.ToHexString(writer.Written));
        var reader = new BerReader(writer.Written);
        Assert.Equal(value, reader.ReadInteger32());
        Assert.Equal(BerError.None, reader.Error);
    }

    [Theory]
    [InlineData(0u, "420100")]
    [InlineData(127u, "42017F")]
    [InlineData(128u, "42020080")]
    [InlineData(0x7FFF_FFFFu, "42047FFFFFFF")]
    [InlineData(0x8000_0000u, "42050080000000")]
    [InlineData(0xFFFF_FFFFu, "420500FFFFFFFF")]
    public void WriteGauge32_Value_NeverLooksNegative(uint value, string expected)
    {
        var writer = new BerWriter(new byte[16]);
        writer.WriteGauge32(value);
        Assert.Equal(expected, Convert.ToHexString(writer.Written));
        Assert.Equal(value, new BerReader(writer.Written).ReadUnsigned32(BerTag.Gauge32));
    }

    [Theory]
    [InlineData(0UL, "460100")]
    [InlineData(0x0102_0304_0506_0708UL, "46080102030405060708")]
    [InlineData(0xFFFF_FFFF_FFFF_FFFFUL, "460900FFFFFFFFFFFFFFFF")]
    public void WriteCounter64_Value_RoundTrips(ulong value, string expected)
    {
        var writer = new BerWriter(new byte[16]);
        writer.WriteCounter64(value);
        Assert.Equal(expected, Convert.ToHexString(writer.Written));
        Assert.Equal(value, new BerReader(writer.Written).ReadCounter64());
    }

    [Fact]
    public void WriteCounter32_TotalBeyondTheType_ShowsItsLow32Bits()
    {
        var writer = new BerWriter(new byte[16]);
        writer.WriteCounter32(0x1_0000_0007);
        Assert.Equal("410107", Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData(127, "047F")]
    [InlineData(128, "048180")]
    [InlineData(255, "0481FF")]
    [InlineData(256, "04820100")]
    [InlineData(65_536, "0483010000")]
    public void WriteOctetString_Length_TakesTheShortestForm(int length, string header)
    {
        var writer = new BerWriter(new byte[length + 8]);
        writer.WriteOctetString(new byte[length]);
        Assert.Equal(header, Convert.ToHexString(writer.Written[..(header.Length / 2)]));
        Assert.Equal(length, new BerReader(writer.Written).ReadOctetString().Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public void EndSequence_AnyLength_WrapsTheContentUnchanged(int length)
    {
        var content = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var writer = new BerWriter(new byte[length + 32]);
        var start = writer.BeginSequence();
        writer.WriteOctetString(content);
        writer.EndSequence(start);
        var outer = new BerReader(writer.Written);
        var inner = outer.ReadConstructed(BerTag.Sequence);
        Assert.Equal(content, inner.ReadOctetString().ToArray());
        inner.ExpectEnd();
        outer.ExpectEnd();
        Assert.Equal((BerError.None, BerError.None), (inner.Error, outer.Error));
    }

    [Fact]
    public void Write_WithoutRoom_WritesNothingAndLatches()
    {
        var writer = new BerWriter(new byte[5]);
        writer.WriteInteger32(1);
        writer.WriteInteger32(2);
        Assert.True(writer.Overflowed);
        Assert.Equal(3, writer.Position);
        writer.WriteEmpty(BerTag.Null);
        Assert.Equal(3, writer.Position);
        writer.Rewind(3);
        writer.WriteEmpty(BerTag.Null);
        Assert.False(writer.Overflowed);
        Assert.Equal("0201010500", Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void EndSequence_WithoutRoomForTheLongerHeader_Overflows()
    {
        var writer = new BerWriter(new byte[133]);
        var start = writer.BeginSequence();
        writer.WriteOctetString(new byte[128]);
        Assert.False(writer.Overflowed);
        writer.EndSequence(start);
        Assert.True(writer.Overflowed);
    }

    [Theory]
    [InlineData("", 8, "0400")]
    [InlineData("abc", 8, "0403616263")]
    [InlineData("abc", 2, "04026162")]
    [InlineData("aé", 2, "040161")]
    [InlineData("é", 1, "0400")]
    [InlineData("𝄞", 4, "0404F09D849E")]
    [InlineData("x𝄞", 4, "040178")]
    public void WriteText_LongerThanAllowed_IsCutOnACharacterBoundary(string text, int maximum, string expected)
    {
        var writer = new BerWriter(new byte[32]);
        writer.WriteText(text, maximum);
        Assert.Equal(expected, Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void WriteText_CutAcrossALengthForm_KeepsTheText()
    {
        var text = new string('a', 127) + "é";
        var writer = new BerWriter(new byte[300]);
        writer.WriteText(text, 128);
        var reader = new BerReader(writer.Written);
        Assert.Equal(new string('a', 127), System.Text.Encoding.UTF8.GetString(reader.ReadOctetString()));
        reader.ExpectEnd();
        Assert.Equal(BerError.None, reader.Error);
    }

    [Fact]
    public void WriteObjectIdentifier_PrefixAndTail_EqualsTheWholeName()
    {
        var whole = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500.1.5.1.2.1000000000.4294967295");
        var prefix = ObjectIdentifier.Parse("1.3.6.1.4.1.8072.9999.9999.4500.1.5.1.2");
        var expected = new BerWriter(new byte[64]);
        expected.WriteObjectIdentifier(whole);
        var writer = new BerWriter(new byte[64]);
        writer.WriteObjectIdentifier(prefix.EncodedContent, [1_000_000_000, 4_294_967_295]);
        Assert.Equal(Convert.ToHexString(expected.Written), Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void WriteElement_DoesNotFit_OverflowsAndLeavesTheBuffer()
    {
        Span<byte> buffer = stackalloc byte[4];
        var writer = new BerWriter(buffer);
        writer.WriteOctetString([1, 2, 3]);
        Assert.True(writer.Overflowed);
        Assert.Equal(0, writer.Position);
        writer.Rewind(0);
        writer.WriteOctetString([1, 2]);
        Assert.Equal("04020102", Convert.ToHexString(writer.Written));
    }
}
