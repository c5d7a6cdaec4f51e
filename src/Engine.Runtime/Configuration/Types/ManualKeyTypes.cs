using System.Globalization;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>An SPI that is configured (data: <see cref="uint"/>): decimal, or <c>0x</c> and hexadecimal digits. Shown in the latter form.</summary>
internal sealed class SpiType : ConfigType
{
    /// <summary>IANA keeps 1 to 255 for itself, and 0 never travels (RFC 4303 section 2.1, RFC 4302 section 2.4).</summary>
    private const uint First = 256;

    public override string Expected => "an SPI 0x100..0xffffffff, hexadecimal with 0x or decimal";

    public override string Placeholder => "SPI";

    internal override ConfigReading Read(string text)
    {
        uint spi;
        var isRead = text is ['0', 'x' or 'X', ..]
            ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out spi)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out spi);
        if (!isRead)
        {
            return ConfigReading.Refused($"'{text}' is not an SPI");
        }

        return spi >= First
            ? ConfigReading.Of($"0x{spi:x8}", spi)
            : ConfigReading.Refused($"{text} is reserved: SPIs up to 255 are not for use (RFC 4303 section 2.1)");
    }
}

/// <summary>
/// A configured key (data: byte array): hexadecimal digits, with or without <c>0x</c>. Shown masked like every secret; no message repeats it.
/// </summary>
internal sealed class ManualKeyType : ConfigType
{
    private const int MaximumOctets = 128;

    public override string Expected => "a key as hexadecimal digits";

    public override string Placeholder => "KEY";

    public override bool IsSecret => true;

    internal override ConfigReading Read(string text)
    {
        if (text == SecretType.Mask)
        {
            return ConfigReading.Refused("the key is masked; write the key itself");
        }

        return SecretText.FromHex(text is ['0', 'x' or 'X', ..] ? text.AsSpan(2) : text) switch
        {
            null => ConfigReading.Refused("the key is not an even number of hexadecimal digits"),
            { Length: 0 } => ConfigReading.Refused("the key is empty"),
            { Length: > MaximumOctets } => ConfigReading.Refused("the key is too long"),
            var octets => ConfigReading.Of($"0x{Convert.ToHexStringLower(octets)}", octets),
        };
    }
}

/// <summary>
/// The cipher of a manual tunnel (data: <see cref="AlgorithmName"/>). Ciphers that cannot be keyed by hand are read too: the rule that refuses them can
/// say why, which "not known" does not.
/// </summary>
internal sealed class ManualCipherType : ConfigType
{
    private readonly Dictionary<string, ConfigReading> _readings = AlgorithmNames.Of(AlgorithmClass.Encryption)
        .Concat(AlgorithmNames.Of(AlgorithmClass.Aead))
        .ToDictionary(name => name.Text, name => ConfigReading.Of(name.Text, name), StringComparer.Ordinal);

    public override string Expected => $"one of {string.Join(", ", Words)}";

    public override string Placeholder => "ALGORITHM";

    public override IReadOnlyList<string> Words { get; } =
        [.. AlgorithmNames.Of(AlgorithmClass.Encryption).Where(name => name.Algorithm is { } algorithm && ManualTunnelRules.WhyNotByHand(algorithm) is null).Select(name => name.Text)];

    internal override ConfigReading Read(string text) => _readings.TryGetValue(text, out var reading)
        ? reading
        : ConfigReading.Refused($"'{text}' is not known{NameSuggestion.For(text, Words)}");
}
