using System.Net;
using System.Security.Cryptography;
using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

public sealed class NotifyBodyTests
{
    [Fact]
    public void InvalidKe_RoundTrips()
    {
        NotifyPayload notify = InvalidKeNotify.Create(KeyExchangeId.Ecp384);
        Assert.Equal(new NotifyPayload(NotifyType.InvalidKePayload, Hex.Parse("0014")), notify);
        Assert.True(InvalidKeNotify.TryRead(notify, out KeyExchangeId wanted));
        Assert.Equal(KeyExchangeId.Ecp384, wanted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("14")]
    [InlineData("001400")]
    public void InvalidKe_OtherSizes_AreRefused(string data) =>
        Assert.False(InvalidKeNotify.TryRead(new NotifyPayload(NotifyType.InvalidKePayload, Hex.Parse(data)), out _));

    [Fact]
    public void SignatureHashes_RoundTripWithUnknownNumbers()
    {
        NotifyPayload notify = SignatureHashesNotify.Create(
            SignatureHashAlgorithm.Sha256, SignatureHashAlgorithm.Identity, (SignatureHashAlgorithm)999);
        Assert.Equal(new NotifyPayload(NotifyType.SignatureHashAlgorithms, Hex.Parse("0002 0005 03e7")), notify);
        Assert.True(SignatureHashesNotify.TryRead(notify, out IReadOnlyList<SignatureHashAlgorithm> algorithms));
        Assert.Equal(
            [SignatureHashAlgorithm.Sha256, SignatureHashAlgorithm.Identity, (SignatureHashAlgorithm)999], algorithms);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0002 00")]
    public void SignatureHashes_HalfANumberOrNone_AreRefused(string data)
    {
        var notify = new NotifyPayload(NotifyType.SignatureHashAlgorithms, Hex.Parse(data));
        Assert.False(SignatureHashesNotify.TryRead(notify, out IReadOnlyList<SignatureHashAlgorithm> algorithms));
        Assert.Empty(algorithms);
    }

    [Fact]
    public void RekeySa_RoundTrips()
    {
        NotifyPayload notify = RekeySaNotify.Create(ProtocolId.Esp, 0xC0FFEE01);
        Assert.Equal(new NotifyPayload(ProtocolId.Esp, Hex.Parse("c0ffee01"), NotifyType.RekeySa, default), notify);
        Assert.True(RekeySaNotify.TryRead(notify, out ProtocolId protocol, out uint spi));
        Assert.Equal((ProtocolId.Esp, 0xC0FFEE01u), (protocol, spi));
        Assert.False(ChildSaNotFoundNotify.TryRead(notify, out _, out _));
    }

    [Theory]
    [InlineData(ProtocolId.Ike, "c0ffee01")]
    [InlineData(ProtocolId.None, "c0ffee01")]
    [InlineData(ProtocolId.Esp, "")]
    [InlineData(ProtocolId.Ah, "c0ffee01c0ffee01")]
    public void RekeySa_ThatNamesNoChild_IsRefused(ProtocolId protocol, string spi)
    {
        var notify = new NotifyPayload(protocol, Hex.Parse(spi), NotifyType.RekeySa, default);
        Assert.False(RekeySaNotify.TryRead(notify, out ProtocolId read, out uint number));
        Assert.Equal((ProtocolId.None, 0u), (read, number));
    }

    [Fact]
    public void ChildSaNotFound_RoundTrips()
    {
        NotifyPayload notify = ChildSaNotFoundNotify.Create(ProtocolId.Ah, 7);
        Assert.True(notify.IsError);
        Assert.True(ChildSaNotFoundNotify.TryRead(notify, out ProtocolId protocol, out uint spi));
        Assert.Equal((ProtocolId.Ah, 7u), (protocol, spi));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Cookie_SizeOfTheRfc_IsAccepted(int size, bool accepted)
    {
        Assert.Equal(accepted, CookieNotify.TryRead(CookieNotify.Create(new byte[size]), out ReadOnlyMemory<byte> cookie));
        Assert.Equal(accepted ? size : 0, cookie.Length);
    }

    [Fact]
    public void UnsupportedCriticalPayload_RoundTrips()
    {
        NotifyPayload notify = UnsupportedCriticalPayloadNotify.Create(200);
        Assert.Equal("C8", Convert.ToHexString(notify.Data.Span));
        Assert.True(UnsupportedCriticalPayloadNotify.TryRead(notify, out byte type));
        Assert.Equal(200, type);
        Assert.False(UnsupportedCriticalPayloadNotify.TryRead(new NotifyPayload(NotifyType.UnsupportedCriticalPayload), out _));
    }

    [Fact]
    public void UInt32_RoundTripsForItsTypeOnly()
    {
        NotifyPayload notify = UInt32Notify.Create(NotifyType.SetWindowSize, 5);
        Assert.Equal("00000005", Convert.ToHexString(notify.Data.Span));
        Assert.True(UInt32Notify.TryRead(notify, NotifyType.SetWindowSize, out uint value));
        Assert.Equal(5u, value);
        Assert.False(UInt32Notify.TryRead(notify, NotifyType.InvalidMessageId, out _));
    }

    [Theory]
    [InlineData("10.66.0.1", "0102030405060708 1112131415161718 0a420001 01f4")]
    [InlineData("::ffff:10.66.0.1", "0102030405060708 1112131415161718 0a420001 01f4")]
    [InlineData("fd66::1", "0102030405060708 1112131415161718 fd660000000000000000000000000001 01f4")]
    public void NatDetection_Input_IsSpisAddressPort(string address, string expected)
    {
        Span<byte> input = stackalloc byte[NatDetectionNotify.MaximumInput];
        int length = NatDetectionNotify.WriteInput(
            input, 0x0102030405060708, 0x1112131415161718, IPAddress.Parse(address), 500);
        Assert.Equal(Convert.ToHexString(Hex.Parse(expected)), Convert.ToHexString(input[..length]));
    }

    [Fact]
    public void NatDetection_InputOfCapturedMessages_HashesToTheirNotifies()
    {
        // The source hashes of this peer are wrong on purpose: it forces UDP encapsulation.
        AssertDestination(SaInitMessages.Read(SaInitMessages.StrongSwanRequest), "10.66.0.2");
        AssertDestination(SaInitMessages.Read(SaInitMessages.StrongSwanResponse), "10.66.0.1");
    }

    [Fact]
    public void NatDetection_TooLittleRoom_IsRefused() =>
        Assert.Equal(-1, NatDetectionNotify.WriteInput(new byte[20], 1, 2, IPAddress.Loopback, 500));

    [Theory]
    [InlineData((NotifyType)0, true)]
    [InlineData(NotifyType.StateNotFound, true)]
    [InlineData((NotifyType)8192, true)]
    [InlineData((NotifyType)16383, true)]
    [InlineData(NotifyType.InitialContact, false)]
    [InlineData((NotifyType)65535, false)]
    public void NotifyType_BelowTheStatusTypes_IsAnError(NotifyType type, bool error) =>
        Assert.Equal(error, type.IsError());

    private static void AssertDestination(IkeMessage message, string address)
    {
        Span<byte> input = stackalloc byte[NatDetectionNotify.MaximumInput];
        int length = NatDetectionNotify.WriteInput(
            input, message.Header.InitiatorSpi, message.Header.ResponderSpi, IPAddress.Parse(address), 500);
        NotifyPayload notify = message.FindNotify(NotifyType.NatDetectionDestinationIp)!;
        Assert.Equal(Convert.ToHexString(notify.Data.Span), Convert.ToHexString(SHA1.HashData(input[..length])));
    }
}
