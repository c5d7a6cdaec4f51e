namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A type of values: reads text, says what it allows, and gives the one form in which a value is stored and shown.</summary>
public abstract class ConfigType
{
    /// <summary>What is allowed, as it stands in an error: <c>an integer 0..100</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>Stands for a value in help and documents: <c>NAME</c>, <c>NUMBER</c>.</summary>
    public abstract string Placeholder { get; }

    /// <summary>The words that are allowed, when they are a closed set or special values.</summary>
    public virtual IReadOnlyList<string> Words => [];

    public virtual bool IsSecret => false;

    /// <summary>Never throws, whatever the text.</summary>
    internal abstract ConfigReading Read(string text);
}

/// <summary>What came of reading a value: canonical text and data, or what is wrong with it.</summary>
internal readonly record struct ConfigReading
{
    public string Text { get; private init; }

    public object? Data { get; private init; }

    /// <summary>Null when the value is good.</summary>
    public string? Problem { get; private init; }

    public static ConfigReading Of(string canonical, object data) => new() { Text = canonical, Data = data };

    public static ConfigReading Refused(string problem) => new() { Text = string.Empty, Problem = problem };
}

/// <summary>One of some words.</summary>
internal sealed class WordType(params string[] words) : ConfigType
{
    private readonly Dictionary<string, ConfigReading> _readings = words.ToDictionary(word => word, word => ConfigReading.Of(word, word), StringComparer.Ordinal);

    public override string Expected => words.Length == 1 ? words[0] : $"one of {string.Join(", ", words)}";

    public override string Placeholder => "WORD";

    public override IReadOnlyList<string> Words => words;

    internal override ConfigReading Read(string text) =>
        _readings.TryGetValue(text, out var reading) ? reading : ConfigReading.Refused($"'{text}' is not known{NameSuggestion.For(text, words)}");
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanType : ConfigType
{
    private static readonly string[] BothWords = ["true", "false"];
    private static readonly object True = true;
    private static readonly object False = false;

    public override string Expected => "true or false";

    public override string Placeholder => "BOOLEAN";

    public override IReadOnlyList<string> Words => BothWords;

    internal override ConfigReading Read(string text) => text switch
    {
        "true" => ConfigReading.Of("true", True),
        "false" => ConfigReading.Of("false", False),
        _ => ConfigReading.Refused($"'{text}' is neither true nor false"),
    };
}
