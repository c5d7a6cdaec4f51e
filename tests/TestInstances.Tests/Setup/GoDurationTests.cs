using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Setup;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("100ms", 0.1)]
    [InlineData("10s", 10)]
    [InlineData("5m0s", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("1.5h", 5400)]
    [InlineData("+250us", 0.00025)]
    [InlineData("250\u00b5s", 0.00025)]
    [InlineData("-3s", -3)]
    [InlineData(".5s", 0.5)]
    public void TryParse_WhatGoWrites_IsRead(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond)), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData("10x")]
    [InlineData("1..2s")]
    [InlineData("1e3s")]
    [InlineData("9999999999999999h")]
    [InlineData("999999999999999999h")]
    [InlineData("99999999999999999999999999999999999999h")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("0s")]
    [InlineData("100ms")]
    [InlineData("1.5ms")]
    [InlineData("10s")]
    [InlineData("1m0s")]
    [InlineData("5m0s")]
    [InlineData("1h0m0.25s")]
    [InlineData("-1m30s")]
    [InlineData("300ns")]
    public void Format_AParsedDuration_IsTheSameText(string text)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(text, GoDuration.Format(duration));
    }
}
