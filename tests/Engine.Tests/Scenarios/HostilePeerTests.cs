using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>An authenticated peer that sends what no honest one would: past the protection, straight at the exchanges.</summary>
public sealed class HostilePeerTests
{
    [Fact]
    public void Protected_UnknownCriticalPayload_IsNamedAndSaStays()
    {
        var pair = SimPair.Established(seed: 1);
        // SK { payload 201, critical, empty }
        var answer = SendAndRead(pair, (PayloadType)201, [0, 0x80, 0, 4]);
        var notify = Assert.IsType<NotifyPayload>(Assert.Single(answer));
        Assert.Equal(NotifyType.UnsupportedCriticalPayload, notify.NotifyType);
        Assert.Equal(201, notify.Data.Span[0]);
        Assert.Single(pair.B.Tunnels);
    }

    [Fact]
    public void Protected_UnknownPayload_IsIgnored()
    {
        var pair = SimPair.Established(seed: 2);
        Assert.Empty(SendAndRead(pair, (PayloadType)201, [0, 0, 0, 4]));
        Assert.Single(pair.B.Tunnels);
    }

    [Fact]
    public void Protected_Malformed_IsAnsweredInvalidSyntaxAndEndsTheSa()
    {
        var pair = SimPair.Established(seed: 3);
        var answer = SendAndRead(pair, PayloadType.Notify, [0, 0, 0, 99]);
        Assert.Equal(NotifyType.InvalidSyntax, Assert.IsType<NotifyPayload>(Assert.Single(answer)).NotifyType);
        Assert.Empty(pair.B.Tunnels);
        Assert.Equal((1ul, 1ul, 0ul), (pair.B.Counters.IkeDecryptionFailures, pair.B.Counters.InMalformed, pair.B.Counters.InBadIntegrity));
    }

    [Fact]
    public void Protected_PaddingLongerThanTheMessage_IsDroppedAndNoIntegrityFailure()
    {
        const int Front = IkeHeader.Size + 4, Iv = 8, Icv = 16;
        var pair = SimPair.Established(seed: 6);
        var sender = pair.A.Shard.Services.Sas.All.Single();
        var header = IkeHeader.ForSending(sender.InitiatorSpi, sender.ResponderSpi, ExchangeType.Informational, IkeHeaderFlags.Initiator, sender.Window.NextRequestId);
        var octets = sender.Codec.Protection!.Seal(header, PayloadType.None, []);
        var aead = SharedCrypto.Best.Aead(EncryptionId.AesGcm16, 256)!;
        var key = sender.Keys!.SkEi.Span;
        var iv = octets.AsSpan(Front, Iv);
        var text = octets.AsSpan(Front + Iv)[..^Icv];
        Assert.True(aead.Open(key, iv, octets.AsSpan(0, Front), text, octets.AsSpan()[^Icv..]));
        text[^1] = 0xff;
        aead.Seal(key, iv, octets.AsSpan(0, Front), text, octets.AsSpan()[^Icv..]);

        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));

        Assert.Single(pair.B.Tunnels);
        Assert.Equal((1ul, 1ul, 0ul), (pair.B.Counters.IkeDecryptionFailures, pair.B.Counters.InMalformed, pair.B.Counters.InBadIntegrity));
    }

    [Fact]
    public void RekeyOfUnknownChild_IsAnsweredChildSaNotFound()
    {
        var pair = SimPair.Established(seed: 4);
        var chain = new byte[1000];
        var length = IkeMessageWriter.WriteChain(
            chain,
            [
                RekeySaNotify.Create(ProtocolId.Esp, 0x12345678),
                new SecurityAssociationPayload([new Proposal(1, ProtocolId.Esp, new byte[] { 1, 2, 3, 4 }, [new Transform(TransformType.Encryption, 20, 256)])]),
                new NoncePayload(new byte[32]),
                new TrafficSelectorPayload(true, [Any()]),
                new TrafficSelectorPayload(false, [Any()]),
            ],
            out var first);
        var answer = SendAndRead(pair, first, chain[..length], ExchangeType.CreateChildSa);
        Assert.Equal(NotifyType.ChildSaNotFound, Assert.IsType<NotifyPayload>(Assert.Single(answer)).NotifyType);
    }

    /// <summary>Every message of a real conversation, with octets changed before it is sealed: no fault, no growth, and the engine goes on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Protected_ChangedPayloads_NeverFault(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        var samples = Samples();
        for (var run = 0; run < 400; run++)
        {
            var pair = SimPair.Established(seed: 5);
            for (var message = 0; message < 4 && pair.B.Tunnels.Count > 0; message++)
            {
                var (exchange, first, chain) = samples[random.Below(samples.Count)];
                var mutated = (byte[])chain.Clone();
                for (var change = random.Below(4); change >= 0; change--)
                {
                    mutated[random.Below(mutated.Length)] = (byte)random.Next();
                }

                var cut = random.Percent(20) ? random.Below(mutated.Length) : mutated.Length;
                Send(pair, random.Percent(10) ? (PayloadType)random.Below(256) : first, mutated[..cut], exchange);
                Assert.DoesNotContain(pair.B.Events, e => e is EngineFaulted);
                pair.B.Events.Clear();
            }
        }
    }

    private static List<(ExchangeType Exchange, PayloadType First, byte[] Chain)> Samples()
    {
        var sa = new SecurityAssociationPayload(
        [
            new Proposal(1, ProtocolId.Esp, new byte[] { 1, 2, 3, 4 },
            [
                new Transform(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
                new Transform(TransformType.SequenceNumbers, 0),
            ]),
        ]);
        var ike = new SecurityAssociationPayload(
        [
            new Proposal(1, ProtocolId.Ike, new byte[8],
            [
                new Transform(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
                new Transform(TransformType.PseudorandomFunction, (ushort)PseudorandomFunctionId.HmacSha256),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Curve25519),
            ]),
        ]);
        var selectors = new Payload[] { new TrafficSelectorPayload(true, [Any()]), new TrafficSelectorPayload(false, [Any()]) };
        var nonce = new NoncePayload(new byte[32]);
        var keyExchange = new KeyExchangePayload(KeyExchangeId.Curve25519, Enumerable.Repeat((byte)9, 32).ToArray());
        return
        [
            Sample(ExchangeType.CreateChildSa, [sa, nonce, .. selectors]),
            Sample(ExchangeType.CreateChildSa, [sa, nonce, keyExchange, .. selectors, new NotifyPayload(NotifyType.UseTransportMode)]),
            Sample(ExchangeType.CreateChildSa, [ike, nonce, keyExchange]),
            Sample(ExchangeType.Informational, [new DeletePayload(ProtocolId.Esp, [new byte[] { 1, 2, 3, 4 }])]),
            Sample(ExchangeType.Informational, [new DeletePayload(ProtocolId.Ike, [])]),
            Sample(ExchangeType.Informational, [new NotifyPayload(NotifyType.AdditionalTsPossible), new VendorIdPayload(new byte[16])]),
            Sample(ExchangeType.IkeAuth, [new IdentificationPayload(true, IdentificationType.Fqdn, "a"u8.ToArray()), new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32])]),
        ];
    }

    private static (ExchangeType, PayloadType, byte[]) Sample(ExchangeType exchange, IReadOnlyList<Payload> payloads)
    {
        var room = new byte[2000];
        var length = IkeMessageWriter.WriteChain(room, payloads, out var first);
        return (exchange, first, room[..length]);
    }

    private static WireTrafficSelector Any() =>
        new(TrafficSelectorType.Ipv4AddressRange, 0, 0, ushort.MaxValue, new byte[4], new byte[] { 255, 255, 255, 255 });

    /// <summary>B's answer to octets that A's keys protect.</summary>
    private static List<Payload> SendAndRead(SimPair pair, PayloadType first, byte[] chain, ExchangeType exchange = ExchangeType.Informational)
    {
        pair.Network.Sent.Clear();
        var sender = pair.A.Shard.Services.Sas.All.Single();
        Send(pair, first, chain, exchange);
        var datagram = Assert.Single(pair.Network.Sent);
        Assert.False(IkeMessageReader.TryRead(datagram.Octets, out var message).IsError);
        var inner = sender.Codec.Protection!.Open(message, out _);
        var payloads = new List<Payload>();
        Assert.False(IkeMessageReader.TryReadChain(message.Encrypted!.FirstInner, inner, payloads).IsError);
        return payloads;
    }

    private static void Send(SimPair pair, PayloadType first, byte[] chain, ExchangeType exchange)
    {
        var sender = pair.A.Shard.Services.Sas.All.Single();
        var receiver = pair.B.Shard.Services.Sas.All.First(sa => sa.InitiatorSpi == sender.InitiatorSpi || sa.State is not IkeSaState.Closed);
        var header = IkeHeader.ForSending(
            receiver.InitiatorSpi, receiver.ResponderSpi, exchange, receiver.IsInitiator ? 0 : IkeHeaderFlags.Initiator, receiver.Window.ExpectedRequestId);
        var octets = sender.Codec.Protection!.Seal(header, first, chain);
        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));
    }
}
