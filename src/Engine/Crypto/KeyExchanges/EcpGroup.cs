using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The random ECP groups (RFC 5903). A public value is x | y, the shared secret x alone (sections 7 and 9), both left-padded to the field's
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

    /// <summary>TABLE: the orders are those of FIPS 186-4 appendix D.1.2.</summary>
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
    ];

    public KeyExchangeId Id { get; }

    public int FieldLength { get; }

    public int PublicLength => 2 * FieldLength;

    /// <summary>NID of the curve in libcrypto.</summary>
    public int OpensslId { get; }

    public string CurveOid { get; }

    /// <summary>Order of the generator, big-endian.</summary>
    public ReadOnlySpan<byte> Order => _order;
}
