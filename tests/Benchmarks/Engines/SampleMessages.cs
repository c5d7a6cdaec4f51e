using MyIkev2.Engine.Wire;
using MyIkev2.Testing;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>The two messages of an initiator, with the payloads and sizes that a Curve25519 handshake has.</summary>
internal static class SampleMessages
{
    private const ulong InitiatorSpi = 0x0102030405060708;
    private const ulong ResponderSpi = 0x1112131415161718;

    public static IkeHeader SaInitHeader { get; } =
        IkeHeader.ForSending(InitiatorSpi, 0, ExchangeType.IkeSaInit, IkeHeaderFlags.Initiator, 0);

    public static IkeHeader AuthHeader { get; } =
        IkeHeader.ForSending(InitiatorSpi, ResponderSpi, ExchangeType.IkeAuth, IkeHeaderFlags.Initiator, 1);

    /// <summary>SA, KE, Ni, NAT_DETECTION_*, IKEV2_FRAGMENTATION_SUPPORTED.</summary>
    public static IReadOnlyList<Payload> SaInit() =>
    [
        new SecurityAssociationPayload([Proposal(ProtocolId.Ike, 0, IkeTransforms)]),
        new KeyExchangePayload(KeyExchangeId.Curve25519, Octets(32)),
        new NoncePayload(Octets(32)),
        new NotifyPayload(NotifyType.NatDetectionSourceIp, Octets(20)),
        new NotifyPayload(NotifyType.NatDetectionDestinationIp, Octets(20)),
        new NotifyPayload(NotifyType.IkeFragmentationSupported),
    ];

    /// <summary>IDi, INITIAL_CONTACT, IDr, AUTH, SA, TSi, TSr.</summary>
    public static IReadOnlyList<Payload> Auth() =>
    [
        new IdentificationPayload(true, IdentificationType.Fqdn, "initiator.example"u8.ToArray()),
        new NotifyPayload(NotifyType.InitialContact),
        new IdentificationPayload(false, IdentificationType.Fqdn, "responder.example"u8.ToArray()),
        new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, Octets(32)),
        new SecurityAssociationPayload([Proposal(ProtocolId.Esp, 4, EspTransforms)]),
        new TrafficSelectorPayload(true, [Selector()]),
        new TrafficSelectorPayload(false, [Selector()]),
    ];

    /// <summary>Octets that look random and are the same in every run.</summary>
    public static byte[] Octets(int length)
    {
        var octets = new byte[length];
        new SeededRandom((ulong)length).Fill(octets);
        return octets;
    }

    private static Transform[] IkeTransforms =>
    [
        new(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
        new(TransformType.PseudorandomFunction, (ushort)PseudorandomFunctionId.HmacSha256),
        new(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Curve25519),
    ];

    private static Transform[] EspTransforms =>
    [
        new(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
        new(TransformType.SequenceNumbers, 0),
    ];

    private static Proposal Proposal(ProtocolId protocol, int spiLength, Transform[] transforms) => new(1, protocol, Octets(spiLength), transforms);

    private static WireTrafficSelector Selector() =>
        new(TrafficSelectorType.Ipv4AddressRange, 0, 0, 65535, new byte[] { 10, 1, 0, 0 }, new byte[] { 10, 1, 255, 255 });
}
