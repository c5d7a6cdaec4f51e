using System.Text;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// Lines of configuration below <c>/ vrf main ike</c>. Every word that a caller gave is quoted, so that none can be more than a word; what a word may
/// be is the configuration's to say.
/// </summary>
internal sealed class ConfigurationLines
{
    private const string Root = "/ vrf main ike";

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All => _lines;

    /// <summary>Removes whatever stands at a path.</summary>
    public void Delete(params ReadOnlySpan<string> path) => _lines.Add($"del {PathOf(path)}");

    /// <summary>Sets an option, or makes an entry.</summary>
    public void Set(params ReadOnlySpan<string> path) => _lines.Add(PathOf(path));

    /// <summary>Sets a duration; 0 leaves the default.</summary>
    public void SetSeconds(uint seconds, params ReadOnlySpan<string> path)
    {
        if (seconds > 0)
        {
            Set([.. path, $"{seconds}s"]);
        }
    }

    /// <summary>Makes the one proposal of a list.</summary>
    public void SetProposal(IReadOnlyList<ProposalOption> options, params ReadOnlySpan<string> list)
    {
        foreach (ProposalOption option in options)
        {
            Set([.. list, "1", option.Name, option.Value]);
        }
    }

    /// <summary>The path of words as configuration lines have it.</summary>
    public static string PathOf(params ReadOnlySpan<string> words)
    {
        var line = new StringBuilder(Root);
        foreach (string word in words)
        {
            line.Append(' ').Append(Quote(word));
        }

        return line.ToString();
    }

    private static string Quote(string word) => word.Length > 0 && word.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_')
        ? word
        : $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
