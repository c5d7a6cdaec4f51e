using System.Text;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>
/// A node of <c>show state</c>: a leaf with a value, a list entry with a key, or a container. What <see cref="IsInline"/> stands on one line with all its leaves.
/// </summary>
/// <param name="Name">For list entries keyword and key name: <c>ike-sa unique-id</c>.</param>
/// <param name="Value">Of a leaf, or the key of a list entry; null for containers.</param>
/// <param name="Children">Null for leaves.</param>
/// <param name="IsInline">Printed as <c>local-ts 1 subnet 10.0.0.0/8</c>.</param>
internal sealed record StateNode(string Name, string? Value, IReadOnlyList<StateNode>? Children = null, bool IsInline = false)
{
    /// <summary>The words that name it: those of its name, then its key when it is a list entry.</summary>
    public IEnumerable<string> Words => Children is not null && Value is not null ? [.. Name.Split(' '), Value] : Name.Split(' ');
}

/// <summary>Finds and prints parts of a state tree, in the form of <c>show config</c>: four blanks per level, blocks closed by <c>..</c>.</summary>
internal static class StateText
{
    private const int IndentWidth = 4;

    /// <summary>
    /// The nodes that a path leads to: one, or all entries of a list when the path ends before their key. Empty when nothing is there.
    /// </summary>
    public static IReadOnlyList<StateNode> Find(IReadOnlyList<StateNode> nodes, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return nodes;
        }

        var found = new List<StateNode>();
        foreach (var node in nodes)
        {
            var words = node.Words.ToArray();
            var given = path[..Math.Min(path.Length, words.Length)];
            if (!given.SequenceEqual(words.AsSpan(0, given.Length)))
            {
                continue;
            }

            if (given.Length == path.Length)
            {
                found.Add(node);
            }
            else if (node.Children is not null)
            {
                found.AddRange(Find(node.Children, path[given.Length..]));
            }
        }

        return found;
    }

    public static string Format(IEnumerable<StateNode> nodes)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            Append(text, node, 0);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, StateNode node, int depth)
    {
        text.Append(' ', depth * IndentWidth).Append(node.Name);
        if (node.Value is not null)
        {
            text.Append(' ').Append(Quoted(node.Value));
        }

        if (node.IsInline)
        {
            foreach (var leaf in node.Children!)
            {
                text.Append(' ').Append(leaf.Name).Append(' ').Append(leaf.Value);
            }
        }

        text.Append('\n');
        if (node.Children is null || node.IsInline)
        {
            return;
        }

        foreach (var child in node.Children)
        {
            Append(text, child, depth + 1);
        }

        text.Append(' ', (depth + 1) * IndentWidth).Append("..\n");
    }

    private static string Quoted(string value) => value.Length == 0 || value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value;
}
