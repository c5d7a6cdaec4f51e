using MyIkev2.Engine.Wire;
using MyIkev2.Fuzz.Targets;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Malformed messages: which error, where, and what is known up to there.</summary>
public sealed class IkeMessageErrorTests
{
    [Theory]
    [InlineData(17, "30", WireErrorCode.UnsupportedMajorVersion, 17, "IKE header: version")]
    [InlineData(17, "10", WireErrorCode.UnsupportedMajorVersion, 17, "IKE header: version")]
    [InlineData(24, "00000142", WireErrorCode.LengthMismatch, 24, "IKE header: length")]
    [InlineData(24, "80000143", WireErrorCode.LengthMismatch, 24, "IKE header: length")]
    [InlineData(24, "0000001b", WireErrorCode.LengthMismatch, 24, "IKE header: length")]
    [InlineData(46, "0003", WireErrorCode.LengthMismatch, 46, "payload header: length")]
    [InlineData(46, "ffff", WireErrorCode.Truncated, 48, "Security Association")]
    [InlineData(48, "07", WireErrorCode.InvalidValue, 48, "proposal: last substructure")]
    [InlineData(48, "00", WireErrorCode.TrailingBytes, 120, "Security Association")]
    [InlineData(120, "02", WireErrorCode.Truncated, 164, "proposal: last substructure")]
    [InlineData(50, "0007", WireErrorCode.LengthMismatch, 50, "proposal: length")]
    [InlineData(50, "00ff", WireErrorCode.Truncated, 52, "proposal")]
    [InlineData(54, "05", WireErrorCode.InvalidValue, 54, "proposal: SPI size")]
    [InlineData(55, "06", WireErrorCode.InvalidValue, 104, "transform: last substructure")]
    [InlineData(55, "08", WireErrorCode.InvalidValue, 112, "transform: last substructure")]
    [InlineData(55, "09", WireErrorCode.LengthMismatch, 55, "proposal: number of transforms")]
    [InlineData(58, "0007", WireErrorCode.LengthMismatch, 58, "transform: length")]
    [InlineData(58, "000b", WireErrorCode.Truncated, 66, "transform attribute: value")]
    [InlineData(64, "000e", WireErrorCode.Truncated, 68, "transform attribute: value")]
    [InlineData(166, "0007", WireErrorCode.Truncated, 170, "KE: reserved")]
    [InlineData(206, "0013", WireErrorCode.InvalidValue, 208, "Nonce: length")]
    [InlineData(241, "00 ffff", WireErrorCode.Truncated, 244, "Notify")]
    [InlineData(245, "15", WireErrorCode.Truncated, 248, "N: SPI")]
    [InlineData(304, "00", WireErrorCode.TrailingBytes, 315, "IKE message")]
    [InlineData(315, "29", WireErrorCode.Truncated, 323, "payload header: next payload")]
    [InlineData(16, "2e", WireErrorCode.MisplacedPayload, 44, "payload after the Encrypted payload")]
    [InlineData(296, "2e", WireErrorCode.MisplacedPayload, 315, "payload after the Encrypted payload")]
    [InlineData(296, "35", WireErrorCode.InvalidValue, 308, "SKF: fragment number")]
    public void Message_Malformed_FailsThere(int at, string octets, WireErrorCode code, int offset, string field)
    {
        byte[] message = Patch(at, octets);
        Assert.Equal(new WireError(code, offset, field), IkeMessageReader.TryRead(message, out _));
        Assert.False(WireProperties.CheckMessage(message));
    }

    [Fact]
    public void UnknownPayload_Critical_FailsWithItsType()
    {
        WireError error = IkeMessageReader.TryRead(Patch(316, "80"), out IkeMessage message);
        Assert.Equal(new WireError(WireErrorCode.UnknownCriticalPayload, 315, "payload type", 54), error);
        Assert.Equal(SaInitMessages.HandBuiltPayloads.SkipLast(1), message.Payloads);
        Assert.Equal(ExchangeType.IkeSaInit, message.Header.Exchange);
    }

    [Fact]
    public void KnownPayload_Critical_IsNoError()
    {
        Assert.Equal(WireError.None, IkeMessageReader.TryRead(Patch(45, "80"), out IkeMessage message));
        Assert.True(message.Find<SecurityAssociationPayload>()!.Critical);
    }

    [Fact]
    public void Message_AnyPrefix_FailsInsideIt()
    {
        for (int length = 0; length < SaInitMessages.HandBuiltRequest.Length; length++)
        {
            byte[] cut = SaInitMessages.HandBuiltRequest[..length];
            WireError error = IkeMessageReader.TryRead(cut, out _);
            WireErrorCode expected = length < IkeHeader.Size ? WireErrorCode.Truncated : WireErrorCode.LengthMismatch;
            Assert.Equal(expected, error.Code);
            Assert.InRange(error.Offset, 0, length);
        }
    }

    [Fact]
    public void Message_UnreadableHeader_GivesNothingElse()
    {
        IkeMessageReader.TryRead(new byte[27], out IkeMessage message);
        Assert.Equal(default, message.Header);
        Assert.Empty(message.Payloads);
    }

    [Fact]
    public void Chain_WithAnEncryptedPayload_IsRefused()
    {
        WireError error = IkeMessageReader.TryReadChain(PayloadType.Encrypted, Hex.Parse("00 00 0004"), []);
        Assert.Equal(WireErrorCode.MisplacedPayload, error.Code);
        error = IkeMessageReader.TryReadChain(
            PayloadType.VendorId, Hex.Parse("35 00 0004  00 00 0008 0001 0001"), []);
        Assert.Equal((WireErrorCode.MisplacedPayload, 4), (error.Code, error.Offset));
    }

    [Fact]
    public void Chain_Empty_IsAnEmptyMessage()
    {
        var payloads = new List<Payload>();
        Assert.Equal(WireError.None, IkeMessageReader.TryReadChain(PayloadType.None, default, payloads));
        Assert.Empty(payloads);
        WireError error = IkeMessageReader.TryReadChain(PayloadType.None, new byte[1], payloads);
        Assert.Equal((WireErrorCode.TrailingBytes, 0), (error.Code, error.Offset));
    }

    public static TheoryData<string, PayloadType, byte[], int> Limits { get; } = new()
    {
        { "payloads", PayloadType.VendorId, Chain(257, "2b 00 0004"), 256 * 4 },
        { "SA: proposals", PayloadType.SecurityAssociation, InPayload(Chain(129, "02 00 0008 01 01 00 00")), 4 + (128 * 8) },
        { "transform: attributes", PayloadType.SecurityAssociation, SaWithAttributes(17), 4 + 8 + 8 + (16 * 4) },
        { "CP: attributes", PayloadType.Configuration, InPayload([1, 0, 0, 0, .. Chain(257, "0001 0000")]), 8 + (256 * 4) },
        { "D: number of SPIs", PayloadType.Delete, InPayload([3, 4, 4, 1, .. new byte[1025 * 4]]), 6 },
    };

    [Theory]
    [MemberData(nameof(Limits), DisableDiscoveryEnumeration = true)]
    public void Chain_MoreThanTheLimit_IsRefusedWhereItStarts(string field, PayloadType type, byte[] chain, int offset)
    {
        WireError error = IkeMessageReader.TryReadChain(type, chain, []);
        Assert.Equal((WireErrorCode.TooManyItems, offset), (error.Code, error.Offset));
        Assert.EndsWith(field, error.Field, StringComparison.Ordinal);
        Assert.False(WireProperties.CheckChain(type, chain));
    }

    [Theory]
    [InlineData(PayloadType.Delete, "01 08 0001 0001020304050607", 5, "an IKE SA is not deleted by SPI")]
    [InlineData(PayloadType.Delete, "03 08 0001 0001020304050607", 5, "ESP SPIs have four octets")]
    [InlineData(PayloadType.Delete, "00 00 0000", 4, "no protocol")]
    [InlineData(PayloadType.Delete, "07 00 0001", 5, "SPIs of no octets")]
    [InlineData(PayloadType.Delete, "03 04 0002 c0ffee01", 6, "two SPIs announced, one there")]
    [InlineData(PayloadType.TrafficSelectorInitiator, "02 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", 24, "two selectors announced, one there")]
    [InlineData(PayloadType.TrafficSelectorInitiator, "09 000000 07 00 0010 0000 ffff 0a000000 0a0000ff", 4, "more selectors than could be there")]
    [InlineData(PayloadType.TrafficSelectorInitiator, "01 000000 07 00 0028 0000 ffff 0a000000 0a0000ff", 10, "IPv4 selector of IPv6 length")]
    [InlineData(PayloadType.TrafficSelectorInitiator, "01 000000 09 00 0003", 10, "unknown selector shorter than its header")]
    [InlineData(PayloadType.IdentificationInitiator, "01 000000 0a0000", 8, "IPv4 identity of three octets")]
    [InlineData(PayloadType.IdentificationResponder, "05 000000 0a000001", 8, "IPv6 identity of four octets")]
    [InlineData(PayloadType.ExtensibleAuthentication, "01 07 00", 7, "EAP packet without a length")]
    [InlineData(PayloadType.ExtensibleAuthentication, "01 07 0006 01", 6, "EAP length beyond the payload")]
    [InlineData(PayloadType.SecurityAssociation, "", 4, "no proposal")]
    [InlineData(PayloadType.SecurityAssociation, "00 00 0008 01 03 00 00", 10, "ESP proposal without SPI")]
    public void Payload_ThatContradictsItself_IsRefused(PayloadType type, string body, int offset, string why)
    {
        WireError error = IkeMessageReader.TryReadChain(type, InPayload(Hex.Parse(body)), []);
        Assert.True(error.IsError, why);
        Assert.Equal((why, offset), (why, error.Offset));
    }

    private static byte[] Patch(int at, string octets)
    {
        var message = (byte[])SaInitMessages.HandBuiltRequest.Clone();
        Hex.Parse(octets).CopyTo(message, at);
        return message;
    }

    private static byte[] Chain(int count, string item) =>
        Hex.Parse(string.Concat(Enumerable.Repeat(item, count)));

    private static byte[] InPayload(byte[] body)
    {
        int length = body.Length + PayloadHeader.Size;
        return [0, 0, (byte)(length >> 8), (byte)length, .. body];
    }

    private static byte[] SaWithAttributes(int count)
    {
        byte[] attributes = Chain(count, "800f0000");
        byte transform = (byte)(8 + attributes.Length);
        return InPayload([0, 0, 0, (byte)(8 + transform), 1, 1, 0, 1, 0, 0, 0, transform, 1, 0, 0, 12, .. attributes]);
    }
}
