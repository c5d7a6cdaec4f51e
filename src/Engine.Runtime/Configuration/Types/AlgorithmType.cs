using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Name of an algorithm of one class (data: <see cref="AlgorithmName"/>).</summary>
/// <param name="algorithmClass">The class.</param>
/// <param name="mayBeNone">The word none stands for doing without one.</param>
internal sealed class AlgorithmType(AlgorithmClass algorithmClass, bool mayBeNone = false) : ConfigType
{
    private readonly Dictionary<string, ConfigReading> _readings =
        NamesOf(algorithmClass, mayBeNone).ToDictionary(name => name.Text, name => ConfigReading.Of(name.Text, name), StringComparer.Ordinal);

    public override string Expected => $"one of {string.Join(", ", Words)}";

    public override string Placeholder => "ALGORITHM";

    public override IReadOnlyList<string> Words { get; } = [.. NamesOf(algorithmClass, mayBeNone).Select(name => name.Text)];

    internal override ConfigReading Read(string text) => _readings.TryGetValue(text, out var reading)
        ? reading
        : ConfigReading.Refused($"'{text}' is not known{NameSuggestion.For(text, Words)}");

    private static IEnumerable<AlgorithmName> NamesOf(AlgorithmClass algorithmClass, bool mayBeNone) =>
        mayBeNone ? AlgorithmNames.Of(algorithmClass).Append(AlgorithmName.None) : AlgorithmNames.Of(algorithmClass);
}
