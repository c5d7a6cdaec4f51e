using System.Security.Cryptography;

namespace MyIkev2.Engine.Eap.Md5;

/// <summary>
/// The data of EAP-MD5 (RFC 3748 section 5.4, RFC 1994 section 4.1):
/// <code>
/// Value-Size (1) | Value | Name ...        response value = MD5(Identifier | password | challenge)
/// </code>
/// </summary>
internal static class Md5Challenge
{
    public const int ValueSize = 16;

    public static byte[] Write(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        var data = new byte[1 + value.Length + name.Length];
        data[0] = (byte)value.Length;
        value.CopyTo(data.AsSpan(1));
        name.CopyTo(data.AsSpan(1 + value.Length));
        return data;
    }

    /// <summary>The value, or empty when the data is malformed.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> data) => data.Length > 1 && data[0] is var size && size < data.Length ? data.Slice(1, size) : default;

    public static void Respond(byte identifier, ReadOnlySpan<byte> password, ReadOnlySpan<byte> challenge, Span<byte> value)
    {
        var input = new byte[1 + password.Length + challenge.Length];
        input[0] = identifier;
        password.CopyTo(input.AsSpan(1));
        challenge.CopyTo(input.AsSpan(1 + password.Length));
        MD5.HashData(input, value);
        CryptographicOperations.ZeroMemory(input);
    }
}
