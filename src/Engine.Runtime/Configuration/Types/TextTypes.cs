using System.Buffers;
using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A name: key of a list, or a reference to one (data: text).</summary>
internal sealed class NameType : ConfigType
{
    private const int MaximumLength = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@+-");

    public override string Expected => "a name of up to 64 letters, digits and . _ : @ + -, beginning with a letter, a digit or _";

    public override string Placeholder => "NAME";

    internal override ConfigReading Read(string text)
    {
        if (text.Length is 0 or > MaximumLength)
        {
            return ConfigReading.Refused(text.Length == 0 ? "a name is missing" : $"'{text[..16]}...' is too long for a name");
        }

        return (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_') && !text.AsSpan().ContainsAnyExcept(Characters)
            ? ConfigReading.Of(text, text)
            : ConfigReading.Refused($"'{text}' is not a name");
    }
}

/// <summary>Printable text (data: text).</summary>
internal sealed class FreeTextType : ConfigType
{
    internal const int MaximumLength = 255;

    public override string Expected => "a printable text of 1..255 characters";

    public override string Placeholder => "TEXT";

    internal override ConfigReading Read(string text) => text.Length switch
    {
        0 => ConfigReading.Refused("the text is empty"),
        > MaximumLength => ConfigReading.Refused("the text is too long"),
        _ => ConfigReading.Of(text, text),
    };
}

/// <summary>Octets as hexadecimal digits (data: byte array).</summary>
internal sealed class HexDigitsType : ConfigType
{
    public override string Expected => "an even number of hexadecimal digits, at most 510";

    public override string Placeholder => "HEX";

    internal override ConfigReading Read(string text) => SecretText.FromHex(text) is { Length: > 0 and <= FreeTextType.MaximumLength } octets
        ? ConfigReading.Of(Convert.ToHexStringLower(octets), octets)
        : ConfigReading.Refused($"'{text}' is not hexadecimal");
}

/// <summary>
/// A secret (data: byte array): text, <c>0x</c> and hexadecimal digits, or <c>0s</c> and base64. Kept as it was written. The mask that listings show in
/// its place is refused, so that a pasted listing cannot overwrite secrets with asterisks. No message ever repeats the value.
/// </summary>
internal sealed class SecretType : ConfigType
{
    public const string Mask = "********";

    public override string Expected => "a secret: text, 0x and hexadecimal digits, or 0s and base64; 1..1024 octets";

    public override string Placeholder => "SECRET";

    public override bool IsSecret => true;

    internal override ConfigReading Read(string text)
    {
        if (text == Mask)
        {
            return ConfigReading.Refused("the secret is masked; write the secret itself");
        }

        return SecretText.Read(text, out var problem) is { } octets ? ConfigReading.Of(text, octets) : ConfigReading.Refused(problem);
    }
}
