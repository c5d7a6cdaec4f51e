using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Groups over prime fields: the random ECP groups (RFC 5903, RFC 5114) and the Brainpool curves (RFC 6954). All have cofactor 1. A public value is x | y, the shared secret x alone (sections 7 and 9), both left-padded to the field's
/// length.
/// </summary>
internal sealed class EcpGroup
{
    private readonly byte[] _order;

    private EcpGroup(KeyExchangeId id, int fieldLength, int opensslId, string curveOid, string order)
    {
        Id = id;
        FieldLength = fieldLength;
        OpensslId = opensslId;
        CurveOid = curveOid;
        _order = Convert.FromHexString(order);
    }

    /// <summary>TABLE: the orders are those of FIPS 186-4 appendix D.1.2 and RFC 5639 section 3.</summary>
    public static IReadOnlyList<EcpGroup> All { get; } =
    [
        new(KeyExchangeId.Ecp256, 32, 415, "1.2.840.10045.3.1.7", "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
        new(
            KeyExchangeId.Ecp384,
            48,
            715,
            "1.3.132.0.34",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"),
        new(
            KeyExchangeId.Ecp521,
            66,
            716,
            "1.3.132.0.35",
            "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"),
        new(KeyExchangeId.Ecp224, 28, 713, "1.3.132.0.33", "FFFFFFFFFFFFFFFFFFFFFFFFFFFF16A2E0B8F03E13DD29455C5C2A3D"),
        new(KeyExchangeId.Ecp192, 24, 409, "1.2.840.10045.3.1.1", "FFFFFFFFFFFFFFFFFFFFFFFF99DEF836146BC9B1B4D22831"),
        new(KeyExchangeId.Brainpool224, 28, 925, "1.3.36.3.3.2.8.1.1.5", "D7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F"),
        new(KeyExchangeId.Brainpool256, 32, 927, "1.3.36.3.3.2.8.1.1.7", "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7"),
        new(
            KeyExchangeId.Brainpool384,
            48,
            931,
            "1.3.36.3.3.2.8.1.1.11",
            "8CB91E82A3386D280F5D6F7E50E641DF152F7109ED5456B31F166E6CAC0425A7CF3AB6AF6B7FC3103B883202E9046565"),
        new(
            KeyExchangeId.Brainpool512,
            64,
            933,
            "1.3.36.3.3.2.8.1.1.13",
            "AADD9DB8DBE9C48B3FD4E6AE33C9FC07CB308DB3B3C9D20ED6639CCA70330870553E5C414CA92619418661197FAC10471DB1D381085DDADDB58796829CA90069"),
    ];

    /// <summary>The group of a method; null when it is none of these.</summary>
    public static EcpGroup? Find(KeyExchangeId id) => All.FirstOrDefault(group => group.Id == id);

    /// <summary>
    /// Microseconds of one agreement on a curve without arithmetic of its own, on 2.4 GHz Zen 3 with OpenSSL 3.0: about 500 for 256 bits, 1,100 for 384, 1,700
    /// for 512. Such curves are rare enough for one estimate to serve every provider.
    /// </summary>
    public static int GeneralCost(EcpGroup group) => (group.FieldLength * group.FieldLength / 4) + 250;

    public KeyExchangeId Id { get; }

    public int FieldLength { get; }

    public int PublicLength => 2 * FieldLength;

    /// <summary>NID of the curve in libcrypto.</summary>
    public int OpensslId { get; }

    public string CurveOid { get; }

    /// <summary>Order of the generator, big-endian.</summary>
    public ReadOnlySpan<byte> Order => _order;
}
