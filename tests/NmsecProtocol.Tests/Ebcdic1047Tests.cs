using System.Text;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Tests;

public class Ebcdic1047Tests
{
    [Fact]
    public void Table_EveryByteButTheLineEnds_AgreesWithThePlatformsCodePage()
    {
        var platform = CodePagesEncodingProvider.Instance.GetEncoding(1047)!;
        for (var value = 0; value < 256; value++)
        {
            // The platform's table is that of the C library on z/OS, which swaps these two; see the code page's remarks.
            if (value is not (0x15 or 0x25))
            {
                Assert.Equal(platform.GetString([(byte)value]), Ebcdic1047.Decode([(byte)value]));
            }
        }
    }

    [Fact]
    public void Table_LineEnds_AreThoseOfTheRegisteredCodePage()
        => Assert.Equal("\u0085\n", Ebcdic1047.Decode([0x15, 0x25]));

    [Fact]
    public void Encode_EveryCharacterOfThePage_ComesBack()
    {
        var text = new string([.. Enumerable.Range(0, 256).Select(value => (char)value)]);
        var bytes = new byte[256];
        Assert.Equal(256, Ebcdic1047.Encode(text, bytes));
        Assert.Equal(256, bytes.Distinct().Count());
        Assert.Equal(text, Ebcdic1047.Decode(bytes));
    }

    [Theory]
    [InlineData("€", "6F")]
    [InlineData("a€b", "816F82")]
    [InlineData("\U0001F512x", "6FA7")]
    [InlineData("x\U0001F512", "A76F")]
    [InlineData("", "")]
    public void Encode_CharactersThatThePageLacks_BecomeOneQuestionMarkEach(string text, string expected)
    {
        var bytes = new byte[16];
        var written = Ebcdic1047.Encode(text, bytes);
        Assert.Equal(expected, Convert.ToHexString(bytes.AsSpan(0, written)));
        Assert.Equal(written, Ebcdic1047.GetByteCount(text));
    }

    [Fact]
    public void Encode_HalvesOfASurrogatePair_AreOneQuestionMarkEach()
    {
        var text = new string(['\uDD12', '\uD83D', 'x', '\uD83D']);
        var bytes = new byte[8];
        Assert.Equal(4, Ebcdic1047.Encode(text, bytes));
        Assert.Equal(4, Ebcdic1047.GetByteCount(text));
        Assert.Equal("6F6FA76F", Convert.ToHexString(bytes.AsSpan(0, 4)));
    }

    [Fact]
    public void FixedText_ShorterThanTheField_IsPaddedWithBlanks()
    {
        var text = new FixedText48("K7");
        ReadOnlySpan<byte> field = text;
        Assert.Equal("D2F7" + string.Concat(Enumerable.Repeat("40", 46)), Convert.ToHexString(field));
        Assert.Equal("K7", text.ToString());
    }

    [Theory]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(500)]
    public void FixedText_AroundTheFieldsLength_IsCutAndNeverOverruns(int length)
    {
        var text = new string([.. Enumerable.Range(0, length).Select(i => (char)('A' + (i % 26)))]);
        Assert.Equal(text[..Math.Min(length, 48)], new FixedText48(text).ToString());
    }

    [Fact]
    public void FixedText_NeverWritten_ReadsAsEmpty() => Assert.Equal(string.Empty, default(FixedText48).ToString());

    [Fact]
    public void FixedText_BlanksInside_AreKept() => Assert.Equal(" A  B", new FixedText48(" A  B ").ToString());
}
