using System.Security.Cryptography;

namespace MyIkev2.Agent.Snmp.State;

/// <summary>SnmpEngineID (RFC 3411 section 5): 5 to 32 octets, neither all zero nor all ones.</summary>
internal static class SnmpEngineId
{
    private const int MinimumLength = 5;
    private const int MaximumLength = 32;

    /// <summary>
    /// The new format: the enterprise number with its first bit set (net-snmp's, whose playpen our MIB stands in), format 5
    /// (octets), and octets that no other engine has.
    /// </summary>
    private static ReadOnlySpan<byte> Prefix => [0x80, 0x00, 0x1F, 0x88, 0x05];

    internal static byte[] Create()
    {
        byte[] id = [.. Prefix, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        RandomNumberGenerator.Fill(id.AsSpan(Prefix.Length));
        return id;
    }

    /// <summary>Reads the hexadecimal form, with or without 0x.</summary>
    internal static bool TryParse(string? text, out byte[] id)
    {
        id = [];
        var digits = text is not null && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text ?? string.Empty;
        if (digits.Length % 2 != 0 || digits.Length / 2 is < MinimumLength or > MaximumLength || !digits.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        id = Convert.FromHexString(digits);
        return id.AsSpan().ContainsAnyExcept((byte)0) && id.AsSpan().ContainsAnyExcept((byte)0xFF);
    }
}
