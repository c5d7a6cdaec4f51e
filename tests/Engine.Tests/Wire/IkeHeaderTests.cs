using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class IkeHeaderTests
{
    private static readonly byte[] Octets =
        Hex.Parse("0102030405060708 1112131415161718 2e 20 23 08 00000001 0000001c");

    private static readonly IkeHeader Value = new(
        0x0102030405060708,
        0x1112131415161718,
        PayloadType.Encrypted,
        2,
        0,
        ExchangeType.IkeAuth,
        IkeHeaderFlags.Initiator,
        1,
        28);

    [Fact]
    public void TryRead_Octets_GiveEveryField()
    {
        Assert.Equal(WireError.None, IkeHeader.TryRead(Octets, out IkeHeader header));
        Assert.Equal(Value, header);
        Assert.True(header.IsFromInitiator);
        Assert.False(header.IsResponse);
    }

    [Fact]
    public void Write_Value_GivesTheOctets()
    {
        var writer = new WireWriter(new byte[IkeHeader.Size]);
        Value.Write(ref writer);
        Assert.Equal(Convert.ToHexString(Octets), Convert.ToHexString(writer.Written));
    }

    [Fact]
    public void TryRead_ReservedFlags_AreDropped()
    {
        var octets = (byte[])Octets.Clone();
        octets[19] = 0xFF;
        Assert.Equal(WireError.None, IkeHeader.TryRead(octets, out IkeHeader header));
        Assert.Equal(IkeHeaderFlags.Initiator | IkeHeaderFlags.Version | IkeHeaderFlags.Response, header.Flags);
    }

    [Fact]
    public void TryRead_AnyPrefix_IsTruncated()
    {
        for (int length = 0; length < IkeHeader.Size; length++)
        {
            WireError error = IkeHeader.TryRead(Octets.AsSpan(0, length), out IkeHeader header);
            Assert.Equal(WireErrorCode.Truncated, error.Code);
            Assert.Equal(default, header);
        }
    }

    [Fact]
    public void TryRead_LengthBelowTheHeader_IsAMismatchAtTheLength()
    {
        var octets = (byte[])Octets.Clone();
        octets[27] = 27;
        WireError error = IkeHeader.TryRead(octets, out _);
        Assert.Equal(new WireError(WireErrorCode.LengthMismatch, 24, "IKE header: length"), error);
    }

    [Fact]
    public void TryRead_HigherMajorVersion_StillGivesTheFields()
    {
        var octets = (byte[])Octets.Clone();
        octets[17] = 0x31;
        Assert.Equal(WireError.None, IkeHeader.TryRead(octets, out IkeHeader header));
        Assert.Equal((3, 1), (header.MajorVersion, header.MinorVersion));
    }
}
