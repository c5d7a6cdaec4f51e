namespace MyIkev2.TestInstances.Setup.Yaml;

/// <summary>Text of a file for messages: what a terminal would act on, and length, are taken off.</summary>
internal static class Printable
{
    private const int Longest = 64;

    public static string Of(string text)
    {
        var shown = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "...");
        return shown.Any(char.IsControl) ? new string([.. shown.Select(static c => char.IsControl(c) ? '?' : c)]) : shown;
    }
}
