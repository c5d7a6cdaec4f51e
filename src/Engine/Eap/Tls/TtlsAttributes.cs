using System.Buffers.Binary;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>Attributes that EAP-TTLS carries (RFC 5281 sections 11.2 and 13), numbered as in RADIUS; those of Microsoft have its vendor number.</summary>
internal enum TtlsAttribute
{
    UserName = 1,
    UserPassword = 2,
    EapMessage = 79,
    MicrosoftError = (TtlsAttributes.Microsoft << 8) | 2,
    MicrosoftChallenge = (TtlsAttributes.Microsoft << 8) | 11,
    MicrosoftResponse = (TtlsAttributes.Microsoft << 8) | 25,
    MicrosoftSuccess = (TtlsAttributes.Microsoft << 8) | 26,
}

/// <summary>
/// A sequence of attribute-value pairs as in Diameter (RFC 5281 section 10):
/// <code>
/// Code (4) | V M reserved (1) | Length (3), header included | [Vendor-ID (4)] | Data, padded to four octets
/// </code>
/// </summary>
internal sealed class TtlsAttributes
{
    public const int Microsoft = 311;

    /// <summary>More than any method sends.</summary>
    private const int MostAttributes = 32;

    private const int HeaderSize = 8;
    private const int VendorSize = 4;
    private const byte HasVendor = 0x80;
    private const byte IsMandatory = 0x40;

    private readonly Dictionary<TtlsAttribute, byte[]> _values = [];

    private TtlsAttributes()
    {
    }

    /// <summary>The value of an attribute, those of several of its kind one after the other; null when there is none.</summary>
    public byte[]? this[TtlsAttribute attribute] => _values.GetValueOrDefault(attribute);

    /// <summary>Null when the octets do not hold what their lengths say, or an attribute is mandatory and unknown.</summary>
    public static TtlsAttributes? TryRead(ReadOnlySpan<byte> octets)
    {
        var result = new TtlsAttributes();
        for (var count = 0; !octets.IsEmpty; count++)
        {
            if (count == MostAttributes || octets.Length < HeaderSize)
            {
                return null;
            }

            var code = BinaryPrimitives.ReadUInt32BigEndian(octets);
            var flags = octets[4];
            var length = BinaryPrimitives.ReadInt32BigEndian(octets[4..]) & 0xFFFFFF;
            var header = (flags & HasVendor) != 0 ? HeaderSize + VendorSize : HeaderSize;
            if (length < header || length > octets.Length)
            {
                return null;
            }

            var vendor = header > HeaderSize ? BinaryPrimitives.ReadUInt32BigEndian(octets[HeaderSize..]) : 0;
            var attribute = vendor is 0 or Microsoft && code <= byte.MaxValue ? (TtlsAttribute)((vendor << 8) | code) : 0;
            if (Enum.IsDefined(attribute))
            {
                ReadOnlySpan<byte> before = result[attribute];
                result._values[attribute] = [.. before, .. octets[header..length]];
            }
            else if ((flags & IsMandatory) != 0)
            {
                return null;
            }

            // The padding of the last one may be missing.
            octets = octets[Math.Min((length + 3) & ~3, octets.Length)..];
        }

        return result;
    }

    /// <summary>One attribute.</summary>
    public static byte[] Write(TtlsAttribute attribute, ReadOnlySpan<byte> value)
    {
        var vendor = (uint)attribute >> 8;
        var header = vendor == 0 ? HeaderSize : HeaderSize + VendorSize;
        var octets = new byte[(header + value.Length + 3) & ~3];
        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)attribute & 0xFF);
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(4), header + value.Length);
        octets[4] = (byte)(IsMandatory | (vendor == 0 ? 0 : HasVendor));
        if (vendor != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(HeaderSize), vendor);
        }

        value.CopyTo(octets.AsSpan(header));
        return octets;
    }
}
