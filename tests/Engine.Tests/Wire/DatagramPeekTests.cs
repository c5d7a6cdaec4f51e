using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class DatagramPeekTests
{
    private static readonly byte[] Message =
        Hex.Parse("0102030405060708 1112131415161718 00 20 25 28 00000007 0000001c");

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 4)]
    public void Inspect_IkeOnItsPort_GivesTheHeadersFields(bool marker, int offset)
    {
        DatagramPeek peek = DatagramPeek.Inspect([.. new byte[offset], .. Message], marker);
        Assert.Equal(
            new DatagramPeek(
                DatagramKind.Ike,
                offset,
                0x0102030405060708,
                0x1112131415161718,
                ExchangeType.Informational,
                IkeHeaderFlags.Initiator | IkeHeaderFlags.Response,
                7,
                0,
                2),
            peek);
        Assert.True(peek.IsResponse);
        Assert.True(peek.IsFromInitiator);
    }

    [Fact]
    public void Inspect_OneOctetFf_IsAKeepaliveOnlyWhereEspIsExpected()
    {
        Assert.Equal(DatagramKind.Keepalive, DatagramPeek.Inspect([0xFF], nonEspMarkerExpected: true).Kind);
        Assert.Equal(DatagramKind.Garbage, DatagramPeek.Inspect([0xFF], nonEspMarkerExpected: false).Kind);
        Assert.Equal(DatagramKind.Garbage, DatagramPeek.Inspect([0xFE], nonEspMarkerExpected: true).Kind);
        Assert.Equal(DatagramKind.Garbage, DatagramPeek.Inspect([0xFF, 0xFF], nonEspMarkerExpected: true).Kind);
    }

    [Fact]
    public void Inspect_OtherFirstOctetsOnTheEspPort_AreEsp()
    {
        DatagramPeek peek = DatagramPeek.Inspect(Hex.Parse("c0ffee01 00000001 aabbccdd"), nonEspMarkerExpected: true);
        Assert.Equal(new DatagramPeek { Kind = DatagramKind.Esp, EspSpi = 0xC0FFEE01 }, peek);
    }

    [Fact]
    public void Inspect_IkeWithoutMarkerOnTheEspPort_IsTakenForEsp() =>
        Assert.Equal(DatagramKind.Esp, DatagramPeek.Inspect(Message, nonEspMarkerExpected: true).Kind);

    [Fact]
    public void Inspect_AnyPrefixOfIke_IsGarbage()
    {
        byte[] marked = [0, 0, 0, 0, .. Message];
        for (int length = 0; length < Message.Length; length++)
        {
            Assert.Equal(default, DatagramPeek.Inspect(Message.AsSpan(0, length), nonEspMarkerExpected: false));
        }

        for (int length = 0; length < marked.Length; length++)
        {
            Assert.Equal(default, DatagramPeek.Inspect(marked.AsSpan(0, length), nonEspMarkerExpected: true));
        }
    }

    [Theory]
    [InlineData(27, 0x1D, "length field above the datagram")]
    [InlineData(27, 0x1B, "length field below the header")]
    [InlineData(24, 0x80, "length field of gigabytes")]
    public void Inspect_LengthFieldThatDisagrees_IsGarbage(int offset, byte value, string why)
    {
        var octets = (byte[])Message.Clone();
        octets[offset] = value;
        Assert.True(DatagramPeek.Inspect(octets, nonEspMarkerExpected: false) == default, why);
    }

    [Fact]
    public void Inspect_ZeroInitiatorSpi_IsGarbage()
    {
        var octets = (byte[])Message.Clone();
        octets.AsSpan(0, 8).Clear();
        Assert.Equal(default, DatagramPeek.Inspect(octets, nonEspMarkerExpected: false));
    }

    [Fact]
    public void Inspect_HigherMajorVersion_PassesSoThatItCanBeAnswered()
    {
        var octets = (byte[])Message.Clone();
        octets[17] = 0x30;
        DatagramPeek peek = DatagramPeek.Inspect(octets, nonEspMarkerExpected: false);
        Assert.Equal((DatagramKind.Ike, (byte)3), (peek.Kind, peek.MajorVersion));
    }

    [Fact]
    public void Inspect_AnyKind_AllocatesNothing()
    {
        byte[] marked = [0, 0, 0, 0, .. Message];
        byte[] esp = Hex.Counting(64);
        int kinds = 0;
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            kinds += (int)DatagramPeek.Inspect(Message, false).Kind;
            kinds += (int)DatagramPeek.Inspect(marked, true).Kind;
            kinds += (int)DatagramPeek.Inspect(esp, true).Kind;
            kinds += (int)DatagramPeek.Inspect(esp, false).Kind;
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }

        Assert.Equal(2 * (1 + 1 + 2), kinds);
    }
}
