using System.Buffers.Binary;
using System.Security.Cryptography;
using MyIkev2.Engine.DataPlane;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>Genuine ESP packets with any content, as only a peer with a mind of its own sends them: NULL with HMAC-SHA-256-128, made here.</summary>
internal static class CraftedEsp
{
    public const string Cipher = "null";
    public const string Integrity = "hmac-sha256";

    /// <summary>Around a text that ends with padding, pad length and next header.</summary>
    public static byte[] Seal(ChildSaInstallation sender, uint sequence, ReadOnlySpan<byte> text)
    {
        var packet = new byte[8 + text.Length + 16];
        BinaryPrimitives.WriteUInt32BigEndian(packet, sender.SpiOut);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), sequence);
        text.CopyTo(packet.AsSpan(8));
        HMACSHA256.HashData(sender.IntegrityKeyOut.Span, packet.AsSpan(0, packet.Length - 16)).AsSpan(0, 16).CopyTo(packet.AsSpan(packet.Length - 16));
        return packet;
    }

    /// <summary>Around a payload, with correct padding.</summary>
    public static byte[] Seal(ChildSaInstallation sender, uint sequence, ReadOnlySpan<byte> payload, byte nextHeader)
    {
        var padding = (4 - ((payload.Length + 2) % 4)) % 4;
        byte[] pad = [.. Enumerable.Range(1, padding).Select(number => (byte)number)];
        return Seal(sender, sequence, [.. payload, .. pad, (byte)padding, nextHeader]);
    }
}
