using System.Buffers;
using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The text forms of a secret: <c>0x</c> and hexadecimal digits, <c>0s</c> and base64, anything else stands for its own octets in UTF-8.</summary>
public static class SecretText
{
    public const int MaximumOctets = 1024;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The octets; null with what is wrong, which never repeats the text.</summary>
    public static byte[]? Read(string text, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        var octets = text switch
        {
            ['0', 'x' or 'X', ..] => FromHex(text.AsSpan(2)),
            ['0', 's' or 'S', ..] => FromBase64(text.AsSpan(2)),
            _ => Encoding.UTF8.GetBytes(text),
        };
        problem = octets switch
        {
            null => text[1] is 'x' or 'X' ? "what follows 0x is not hexadecimal" : "what follows 0s is not base64",
            { Length: 0 } => "the secret is empty",
            { Length: > MaximumOctets } => "the secret is too long",
            _ => string.Empty,
        };
        return problem.Length == 0 ? octets : null;
    }

    internal static byte[]? FromHex(ReadOnlySpan<char> digits) =>
        digits.Length % 2 != 0 || digits.ContainsAnyExcept(HexDigits) ? null : Convert.FromHexString(digits);

    private static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var octets = new byte[text.Length];
        return !text.ContainsAny(' ', '\t') && Convert.TryFromBase64Chars(text, octets, out var written) ? octets[..written] : null;
    }
}
