namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>Text to value. Returns what is wrong, as the end of a sentence that begins with the value ("is 5, allowed is 1 to 4"), or null.</summary>
internal delegate string? ParseSetupValue<T>(string text, out T value);

/// <summary>A kind of value.</summary>
/// <param name="Parse">From the file.</param>
/// <param name="Format">To the file, unquoted.</param>
/// <param name="Expected">What may stand there, for documents: <c>duration</c>, <c>1..5</c>.</param>
/// <param name="IsText">Written in quotes.</param>
/// <param name="HasNullWord">The unquoted word <c>null</c> is a value here.</param>
internal sealed record SetupType<T>(ParseSetupValue<T> Parse, Func<T, string> Format, string Expected, bool IsText = false, bool HasNullWord = false);
