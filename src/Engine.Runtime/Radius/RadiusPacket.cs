using System.Buffers.Binary;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// A RADIUS packet that was received (RFC 2865 section 3). It keeps slices of the octets it was read from.
/// <code>
/// Code (1) | Identifier (1) | Length (2) | Authenticator (16) | Attributes: Type (1), Length (1), Value ...
/// </code>
/// </summary>
public sealed class RadiusPacket
{
    /// <summary>The smallest packet, and what comes before the attributes.</summary>
    public const int HeaderSize = 20;

    /// <summary>The largest packet.</summary>
    public const int LargestSize = 4096;

    public const int AuthenticatorOffset = 4;
    public const int AuthenticatorSize = 16;

    /// <summary>Octets of an attribute before its value.</summary>
    public const int AttributeHeaderSize = 2;

    /// <summary>The longest value of one attribute.</summary>
    public const int LongestValue = 253;

    private const int VendorHeaderSize = 4;

    private readonly ReadOnlyMemory<byte> _octets;

    private RadiusPacket(ReadOnlyMemory<byte> octets) => _octets = octets;

    public RadiusCode Code => (RadiusCode)_octets.Span[0];

    public byte Identifier => _octets.Span[1];

    public ReadOnlySpan<byte> Authenticator => _octets.Span.Slice(AuthenticatorOffset, AuthenticatorSize);

    /// <summary>The whole packet, without what followed it in its datagram.</summary>
    public ReadOnlySpan<byte> Octets => _octets.Span;

    /// <summary>False for a packet whose lengths do not add up (RFC 2865 section 3: such packets are dropped in silence).</summary>
    public static bool TryRead(ReadOnlyMemory<byte> datagram, out RadiusPacket packet)
    {
        packet = null!;
        var span = datagram.Span;
        if (span.Length < HeaderSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(span[2..]);
        if (length < HeaderSize || length > LargestSize || length > span.Length)
        {
            return false;
        }

        for (var at = HeaderSize; at < length;)
        {
            if (length - at < AttributeHeaderSize || span[at + 1] < AttributeHeaderSize || span[at + 1] > length - at)
            {
                return false;
            }

            at += span[at + 1];
        }

        packet = new RadiusPacket(datagram[..length]);
        return true;
    }

    /// <summary>All attributes, in order.</summary>
    public IEnumerable<(RadiusAttributeType Type, ReadOnlyMemory<byte> Value)> Attributes()
    {
        for (var at = HeaderSize; at < _octets.Length; at += _octets.Span[at + 1])
        {
            yield return ((RadiusAttributeType)_octets.Span[at], Value(at));
        }
    }

    /// <summary>Values of all attributes of a type, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(RadiusAttributeType type)
    {
        for (var at = HeaderSize; at < _octets.Length; at += _octets.Span[at + 1])
        {
            if (_octets.Span[at] == (byte)type)
            {
                yield return Value(at);
            }
        }
    }

    /// <summary>The first attribute of a type.</summary>
    public bool TryFind(RadiusAttributeType type, out ReadOnlyMemory<byte> value)
    {
        var at = OffsetOf(type);
        value = at < 0 ? default : Value(at - AttributeHeaderSize);
        return at >= 0;
    }

    /// <summary>A four-octet number, null when it is absent or has another length.</summary>
    public uint? Number(RadiusAttributeType type) =>
        TryFind(type, out var value) && value.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(value.Span) : null;

    /// <summary>Where the value of the first attribute of a type begins in <see cref="Octets"/>; -1 when there is none.</summary>
    public int OffsetOf(RadiusAttributeType type)
    {
        for (var at = HeaderSize; at < _octets.Length; at += _octets.Span[at + 1])
        {
            if (_octets.Span[at] == (byte)type)
            {
                return at + AttributeHeaderSize;
            }
        }

        return -1;
    }

    /// <summary>Values of a vendor's attributes of one type (RFC 2865 section 5.26, in its recommended form), in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> AllOfVendor(uint vendor, byte type)
    {
        foreach (var attribute in All(RadiusAttributeType.VendorSpecific))
        {
            if (attribute.Length < VendorHeaderSize || BinaryPrimitives.ReadUInt32BigEndian(attribute.Span) != vendor)
            {
                continue;
            }

            for (var rest = attribute[VendorHeaderSize..]; rest.Length >= AttributeHeaderSize;)
            {
                int length = rest.Span[1];
                if (length < AttributeHeaderSize || length > rest.Length)
                {
                    break;
                }

                if (rest.Span[0] == type)
                {
                    yield return rest[AttributeHeaderSize..length];
                }

                rest = rest[length..];
            }
        }
    }

    /// <summary>The EAP packet, which is cut over as many attributes as it needs (RFC 3579 section 3.1); empty when there is none.</summary>
    public byte[] EapMessage()
    {
        var parts = All(RadiusAttributeType.EapMessage).ToArray();
        var message = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(message.AsMemory(at));
            at += part.Length;
        }

        return message;
    }

    private ReadOnlyMemory<byte> Value(int at) => _octets.Slice(at + AttributeHeaderSize, _octets.Span[at + 1] - AttributeHeaderSize);
}
