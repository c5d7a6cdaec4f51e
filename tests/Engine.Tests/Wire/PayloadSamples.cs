using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>The catalog's samples: at least one for every payload type. A new payload is one sample more.</summary>
internal static class PayloadSamples
{
    private static readonly int[] ReservedAfterFirst = [1, 2, 3];

    public static IReadOnlyList<PayloadSample> All { get; } =
    [
        Sample("SA for IKE, two proposals", new SecurityAssociationPayload(
            [
                new Proposal(1, ProtocolId.Ike, default,
                [
                    new Transform(TransformType.Encryption, (ushort)EncryptionId.AesCbc, 128),
                    new Transform(TransformType.PseudorandomFunction, (ushort)PseudorandomFunctionId.HmacSha256),
                    new Transform(TransformType.Integrity, (ushort)IntegrityId.HmacSha256_128),
                    new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Modp2048),
                ]),
                new Proposal(2, ProtocolId.Ike, Hex.Counting(8),
                [
                    new Transform(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
                ]),
            ]),
            """
            02 00 002c 01 01 00 04      # another follows, length 44, number 1, IKE, no SPI, 4 transforms
              03 00 000c 01 00 000c 800e0080
              03 00 0008 02 00 0005
              03 00 0008 03 00 000c
              00 00 0008 04 00 000e
            00 00 001c 02 01 08 01      # the last, length 28, number 2, IKE, 8-octet SPI, 1 transform
              0001020304050607
              00 00 000c 01 00 0014 800e0100
            """,
            1, 9, 13, 21, 25, 29, 33, 37, 41, 45, 61, 65),
        Sample("SA for ESP, unknown algorithms and attributes", new SecurityAssociationPayload(
            [
                new Proposal(1, ProtocolId.Esp, Hex.Parse("c0ffee01"),
                [
                    new Transform(TransformType.Encryption, 60000, 256,
                        [new TransformAttribute(15, true, Hex.Parse("beef")), new TransformAttribute(16, false, Hex.Counting(3))]),
                    new Transform((TransformType)200, 1),
                    new Transform(TransformType.SequenceNumbers, (ushort)SequenceNumbersId.ExtendedSequenceNumbers),
                ]),
            ]),
            """
            00 00 0033 01 03 04 03  c0ffee01
              03 00 0017 01 00 ea60 800e0100 800fbeef 00100003000102
              03 00 0008 c8 00 0001
              00 00 0008 05 00 0001
            """,
            1, 13, 17, 36, 40, 44, 48),
        Sample("KE", new KeyExchangePayload(KeyExchangeId.Curve25519, Hex.Counting(32)),
            "001f 0000" + Convert.ToHexString(Hex.Counting(32)),
            2, 3),
        Sample("IDi FQDN", new IdentificationPayload(true, IdentificationType.Fqdn, "a.lab"u8.ToArray()),
            "02 000000 612e6c6162", ReservedAfterFirst),
        Sample("IDr IPv4", new IdentificationPayload(false, IdentificationType.Ipv4Address, Hex.Parse("c0000201")),
            "01 000000 c0000201", ReservedAfterFirst),
        Sample("IDi IPv6", new IdentificationPayload(true, IdentificationType.Ipv6Address, Hex.Counting(16)),
            "05 000000 000102030405060708090a0b0c0d0e0f", ReservedAfterFirst),
        Sample("IDr NULL", new IdentificationPayload(false, IdentificationType.Null, default),
            "0d 000000", ReservedAfterFirst),
        Sample("CERT", new CertificatePayload((byte)CertificateEncoding.X509Signature, Hex.Parse("3082000a")),
            "04 3082000a"),
        Sample("CERTREQ", new CertificateRequestPayload((byte)CertificateEncoding.X509Signature, Hex.Counting(20)),
            "04 000102030405060708090a0b0c0d0e0f10111213"),
        Sample("AUTH", new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, Hex.Counting(8)),
            "02 000000 0001020304050607", ReservedAfterFirst),
        Sample("Nonce, shortest", new NoncePayload(Hex.Counting(16)),
            "000102030405060708090a0b0c0d0e0f"),
        Sample("Nonce, longest", new NoncePayload(Hex.Repeat(0xA5, 256)),
            string.Concat(Enumerable.Repeat("a5", 256))),
        Sample("N status without body", new NotifyPayload(NotifyType.InitialContact),
            "00 00 4000"),
        Sample("N with data", new NotifyPayload(NotifyType.Cookie, Hex.Counting(9)),
            "00 00 4006 000102030405060708"),
        Sample("N with SPI", new NotifyPayload(ProtocolId.Esp, Hex.Parse("c0ffee01"), NotifyType.RekeySa, default),
            "03 04 4009 c0ffee01"),
        Sample("N unknown type", new NotifyPayload(ProtocolId.Ike, default, (NotifyType)40961, Hex.Parse("00")),
            "01 00 a001 00"),
        Sample("D of Child SAs", new DeletePayload(ProtocolId.Esp, [Hex.Parse("c0ffee01"), Hex.Parse("c0ffee02")]),
            "03 04 0002 c0ffee01 c0ffee02"),
        Sample("D of the IKE SA", new DeletePayload(ProtocolId.Ike, []),
            "01 00 0000", 2, 3),
        Sample("V", new VendorIdPayload(Hex.Parse("4d79496b657632")), "4d79496b657632"),
        Sample("V empty", new VendorIdPayload(default), ""),
        Sample("TSi IPv4 and IPv6", new TrafficSelectorPayload(true,
            [
                new WireTrafficSelector(TrafficSelectorType.Ipv4AddressRange, 17, 100, 200,
                    Hex.Parse("0a000000"), Hex.Parse("0a0000ff")),
                new WireTrafficSelector(TrafficSelectorType.Ipv6AddressRange, 0, 0, 65535,
                    new byte[16], Hex.Repeat(0xFF, 16)),
            ]),
            """
            02 000000
            07 11 0010 0064 00c8 0a000000 0a0000ff
            08 00 0028 0000 ffff 00000000000000000000000000000000 ffffffffffffffffffffffffffffffff
            """,
            ReservedAfterFirst),
        Sample("TSr of an unknown type", new TrafficSelectorPayload(false,
            [
                new WireTrafficSelector((TrafficSelectorType)9, 0, 0, 0, default, default)
                {
                    UnknownBody = Hex.Counting(8),
                },
                new WireTrafficSelector((TrafficSelectorType)10, 0, 0, 0, default, default),
            ]),
            "02 000000   09 00 000c 0001020304050607   0a 00 0004", ReservedAfterFirst),
        Sample("TSr without selectors", new TrafficSelectorPayload(false, []), "00 000000", ReservedAfterFirst),
        Sample("SK", new EncryptedPayload(PayloadType.IdentificationInitiator, Hex.Counting(40)),
            Convert.ToHexString(Hex.Counting(40))),
        Sample("SK of an empty message", new EncryptedPayload(PayloadType.None, Hex.Counting(24)),
            Convert.ToHexString(Hex.Counting(24))),
        Sample("CP request", new ConfigurationPayload((byte)ConfigurationType.Request,
            [
                new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Address, default),
                new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Dns, Hex.Parse("08080808")),
                new ConfigurationAttribute((ConfigurationAttributeType)0x7FFF, Hex.Parse("01")),
            ]),
            "01 000000   0001 0000   0003 0004 08080808   7fff 0001 01",
            [(1, 0xFF), (2, 0xFF), (3, 0xFF), (4, 0x80), (8, 0x80), (16, 0x80)]),
        Sample("CP empty", new ConfigurationPayload((byte)ConfigurationType.Acknowledge, []),
            "04 000000", ReservedAfterFirst),
        Sample("EAP", new ExtensibleAuthenticationPayload(Hex.Parse("01 07 0005 01")), "01 07 0005 01"),
        Sample("SKF first", new EncryptedFragmentPayload(PayloadType.IdentificationInitiator, 1, 2, Hex.Counting(30)),
            "0001 0002" + Convert.ToHexString(Hex.Counting(30))),
        Sample("SKF second", new EncryptedFragmentPayload(PayloadType.None, 2, 2, Hex.Counting(30)),
            "0002 0002" + Convert.ToHexString(Hex.Counting(30))),
        Sample("unknown", new UnknownPayload((PayloadType)200, Hex.Counting(5)), "0001020304"),
        Sample("known and critical", new NoncePayload(Hex.Counting(16)) { Critical = true },
            "000102030405060708090a0b0c0d0e0f"),
    ];

    public static PayloadSample Find(string name) => All.Single(sample => sample.Name == name);

    private static PayloadSample Sample(string name, Payload payload, string hex, params int[] ignored) =>
        Sample(name, payload, hex, [.. ignored.Select(offset => (offset, (byte)0xFF))]);

    private static PayloadSample Sample(string name, Payload payload, string hex, (int Offset, byte Mask)[] ignored) =>
        new(name, payload, Hex.Parse(hex), ignored.ToDictionary(bit => bit.Offset, bit => bit.Mask));
}
