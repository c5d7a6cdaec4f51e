using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Tests.Ber;

public class BerReaderTests
{
    [Theory]
    [InlineData("", BerError.Truncated)]
    [InlineData("02", BerError.Truncated)]
    [InlineData("0201", BerError.Truncated)]
    [InlineData("020205", BerError.Truncated)]
    [InlineData("0200", BerError.BadValue)]
    [InlineData("02050000000001", BerError.BadValue)]
    [InlineData("040101", BerError.UnexpectedTag)]
    [InlineData("0280010000", BerError.BadLength)]
    [InlineData("0285000000000101", BerError.BadLength)]
    [InlineData("02FF01", BerError.BadLength)]
    [InlineData("0284FFFFFFFF01", BerError.Truncated)]
    [InlineData("02847FFFFFFF01", BerError.Truncated)]
    [InlineData("0282", BerError.Truncated)]
    [InlineData("028200", BerError.Truncated)]
    public void ReadInteger32_BadOctets_FailsCleanly(string hex, BerError expected)
    {
        var reader = new BerReader(Convert.FromHexString(hex));
        Assert.Equal(0, reader.ReadInteger32());
        Assert.Equal(expected, reader.Error);
        Assert.True(reader.IsEmpty);
    }

    [Theory]
    [InlineData("02820001FF", -1)]
    [InlineData("028400000001 2A", 42)]
    [InlineData("0204FFFFFFFE", -2)]
    [InlineData("020400000001", 1)]
    public void ReadInteger32_LongerThanNeeded_IsTolerated(string hex, int expected)
    {
        var reader = new BerReader(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(expected, reader.ReadInteger32());
        Assert.Equal(BerError.None, reader.Error);
    }

    [Fact]
    public void Read_AfterAnError_GivesZeroAndKeepsTheFirstError()
    {
        var reader = new BerReader(Convert.FromHexString("0400020101"));
        reader.ReadInteger32();
        Assert.Equal(0, reader.ReadInteger32());
        Assert.True(reader.ReadOctetString().IsEmpty);
        reader.ExpectEnd();
        Assert.Equal(BerError.UnexpectedTag, reader.Error);
    }

    [Theory]
    [InlineData("410100", 0u)]
    [InlineData("4104FFFFFFFF", null)]
    [InlineData("410500FFFFFFFF", 0xFFFF_FFFFu)]
    [InlineData("41050100000000", null)]
    [InlineData("4100", null)]
    public void ReadUnsigned32_Octets_AcceptsOnlyNonNegative(string hex, uint? expected)
    {
        var reader = new BerReader(Convert.FromHexString(hex));
        Assert.Equal(expected ?? 0, reader.ReadUnsigned32(BerTag.Counter32));
        Assert.Equal(expected is null ? BerError.BadValue : BerError.None, reader.Error);
    }

    [Theory]
    [InlineData("2B06010201", "1.3.6.1.2.1")]
    [InlineData("00", "0.0")]
    [InlineData("27", "0.39")]
    [InlineData("28", "1.0")]
    [InlineData("4F", "1.39")]
    [InlineData("50", "2.0")]
    [InlineData("883703", "2.999.3")]
    [InlineData("8FFFFFFF7F", "2.4294967215")]
    [InlineData("2B8FFFFFFF7F", "1.3.4294967295")]
    [InlineData("2B908080 8000", null)]
    [InlineData("2B80 01", null)]
    [InlineData("80 01", null)]
    [InlineData("2B81", null)]
    [InlineData("", null)]
    public void ReadObjectIdentifier_Octets_DecodesOrRefuses(string hex, string? expected)
    {
        var content = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var reader = new BerReader([6, (byte)content.Length, .. content]);
        var numbers = new uint[ObjectIdentifier.MaximumLength];
        var length = reader.ReadObjectIdentifier(numbers);
        Assert.Equal(expected, length == 0 ? null : string.Join('.', numbers[..length]));
        Assert.Equal(expected is null ? BerError.BadObjectIdentifier : BerError.None, reader.Error);
        if (expected is not null)
        {
            Assert.Equal(content, ObjectIdentifier.Parse(expected).EncodedContent.ToArray());
        }
    }

    [Theory]
    [InlineData(127, true)]
    [InlineData(128, false)]
    public void ReadObjectIdentifier_Length_IsBoundedAt128Numbers(int contentOctets, bool accepted)
    {
        var content = Enumerable.Repeat((byte)1, contentOctets).ToArray();
        var writer = new BerWriter(new byte[200]);
        writer.WriteElement(BerTag.ObjectIdentifier, content);
        var reader = new BerReader(writer.Written);
        Assert.Equal(accepted ? contentOctets + 1 : 0, reader.ReadObjectIdentifier(new uint[ObjectIdentifier.MaximumLength]));
        Assert.Equal(accepted, reader.Error == BerError.None);
    }

    [Theory]
    [InlineData("0500", true)]
    [InlineData("050100", false)]
    [InlineData("4004C0000201", true)]
    [InlineData("4003C00002", false)]
    [InlineData("3000", false)]
    [InlineData("4700", false)]
    [InlineData("820100", false)]
    [InlineData("8200", true)]
    [InlineData("0600", false)]
    [InlineData("4609FFFFFFFFFFFFFFFFFF", false)]
    public void ReadAnyValue_Element_MustSuitItsType(string hex, bool accepted)
    {
        var reader = new BerReader(Convert.FromHexString(hex));
        reader.ReadAnyValue(out _);
        Assert.Equal(accepted, reader.Error == BerError.None);
    }
}
