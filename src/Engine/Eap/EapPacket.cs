using System.Buffers.Binary;

namespace MyIkev2.Engine.Eap;

/// <summary>
/// One EAP packet (RFC 3748 section 4):
/// <code>
/// Code (1) | Identifier (1) | Length (2) | Type (1) | Type-Data ...     Type and data only in requests and responses
/// </code>
/// </summary>
/// <param name="Code">Request, response, success or failure.</param>
/// <param name="Identifier">Matches a response with its request.</param>
/// <param name="Type">The method; <see cref="EapMethodType.None"/> in success and failure.</param>
/// <param name="Data">What follows the type: a slice of the packet that was read.</param>
public readonly record struct EapPacket(EapCode Code, byte Identifier, EapMethodType Type, ReadOnlyMemory<byte> Data)
{
    private const int HeaderSize = 4;
    private const int TypeSize = 1;

    /// <summary>False for a packet that is shorter than it says, has no type where it needs one, or an unknown code: RFC 3748 section 4 drops it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> octets, out EapPacket packet)
    {
        packet = default;
        var span = octets.Span;
        if (span.Length < HeaderSize || BinaryPrimitives.ReadUInt16BigEndian(span[2..]) is var length && (length < HeaderSize || length > span.Length))
        {
            return false;
        }

        var code = (EapCode)span[0];
        if (code is EapCode.Success or EapCode.Failure)
        {
            packet = new EapPacket(code, span[1], EapMethodType.None, default);
            return true;
        }

        if (code is not (EapCode.Request or EapCode.Response) || length < HeaderSize + TypeSize)
        {
            return false;
        }

        packet = new EapPacket(code, span[1], (EapMethodType)span[HeaderSize], octets[(HeaderSize + TypeSize)..length]);
        return true;
    }

    /// <summary>A request of a method.</summary>
    public static byte[] Request(byte identifier, EapMethodType type, ReadOnlySpan<byte> data) => Write(EapCode.Request, identifier, type, data);

    /// <summary>A response of a method.</summary>
    public static byte[] Response(byte identifier, EapMethodType type, ReadOnlySpan<byte> data) => Write(EapCode.Response, identifier, type, data);

    /// <summary>The packet that ends it well; it has the identifier of the last response.</summary>
    public static byte[] Success(byte identifier) => [(byte)EapCode.Success, identifier, 0, HeaderSize];

    /// <summary>The packet that ends it badly.</summary>
    public static byte[] Failure(byte identifier) => [(byte)EapCode.Failure, identifier, 0, HeaderSize];

    private static byte[] Write(EapCode code, byte identifier, EapMethodType type, ReadOnlySpan<byte> data)
    {
        var octets = new byte[HeaderSize + TypeSize + data.Length];
        octets[0] = (byte)code;
        octets[1] = identifier;
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(2), (ushort)octets.Length);
        octets[HeaderSize] = (byte)type;
        data.CopyTo(octets.AsSpan(HeaderSize + TypeSize));
        return octets;
    }
}
