using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class WireWriterTests
{
    [Fact]
    public void Writes_EveryWidth_AreBigEndian()
    {
        var writer = new WireWriter(new byte[32]);
        writer.U8(0x01);
        writer.U16(0x0203);
        writer.U32(0x04050607);
        writer.U64(0x08090A0B0C0D0E0F);
        writer.Bytes([0x10, 0x11]);
        writer.Zeros(2);
        Assert.Equal("0102030405060708090A0B0C0D0E0F10110000", Convert.ToHexString(writer.Written));
        Assert.Equal(19, writer.Length);
    }

    [Fact]
    public void Overflow_Latches_AndTouchesNothingFurther()
    {
        var octets = new byte[5];
        var writer = new WireWriter(octets);
        writer.U32(0xFFFFFFFF);
        writer.U16(0x1111);
        writer.U8(0x22);
        Assert.Equal(-1, writer.Length);
        Assert.True(writer.Failed);
        Assert.True(writer.Written.IsEmpty);
        Assert.Equal("FFFFFFFF00", Convert.ToHexString(octets));
    }

    [Fact]
    public void Length16_Nested_MeasuresEachFromItsStart()
    {
        var writer = new WireWriter(new byte[32]);
        writer.U8(0xAA);
        using (writer.Length16(octetsBefore: 1))
        {
            writer.U8(0xBB);
            using (writer.Length16())
            {
                writer.Zeros(3);
            }
        }

        Assert.Equal("AA0009BB0005000000", Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData(65533, 65535)]
    [InlineData(65534, -1)]
    public void Length16_PastSixteenBits_Fails(int content, int expected)
    {
        var writer = new WireWriter(new byte[70000]);
        using (writer.Length16())
        {
            writer.Zeros(content);
        }

        Assert.Equal(expected, writer.Length);
    }

    [Fact]
    public void Length16_WithoutRoomForIt_Fails()
    {
        var writer = new WireWriter(new byte[1]);
        using (writer.Length16())
        {
            writer.U8(1);
        }

        Assert.Equal(-1, writer.Length);
    }

    [Fact]
    public void Zeros_OverOldOctets_ClearsThem()
    {
        byte[] octets = Hex.Repeat(0xFF, 4);
        var writer = new WireWriter(octets);
        writer.Zeros(3);
        Assert.Equal("000000FF", Convert.ToHexString(octets));
    }

    public static TheoryData<string, Payload> Inexpressible { get; } = new()
    {
        { "SPI too long", new NotifyPayload(ProtocolId.Esp, new byte[256], NotifyType.RekeySa, default) },
        { "SPIs of different sizes", new DeletePayload(ProtocolId.Esp, [new byte[4], new byte[8]]) },
        { "too many SPIs", new DeletePayload(ProtocolId.Esp, [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[4], 1025)]) },
        { "payload above 65535 octets", new VendorIdPayload(new byte[65532]) },
        { "address of the wrong size", new TrafficSelectorPayload(true, [new(TrafficSelectorType.Ipv4AddressRange, 0, 0, 0, new byte[16], new byte[16])]) },
        { "too many selectors", new TrafficSelectorPayload(true, [.. Enumerable.Repeat(new WireTrafficSelector(TrafficSelectorType.Ipv4AddressRange, 0, 0, 0, new byte[4], new byte[4]), 256)]) },
        { "key length above 16 bits", new SecurityAssociationPayload([new Proposal(1, ProtocolId.Ike, default, [new Transform(TransformType.Encryption, 12, 65536)])]) },
        { "proposal SPI too long", new SecurityAssociationPayload([new Proposal(1, ProtocolId.Ike, new byte[256], [])]) },
        { "too many transforms", new SecurityAssociationPayload([new Proposal(1, ProtocolId.Ike, default, [.. Enumerable.Repeat(new Transform(TransformType.Integrity, 1), 256)])]) },
        { "short attribute of three octets", new SecurityAssociationPayload([new Proposal(1, ProtocolId.Ike, default, [new Transform(TransformType.Encryption, 12, 0, [new TransformAttribute(20, true, new byte[3])])])]) },
        { "attribute type of 16 bits", new ConfigurationPayload(1, [new ConfigurationAttribute((ConfigurationAttributeType)0x8000, default)]) },
    };

    [Theory]
    [MemberData(nameof(Inexpressible), DisableDiscoveryEnumeration = true)]
    public void Value_ThatTheFormatCannotHold_IsRefused(string why, Payload payload)
    {
        Assert.NotEmpty(why);
        Assert.Equal(-1, IkeMessageWriter.WriteChain(new byte[80000], [payload], out _));
    }
}
