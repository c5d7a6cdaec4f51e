using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Name of an algorithm of one class (data: <see cref="AlgorithmName"/>).</summary>
internal sealed class AlgorithmType(AlgorithmClass algorithmClass) : ConfigType
{
    private readonly Dictionary<string, ConfigReading> _readings =
        AlgorithmNames.Of(algorithmClass).ToDictionary(name => name.Text, name => ConfigReading.Of(name.Text, name), StringComparer.Ordinal);

    public override string Expected => $"one of {string.Join(", ", Words)}";

    public override string Placeholder => "ALGORITHM";

    public override IReadOnlyList<string> Words { get; } = [.. AlgorithmNames.Of(algorithmClass).Select(name => name.Text)];

    internal override ConfigReading Read(string text) => _readings.TryGetValue(text, out var reading)
        ? reading
        : ConfigReading.Refused($"'{text}' is not known{NameSuggestion.For(text, Words)}");
}
