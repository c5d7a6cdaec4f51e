using System.Net;

namespace MyIkev2.Engine.Wire;

/// <summary>
/// NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP (RFC 7296 section 2.23): the SHA-1 digest of the
/// header's SPIs, an address and a port. This builds what is hashed; hashing is the caller's.
/// </summary>
public static class NatDetectionNotify
{
    /// <summary>Octets of the digest, which is the whole notification data.</summary>
    public const int DigestSize = 20;

    /// <summary>SPIs, an IPv6 address, a port.</summary>
    public const int MaximumInput = 8 + 8 + 16 + 2;

    /// <summary>Writes the octets to hash and returns their number, or -1 if they do not fit.</summary>
    public static int WriteInput(
        Span<byte> destination, ulong initiatorSpi, ulong responderSpi, IPAddress address, ushort port)
    {
        Span<byte> octets = stackalloc byte[16];

        // A dual-stack socket shows IPv4 peers as mapped addresses; what travels is the IPv4 header's address.
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        plain.TryWriteBytes(octets, out int length);
        return WriteInput(destination, initiatorSpi, responderSpi, octets[..length], port);
    }

    /// <inheritdoc cref="WriteInput(Span{byte}, ulong, ulong, IPAddress, ushort)"/>
    public static int WriteInput(
        Span<byte> destination, ulong initiatorSpi, ulong responderSpi, ReadOnlySpan<byte> address, ushort port)
    {
        var writer = new WireWriter(destination);
        writer.U64(initiatorSpi);
        writer.U64(responderSpi);
        writer.Bytes(address);
        writer.U16(port);
        return writer.Length;
    }
}
