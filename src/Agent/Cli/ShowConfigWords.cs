using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary>What follows <c>show config</c>: words that say how, a path, and a pipe.</summary>
/// <param name="Path">Without its leading slash.</param>
/// <param name="Nodefault">Leaves out what has its default value.</param>
/// <param name="Form">How the listing looks.</param>
/// <param name="Pipe">What becomes of the lines.</param>
internal sealed record ShowConfigWords(string Path, bool Nodefault, ConfigurationForm Form, OutputPipe Pipe)
{
    /// <summary>Null, with what is wrong, when the words cannot be read.</summary>
    public static ShowConfigWords? Read(string[] words, out string problem)
    {
        if (OutputPipe.Split(words, out var before, out problem) is not { } pipe)
        {
            return null;
        }

        var nodefault = false;
        var form = ConfigurationForm.Blocks;
        var at = 0;
        for (; at < before.Length && before[at] is { } word && !word.StartsWith('/'); at++)
        {
            switch (word)
            {
                // There is only the running configuration to be shown; the word is taken for those who type it.
                case "running":
                    break;
                case "nodefault":
                    nodefault = true;
                    break;
                case "fullpath" when form == ConfigurationForm.Blocks:
                    form = ConfigurationForm.FullPath;
                    break;
                case "xml" when form == ConfigurationForm.Blocks:
                    form = ConfigurationForm.Xml;
                    break;
                case "absolute" when form == ConfigurationForm.Xml:
                    form = ConfigurationForm.XmlAbsolute;
                    break;
                default:
                    problem = $"'{word}' is not known here; before the path, which begins with /, come running, nodefault, fullpath, or xml [absolute]";
                    return null;
            }
        }

        return new ShowConfigWords(ConfigLines.PathOf(before.AsSpan(at)), nodefault, form, pipe);
    }

    public ShowConfigurationRequest ToRequest() => new() { Path = Path, Nodefault = Nodefault, Form = Form };
}
