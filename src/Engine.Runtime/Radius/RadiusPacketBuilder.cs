using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// Writes one RADIUS packet. Message-Authenticator goes first, where a forger of MD5 collisions cannot put anything in front of it.
/// What does not fit into a packet of <see cref="RadiusPacket.LargestSize"/> octets is an error of the caller's.
/// </summary>
public sealed class RadiusPacketBuilder
{
    private const int MessageAuthenticatorSize = 16;
    private const int MessageAuthenticatorAt = RadiusPacket.HeaderSize + RadiusPacket.AttributeHeaderSize;

    private readonly byte[] _octets = new byte[RadiusPacket.LargestSize];
    private readonly bool _hasMessageAuthenticator;
    private int _length = RadiusPacket.HeaderSize;
    private int _passwordAt;

    /// <param name="code">What it is.</param>
    /// <param name="withMessageAuthenticator">Every packet but Accounting-Request should have one.</param>
    public RadiusPacketBuilder(RadiusCode code, bool withMessageAuthenticator = true)
    {
        _octets[0] = (byte)code;
        _hasMessageAuthenticator = withMessageAuthenticator;
        if (withMessageAuthenticator)
        {
            Add(RadiusAttributeType.MessageAuthenticator, stackalloc byte[MessageAuthenticatorSize]);
        }
    }

    public RadiusPacketBuilder Add(RadiusAttributeType type, ReadOnlySpan<byte> value)
    {
        if (value.Length > RadiusPacket.LongestValue || _length + RadiusPacket.AttributeHeaderSize + value.Length > RadiusPacket.LargestSize)
        {
            throw new ArgumentException($"{type} of {value.Length} octets does not fit", nameof(value));
        }

        _octets[_length] = (byte)type;
        _octets[_length + 1] = (byte)(RadiusPacket.AttributeHeaderSize + value.Length);
        value.CopyTo(_octets.AsSpan(_length + RadiusPacket.AttributeHeaderSize));
        _length += _octets[_length + 1];
        return this;
    }

    /// <summary>Adds text; what is longer than an attribute is cut.</summary>
    public RadiusPacketBuilder Add(RadiusAttributeType type, string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return Add(type, octets.AsSpan(0, Math.Min(octets.Length, RadiusPacket.LongestValue)));
    }

    public RadiusPacketBuilder Add(RadiusAttributeType type, uint number)
    {
        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, number);
        return Add(type, value);
    }

    /// <summary>Adds User-Password; the finished request has it covered (RFC 2865 section 5.2). What is longer than 128 octets is cut.</summary>
    public RadiusPacketBuilder AddPassword(ReadOnlySpan<byte> password)
    {
        const int LongestPassword = 128;
        var taken = password[..Math.Min(password.Length, LongestPassword)];
        Span<byte> padded = stackalloc byte[LongestPassword];
        padded.Clear();
        taken.CopyTo(padded);
        _passwordAt = _length + RadiusPacket.AttributeHeaderSize;
        return Add(RadiusAttributeType.UserPassword, padded[..Math.Max(MD5.HashSizeInBytes, (taken.Length + MD5.HashSizeInBytes - 1) / MD5.HashSizeInBytes * MD5.HashSizeInBytes)]);
    }

    /// <summary>Adds an address under the type for its family.</summary>
    public RadiusPacketBuilder Add(RadiusAttributeType ipv4, RadiusAttributeType ipv6, IPAddress address) =>
        Add(address.AddressFamily == AddressFamily.InterNetworkV6 ? ipv6 : ipv4, address.GetAddressBytes());

    /// <summary>Adds an EAP packet, cut over adjacent attributes (RFC 3579 section 3.1); an empty one is an EAP-Start.</summary>
    public RadiusPacketBuilder AddEap(ReadOnlySpan<byte> packet)
    {
        do
        {
            var part = packet[..Math.Min(packet.Length, RadiusPacket.LongestValue)];
            Add(RadiusAttributeType.EapMessage, part);
            packet = packet[part.Length..];
        }
        while (!packet.IsEmpty);

        return this;
    }

    /// <summary>The finished Access-Request: its authenticator is random (RFC 2865 section 3).</summary>
    public byte[] AccessRequest(byte identifier, ReadOnlySpan<byte> secret)
    {
        var authenticator = _octets.AsSpan(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorSize);
        RandomNumberGenerator.Fill(authenticator);
        if (_passwordAt > 0)
        {
            RadiusDigests.CoverPassword(_octets.AsSpan(_passwordAt, _octets[_passwordAt - 1] - RadiusPacket.AttributeHeaderSize), authenticator, secret);
        }

        return Finish(identifier, secret);
    }

    /// <summary>A finished Accounting-Request, Disconnect-Request or CoA-Request: its authenticator is a digest over itself (RFC 2866 section 3, RFC 5176 section 2.3).</summary>
    public byte[] DigestedRequest(byte identifier, ReadOnlySpan<byte> secret)
    {
        Span<byte> zeros = stackalloc byte[RadiusPacket.AuthenticatorSize];
        zeros.Clear();
        return Response(identifier, zeros, secret);
    }

    /// <summary>A finished answer to a request.</summary>
    public byte[] Response(byte identifier, ReadOnlySpan<byte> requestAuthenticator, ReadOnlySpan<byte> secret)
    {
        requestAuthenticator.CopyTo(_octets.AsSpan(RadiusPacket.AuthenticatorOffset));
        var packet = Finish(identifier, secret);
        RadiusDigests.PacketDigest(packet, requestAuthenticator, secret).CopyTo(packet.AsSpan(RadiusPacket.AuthenticatorOffset));
        return packet;
    }

    private byte[] Finish(byte identifier, ReadOnlySpan<byte> secret)
    {
        _octets[1] = identifier;
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(2), (ushort)_length);
        var packet = _octets.AsSpan(0, _length).ToArray();
        if (_hasMessageAuthenticator)
        {
            HMACMD5.HashData(secret, packet, packet.AsSpan(MessageAuthenticatorAt));
        }

        return packet;
    }
}
