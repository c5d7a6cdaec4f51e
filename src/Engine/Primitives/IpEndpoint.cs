using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Engine;

/// <summary>An IPv4 or IPv6 address as a value: no allocation, content equality. IPv4 is never held as a mapped IPv6 address.</summary>
public readonly record struct IpAddress : IComparable<IpAddress>
{
    private readonly UInt128 _bits;

    private IpAddress(UInt128 bits, byte length)
    {
        _bits = bits;
        Length = length;
    }

    /// <summary>0 for "no address", 4 or 16 octets.</summary>
    public byte Length { get; }

    public bool IsIpv6 => Length == 16;

    public bool IsNone => Length == 0;

    /// <summary>True for 0.0.0.0, :: and "no address".</summary>
    public bool IsUnspecified => _bits == UInt128.Zero;

    /// <summary>The address as a number, right-aligned.</summary>
    public UInt128 Bits => _bits;

    public static IpAddress FromBits(UInt128 bits, bool ipv6) => new(bits, (byte)(ipv6 ? 16 : 4));

    /// <summary>From 4 or 16 octets in network order; anything else gives "no address".</summary>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => new IpAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), 4),
        16 => new IpAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes), 16),
        _ => default,
    };

    public static IpAddress From(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var written) ? FromBytes(bytes[..written]) : default;
    }

    public static IpAddress Parse(string text) => From(IPAddress.Parse(text));

    /// <summary>Writes 4 or 16 octets in network order and returns how many.</summary>
    public int WriteTo(Span<byte> destination)
    {
        switch (Length)
        {
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_bits);
                return 4;
            case 16:
                BinaryPrimitives.WriteUInt128BigEndian(destination, _bits);
                return 16;
            default:
                return 0;
        }
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        WriteTo(bytes);
        return bytes;
    }

    public IPAddress ToIPAddress() => Length == 0 ? IPAddress.None : new IPAddress(ToBytes());

    public AddressFamily Family => IsIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    public int CompareTo(IpAddress other) => Length != other.Length ? Length.CompareTo(other.Length) : _bits.CompareTo(other._bits);

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    public override string ToString() => IsNone ? "%any" : ToIPAddress().ToString();
}

/// <summary>An address and a UDP port.</summary>
public readonly record struct IpEndpoint(IpAddress Address, ushort Port)
{
    public static IpEndpoint From(IPEndPoint endpoint) => new(IpAddress.From(endpoint.Address), (ushort)endpoint.Port);

    public IPEndPoint ToIPEndPoint() => new(Address.ToIPAddress(), Port);

    public override string ToString() => $"{Address}[{Port}]";
}

/// <summary>Where a datagram came from or goes to.</summary>
/// <param name="Local">Own address and port: names the socket.</param>
/// <param name="Remote">The peer's address and port.</param>
/// <param name="HasNonEspMarker">
/// True on the NAT traversal port, where four zero octets precede every IKE message (RFC 3948 section 2.2). The runtime strips and adds them; the
/// engine never sees them.
/// </param>
public readonly record struct NetworkPath(IpEndpoint Local, IpEndpoint Remote, bool HasNonEspMarker)
{
    public override string ToString() => $"{Local} - {Remote}";
}
