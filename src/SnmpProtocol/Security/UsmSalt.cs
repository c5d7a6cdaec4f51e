using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// Salts that never repeat within a boot: a counter of 64 bits from a random start. One for everything that an engine sends,
/// because users with the same password have the same key. DES has room for 32 bits of it, beside the engine's boots (RFC 3414
/// section 8.1.1.1); AES takes all (RFC 3826 section 3.1.2.1).
/// </summary>
/// <remarks>Several threads may draw at once.</remarks>
public sealed class UsmSalt
{
    private long _next;

    /// <summary>Starts anywhere.</summary>
    public UsmSalt()
    {
        Span<byte> start = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(start);
        _next = BinaryPrimitives.ReadInt64BigEndian(start);
    }

    /// <summary>Draws the salt of one message.</summary>
    internal void Draw(PrivacyProtocol protocol, int boots, Span<byte> salt)
    {
        var number = Interlocked.Increment(ref _next);
        BinaryPrimitives.WriteInt64BigEndian(salt, number);
        if (protocol == PrivacyProtocol.Des)
        {
            BinaryPrimitives.WriteInt32BigEndian(salt, boots);
        }
    }
}
