using MyIkev2.Engine.Eap;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

public sealed class EapPacketTests
{
    [Fact]
    public void Request_WithData_IsLaidOutAsInRfc3748()
    {
        Assert.Equal("01 07 00 08 04 AA BB CC".Replace(" ", string.Empty, StringComparison.Ordinal),
            Convert.ToHexString(EapPacket.Request(7, EapMethodType.Md5Challenge, [0xAA, 0xBB, 0xCC])));
    }

    [Fact]
    public void TryRead_WhatWasWritten_GivesItBack()
    {
        Assert.True(EapPacket.TryRead(EapPacket.Response(9, EapMethodType.Identity, "carol"u8), out var packet));

        Assert.Equal((EapCode.Response, (byte)9, EapMethodType.Identity), (packet.Code, packet.Identifier, packet.Type));
        Assert.Equal("carol"u8.ToArray(), packet.Data.ToArray());
    }

    [Fact]
    public void TryRead_OctetsBehindTheLength_AreNotPartOfIt()
    {
        byte[] octets = [.. EapPacket.Response(9, EapMethodType.Identity, "carol"u8), 0, 0];

        Assert.True(EapPacket.TryRead(octets, out var packet));
        Assert.Equal(5, packet.Data.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("010100")]
    [InlineData("01010003")]
    [InlineData("01010005")]
    [InlineData("01010004")]
    [InlineData("0001000501")]
    [InlineData("0501000501")]
    public void TryRead_LessThanItSaysOrAnUnknownCode_IsRefused(string octets)
    {
        Assert.False(EapPacket.TryRead(Convert.FromHexString(octets), out _));
    }
}
