using MyIkev2.Engine.Wire;
using Xunit;

namespace MyIkev2.Engine.Tests.Wire;

/// <summary>Whole IKE_SA_INIT messages, octet by octet.</summary>
internal static class SaInitMessages
{
    /// <summary>strongSwan 5.9.8, from 10.66.0.1 port 500 to 10.66.0.2 port 500, as captured.</summary>
    public static readonly byte[] StrongSwanRequest = Hex.Parse(
        """
        3eea06b4b3af9714 0000000000000000 21 20 22 08 00000000 00000108
        22 00 0028                                  # SA
          00 00 0024 01 01 00 03                    #   proposal 1, IKE, 3 transforms
            03 00 000c 01 00 0014 800e0100          #     AES-GCM-16, 256 bits
            03 00 0008 02 00 0006                   #     PRF-HMAC-SHA2-384
            00 00 0008 04 00 0013                   #     ECP-256
        28 00 0048 0013 0000                        # KE
          bb13d71732553e2529234f7390630fed545ce3420e455b981fab1825d9ebe686
          3dc03066de8752a33a0ea9836ec339cbb4c8e88e53093f1a9e5ce647a94d4d84
        29 00 0024                                  # Nonce
          a79976b261c3e39ddead085b3b8ba444024453ef88c691fb30c61e91e8ab8a48
        29 00 001c 00 00 4004 31ff150baf9f17efe1864b8a2d674921e1959d33
        29 00 001c 00 00 4005 c8d6d49c08ce4088637bc339a628684ff9027138
        29 00 0008 00 00 402e                       # N(IKEV2_FRAGMENTATION_SUPPORTED)
        29 00 0010 00 00 402f 0002000300040005      # N(SIGNATURE_HASH_ALGORITHMS)
        00 00 0008 00 00 4016                       # N(REDIRECT_SUPPORTED)
        """);

    /// <summary>strongSwan's answer to <see cref="StrongSwanRequest"/>.</summary>
    public static readonly byte[] StrongSwanResponse = Hex.Parse(
        """
        3eea06b4b3af9714 f83192dca5e6705a 21 20 22 20 00000000 00000110
        22 00 0028
          00 00 0024 01 01 00 03
            03 00 000c 01 00 0014 800e0100
            03 00 0008 02 00 0006
            00 00 0008 04 00 0013
        28 00 0048 0013 0000
          7814689918ccd8ae47970dfbbab17c12886a647d762a1ca763c32d6db0be96f7
          05f46102f4b809fce5097ca10d764c58e9c9017a70ae87ec2d6f04b459681d7f
        29 00 0024
          7f0227caa3f24402a7224da0809134c88fde56c8a090acd5bec1b8200af29041
        29 00 001c 00 00 4004 8f177850956edb45413b914f2ab2d3dc77cdd15e
        29 00 001c 00 00 4005 91a461c98fa122f87f95cab4f28ac0cc72682ed0
        29 00 0008 00 00 402e
        29 00 0010 00 00 402f 0002000300040005
        29 00 0008 00 00 4022                       # N(CHILDLESS_IKEV2_SUPPORTED)
        00 00 0008 00 00 4014                       # N(MULTIPLE_AUTH_SUPPORTED)
        """);

    /// <summary>
    /// Two proposals, a cookie in front, a vendor id and an unknown payload behind. The numbers in the comments
    /// are offsets.
    /// </summary>
    public static readonly byte[] HandBuiltRequest = Hex.Parse(
        """
        1122334455667788 0000000000000000 29 20 22 08 00000000 00000143
        21 00 0010 00 00 4006 c00c1e0000000001      #  28 N(COOKIE)
        22 00 0078                                  #  44 SA
          02 00 0048 01 01 00 07                    #  48   proposal 1, IKE, 7 transforms
            03 00 000c 01 00 000c 800e0100          #  56     AES-CBC, 256 bits
            03 00 000c 01 00 000c 800e0080          #  68     AES-CBC, 128 bits
            03 00 0008 02 00 0005                   #  80     PRF-HMAC-SHA2-256
            03 00 0008 03 00 000c                   #  88     HMAC-SHA2-256-128
            03 00 0008 04 00 001f                   #  96     Curve25519
            03 00 0008 04 00 0013                   # 104     ECP-256
            00 00 0008 04 00 000e                   # 112     MODP-2048
          00 00 002c 02 01 00 04                    # 120   proposal 2, IKE, 4 transforms
            03 00 000c 01 00 0014 800e0100          # 128     AES-GCM-16, 256 bits
            03 00 0008 02 00 0006                   # 140     PRF-HMAC-SHA2-384
            03 00 0008 04 00 001f                   # 148     Curve25519
            00 00 0008 04 00 0014                   # 156     ECP-384
        28 00 0028 001f 0000                        # 164 KE, Curve25519
          000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        29 00 0024                                  # 204 Nonce
          000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        29 00 001c 00 00 4004 000102030405060708090a0b0c0d0e0f10111213    # 240
        29 00 001c 00 00 4005 000102030405060708090a0b0c0d0e0f10111213    # 268
        2b 00 0008 00 00 402e                       # 296 N(IKEV2_FRAGMENTATION_SUPPORTED)
        36 00 000b 4d79496b657632                   # 304 V
        00 00 0008 00000010                         # 315 type 54, which we do not know
        """);

    /// <summary>The payloads of <see cref="HandBuiltRequest"/>.</summary>
    public static IReadOnlyList<Payload> HandBuiltPayloads =>
    [
        CookieNotify.Create(Hex.Parse("c00c1e0000000001")),
        new SecurityAssociationPayload(
        [
            new Proposal(1, ProtocolId.Ike, default,
            [
                new Transform(TransformType.Encryption, (ushort)EncryptionId.AesCbc, 256),
                new Transform(TransformType.Encryption, (ushort)EncryptionId.AesCbc, 128),
                new Transform(TransformType.PseudorandomFunction, (ushort)PseudorandomFunctionId.HmacSha256),
                new Transform(TransformType.Integrity, (ushort)IntegrityId.HmacSha256_128),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Curve25519),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Ecp256),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Modp2048),
            ]),
            new Proposal(2, ProtocolId.Ike, default,
            [
                new Transform(TransformType.Encryption, (ushort)EncryptionId.AesGcm16, 256),
                new Transform(TransformType.PseudorandomFunction, (ushort)PseudorandomFunctionId.HmacSha384),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Curve25519),
                new Transform(TransformType.KeyExchangeMethod, (ushort)KeyExchangeId.Ecp384),
            ]),
        ]),
        new KeyExchangePayload(KeyExchangeId.Curve25519, Hex.Counting(32)),
        new NoncePayload(Hex.Counting(32)),
        new NotifyPayload(NotifyType.NatDetectionSourceIp, Hex.Counting(20)),
        new NotifyPayload(NotifyType.NatDetectionDestinationIp, Hex.Counting(20)),
        new NotifyPayload(NotifyType.IkeFragmentationSupported),
        new VendorIdPayload("MyIkev2"u8.ToArray()),
        new UnknownPayload((PayloadType)54, Hex.Parse("00000010")),
    ];

    public static IkeMessage Read(byte[] octets)
    {
        Assert.Equal(WireError.None, IkeMessageReader.TryRead(octets, out IkeMessage message));
        return message;
    }
}
