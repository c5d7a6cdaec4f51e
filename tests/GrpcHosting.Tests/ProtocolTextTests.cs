using MyIkev2.GrpcHosting.Protocol;
using Xunit;

namespace MyIkev2.GrpcHosting.Tests;

/// <summary>The texts of the protocol's headers.</summary>
public sealed class ProtocolTextTests
{
    [Theory]
    [InlineData("1n", 1L)]
    [InlineData("100n", 1L)]
    [InlineData("101n", 2L)]
    [InlineData("5u", 50L)]
    [InlineData("5m", 50_000L)]
    [InlineData("5S", 50_000_000L)]
    [InlineData("5M", 3_000_000_000L)]
    [InlineData("5H", 180_000_000_000L)]
    [InlineData("99999999H", 3_599_999_964_000_000_000L)]
    [InlineData("0S", 0L)]
    public void Timeout_Valid_IsParsed(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("100000000n")]
    public void Timeout_Invalid_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(0L, "1n")]
    [InlineData(-5L, "1n")]
    [InlineData(1L, "100n")]
    [InlineData(999_999L, "99999900n")]
    [InlineData(1_000_000L, "100000u")]
    [InlineData(1_000_001L, "100001u")]
    [InlineData(36_000_000_000L, "3600000m")]
    [InlineData(864_000_000_000_000L, "86400000S")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Timeout_Formatted_IsTheFinestUnitThatFitsRoundedUp(long ticks, string expected) => Assert.Equal(expected, GrpcTimeout.Format(new TimeSpan(ticks)));

    [Theory]
    [InlineData("plain text ~", "plain text ~")]
    [InlineData("100%", "100%25")]
    [InlineData("\r\n\t", "%0D%0A%09")]
    [InlineData("\u263a \U0001f608", "%E2%98%BA %F0%9F%98%88")]
    public void StatusMessage_Encoded_IsPrintableAscii(string message, string expected) => Assert.Equal(expected, StatusMessageEncoding.Encode(message));

    [Fact]
    public void StatusMessage_HalfASurrogatePair_BecomesTheReplacementCharacter() => Assert.Equal("%EF%BF%BD", StatusMessageEncoding.Encode("\ud800"));

    [Theory]
    [InlineData("%E2%98%BA %F0%9F%98%88", "\u263a \U0001f608")]
    [InlineData("100%", "100%")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("%e2%98%ba", "\u263a")]
    [InlineData("%FF", "\ufffd")]
    [InlineData("a%41\u00e9", "aA\u00e9")]
    public void StatusMessage_Decoded_NeverFails(string encoded, string expected) => Assert.Equal(expected, StatusMessageEncoding.Decode(encoded));
}
