using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Registry;

/// <summary>An IPv4 or IPv6 address of a session, as a number: a million of them cost no objects.</summary>
/// <param name="Bits">The address, right-aligned.</param>
/// <param name="IsIpv6">Its family.</param>
public readonly record struct SessionAddress(UInt128 Bits, bool IsIpv6)
{
    /// <summary>From 4 or 16 octets in network order.</summary>
    /// <exception cref="ArgumentException">They are neither.</exception>
    public static SessionAddress FromBytes(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        4 => new SessionAddress(BinaryPrimitives.ReadUInt32BigEndian(octets), false),
        16 => new SessionAddress(BinaryPrimitives.ReadUInt128BigEndian(octets), true),
        _ => throw new ArgumentException("an address has 4 or 16 octets", nameof(octets)),
    };

    /// <summary>From an address.</summary>
    public static SessionAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return FromBytes(address.GetAddressBytes());
    }

    /// <summary>As the framework has it.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, Bits);
        return new IPAddress(IsIpv6 ? octets : octets[12..]);
    }

    /// <summary>The family.</summary>
    public AddressFamily Family => IsIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <inheritdoc/>
    public override string ToString() => ToIPAddress().ToString();
}
