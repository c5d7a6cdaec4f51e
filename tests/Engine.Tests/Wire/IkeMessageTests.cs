using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Whole messages in the shapes of RFC 7296, read and written.</summary>
public sealed class IkeMessageTests
{
    private const ulong InitiatorSpi = 0x1122334455667788;
    private const ulong ResponderSpi = 0x99AABBCCDDEEFF00;

    [Fact]
    public void HandBuiltRequest_Read_GivesItsPayloads()
    {
        IkeMessage message = SaInitMessages.Read(SaInitMessages.HandBuiltRequest);
        Assert.Equal(SaInitMessages.HandBuiltPayloads, message.Payloads);
        Assert.Equal(
            new IkeHeader(
                InitiatorSpi, 0, PayloadType.Notify, 2, 0, ExchangeType.IkeSaInit, IkeHeaderFlags.Initiator, 0, 0x143),
            message.Header);
        Assert.True(message.Raw.Span.SequenceEqual(SaInitMessages.HandBuiltRequest));
    }

    [Fact]
    public void HandBuiltRequest_Written_GivesItsOctets()
    {
        IkeHeader header = IkeHeader.ForSending(
            InitiatorSpi, 0, ExchangeType.IkeSaInit, IkeHeaderFlags.Initiator, 0);
        var octets = new byte[1500];
        int length = IkeMessageWriter.Write(octets, header, SaInitMessages.HandBuiltPayloads);
        Assert.Equal(Convert.ToHexString(SaInitMessages.HandBuiltRequest), Convert.ToHexString(octets[..length]));
    }

    [Fact]
    public void StrongSwanMessages_ReadAndWritten_GiveTheirOctets()
    {
        foreach (byte[] captured in (byte[][])[SaInitMessages.StrongSwanRequest, SaInitMessages.StrongSwanResponse])
        {
            IkeMessage message = SaInitMessages.Read(captured);
            var octets = new byte[captured.Length];
            Assert.Equal(captured.Length, IkeMessageWriter.Write(octets, message.Header, message.Payloads));
            Assert.Equal(Convert.ToHexString(captured), Convert.ToHexString(octets));
            Assert.Null(MessageRules.Check(
                message.Header.Exchange, message.Header.IsResponse, wasProtected: false, message.Payloads));
        }
    }

    [Fact]
    public void StrongSwanRequest_LookUps_FindThePayloads()
    {
        IkeMessage message = SaInitMessages.Read(SaInitMessages.StrongSwanRequest);
        Assert.Equal(KeyExchangeId.Ecp256, message.Find<KeyExchangePayload>()!.Method);
        Assert.Equal(32, message.Find<NoncePayload>()!.Data.Length);
        Assert.Null(message.Find<DeletePayload>());
        Assert.Null(message.FindNotify(NotifyType.Cookie));
        Assert.NotNull(message.FindNotify(NotifyType.RedirectSupported));
        Assert.Equal(
            [
                NotifyType.NatDetectionSourceIp,
                NotifyType.NatDetectionDestinationIp,
                NotifyType.IkeFragmentationSupported,
                NotifyType.SignatureHashAlgorithms,
                NotifyType.RedirectSupported,
            ],
            message.Notifies.Select(notify => notify.NotifyType));
        Assert.True(SignatureHashesNotify.TryRead(
            message.FindNotify(NotifyType.SignatureHashAlgorithms)!, out IReadOnlyList<SignatureHashAlgorithm> hashes));
        Assert.Equal(SignatureHashAlgorithm.Sha256, hashes[0]);
        Assert.Null(message.Encrypted);
        Assert.Null(message.Fragment);
    }

    [Fact]
    public void EncryptedMessage_Read_GivesTheInnerTypeAndTheBody()
    {
        byte[] octets = Hex.Parse(
            """
            1122334455667788 99aabbccddeeff00 2e 20 23 08 00000001 00000030
            23 00 0014 000102030405060708090a0b0c0d0e0f
            """);
        IkeMessage message = SaInitMessages.Read(octets);
        Assert.Equal(new EncryptedPayload(PayloadType.IdentificationInitiator, Hex.Counting(16)), message.Encrypted);
        Assert.Null(message.Fragment);
        AssertWritten(octets, message);
    }

    [Fact]
    public void FragmentMessage_Read_GivesNumberAndTotal()
    {
        byte[] octets = Hex.Parse(
            """
            1122334455667788 99aabbccddeeff00 35 20 23 28 00000001 0000002c
            00 00 0010 0002 0003 0001020304050607
            """);
        IkeMessage message = SaInitMessages.Read(octets);
        Assert.Equal(new EncryptedFragmentPayload(PayloadType.None, 2, 3, Hex.Counting(8)), message.Fragment);
        Assert.Null(message.Encrypted);
        AssertWritten(octets, message);
    }

    [Fact]
    public void PayloadInFrontOfTheEncryptedOne_IsKept()
    {
        Payload[] payloads = [new NotifyPayload(NotifyType.InvalidSpi), new EncryptedPayload(PayloadType.None, new byte[8])];
        IkeHeader header = IkeHeader.ForSending(
            InitiatorSpi, ResponderSpi, ExchangeType.Informational, IkeHeaderFlags.None, 3);
        var octets = new byte[100];
        int length = IkeMessageWriter.Write(octets, header, payloads);
        IkeMessage message = SaInitMessages.Read(octets[..length]);
        Assert.Equal(payloads, message.Payloads);
        Assert.NotNull(message.Encrypted);
    }

    [Fact]
    public void EncryptedPayload_NotLast_IsNotWritten()
    {
        Payload[] payloads = [new EncryptedPayload(PayloadType.None, new byte[8]), new VendorIdPayload(default)];
        Assert.Equal(-1, IkeMessageWriter.WriteChain(new byte[100], payloads, out _));
    }

    [Fact]
    public void HeaderAlone_IsAMessageWithoutPayloads()
    {
        IkeHeader header = IkeHeader.ForSending(
            InitiatorSpi, ResponderSpi, ExchangeType.Informational, IkeHeaderFlags.Response, 9);
        var octets = new byte[IkeHeader.Size];
        Assert.Equal(IkeHeader.Size, IkeMessageWriter.Write(octets, header, []));
        IkeMessage message = SaInitMessages.Read(octets);
        Assert.Empty(message.Payloads);
        Assert.Equal((PayloadType.None, 28u), (message.Header.NextPayload, message.Header.Length));
    }

    [Fact]
    public void Write_AnyTooSmallRoom_IsRefused()
    {
        IkeMessage message = SaInitMessages.Read(SaInitMessages.HandBuiltRequest);
        for (int room = 0; room < SaInitMessages.HandBuiltRequest.Length; room++)
        {
            Assert.Equal(-1, IkeMessageWriter.Write(new byte[room], message.Header, message.Payloads));
        }
    }

    [Fact]
    public void Payloads_AreSlicesOfTheDatagram()
    {
        var octets = (byte[])SaInitMessages.HandBuiltRequest.Clone();
        NoncePayload nonce = SaInitMessages.Read(octets).Find<NoncePayload>()!;
        octets[208] = 0xEE;
        Assert.Equal(0xEE, nonce.Data.Span[0]);
    }

    private static void AssertWritten(byte[] expected, IkeMessage message)
    {
        var octets = new byte[expected.Length];
        Assert.Equal(expected.Length, IkeMessageWriter.Write(octets, message.Header, message.Payloads));
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(octets));
    }
}
