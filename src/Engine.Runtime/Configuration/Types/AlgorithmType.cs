namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Name of an algorithm of one class (data: <see cref="AlgorithmName"/>).</summary>
internal sealed class AlgorithmType(AlgorithmLeaf leaf) : ConfigType
{
    private readonly Dictionary<string, ConfigReading> _readings =
        AlgorithmNames.Of(leaf).ToDictionary(name => name.Text, name => ConfigReading.Of(name.Text, name), StringComparer.Ordinal);

    public override string Expected => $"one of {string.Join(", ", Words)}";

    public override string Placeholder => "ALGORITHM";

    public override IReadOnlyList<string> Words { get; } = [.. AlgorithmNames.Of(leaf).Select(name => name.Text)];

    internal override ConfigReading Read(string text) => _readings.TryGetValue(text, out var reading)
        ? reading
        : ConfigReading.Refused($"'{text}' is not known{NameSuggestion.For(text, Words)}");
}
