namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What came of reading lines: the document as far as it could be built, and every finding.</summary>
public sealed record ConfigParseResult(ConfigDocument Document, IReadOnlyList<ConfigDiagnostic> Diagnostics)
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.IsError);
}

/// <summary>
/// Reads the line grammar: absolute lines (<c>/ vrf main ike vpn a version 2</c>), nested blocks as <c>show config</c> prints them (a line that names
/// a container opens it, <c>..</c> closes it), <c>del PATH</c>, comments, and lines copied from a session with their prompt. Never throws.
/// </summary>
public sealed class ConfigParser
{
    private readonly ConfigDocument _document;
    private readonly string _source;
    private readonly ConfigDiagnostics _diagnostics = new();
    private readonly List<ConfigToken> _tokens = [];
    private readonly WordPool _words = new();
    private readonly List<Block> _blocks = [];
    private int _line;
    private int _skipDeeperThan = int.MaxValue;

    private ConfigParser(ConfigDocument document, string source)
    {
        _document = document;
        _source = source;
    }

    /// <summary>Reads a whole configuration.</summary>
    /// <param name="source">Name for positions in findings, usually the file's.</param>
    public static ConfigParseResult Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ConfigParser(new ConfigDocument(), source);
        foreach (var line in text.AsSpan().Split('\n'))
        {
            parser.ReadLine(text.AsSpan(line));
        }

        return parser.Finish();
    }

    /// <summary>Applies lines to a document, in place: on errors throw it away. Give a <see cref="ConfigDocument.Clone"/>.</summary>
    public static ConfigParseResult Apply(ConfigDocument document, IEnumerable<string> lines, string source)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(lines);
        var parser = new ConfigParser(document, source);
        foreach (var line in lines)
        {
            parser.ReadLine(line);
        }

        return parser.Finish();
    }

    private ConfigParseResult Finish()
    {
        CheckBlocksAreClosed();
        return new ConfigParseResult(_document, _diagnostics.Items);
    }

    private void ReadLine(ReadOnlySpan<char> line)
    {
        _line++;
        if (_line == 1)
        {
            line = line.TrimStart('\uFEFF');
        }

        var split = ConfigText.TrySplit(line, _tokens, _words, out var column, out var problem);
        if (split && _tokens.Count == 0)
        {
            return;
        }

        var indentation = ConfigText.Indentation(line);
        if (indentation > _skipDeeperThan)
        {
            return; // Inside a block whose first line was wrong: the reader cannot know what these lines mean.
        }

        _skipDeeperThan = int.MaxValue;
        if (!split)
        {
            _diagnostics.Error(At(column), string.Empty, problem);
        }

        if (!split || !ReadStatement(WithoutPrompt(), line.Length + 1))
        {
            _skipDeeperThan = indentation;
        }
    }

    /// <summary><c>vsr running config#</c>, with <c>#!</c> while the candidate is not valid.</summary>
    private ReadOnlySpan<ConfigToken> WithoutPrompt()
    {
        var tokens = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);
        return tokens.Length >= 3 && tokens[1].Is("running") && (tokens[2].Is("config#") || tokens[2].Is("config#!")) ? tokens[3..] : tokens;
    }

    private bool ReadStatement(ReadOnlySpan<ConfigToken> tokens, int endColumn)
    {
        // A session's own verbs: all lines are one commit here, whoever applies them.
        if (tokens.IsEmpty || (tokens.Length == 1 && tokens[0].Is("commit")) || (tokens.Length == 2 && tokens[0].Is("edit") && tokens[1].Is("running")))
        {
            return true;
        }

        if (tokens[0].Is(".."))
        {
            return CloseBlock(tokens);
        }

        var deletes = tokens[0].Is("del");
        var steps = deletes ? tokens[1..] : tokens;
        var absolute = !steps.IsEmpty && steps[0].Is("/");
        steps = absolute ? steps[1..] : steps;
        var from = absolute || _blocks.Count == 0 ? _document.Root : _blocks[^1].Node;
        return deletes
            ? new ConfigDeletion(_diagnostics, _source, _line).Delete(from, steps, endColumn)
            : Set(from, steps, endColumn, absolute);
    }

    private bool CloseBlock(ReadOnlySpan<ConfigToken> tokens)
    {
        if (tokens.Length > 1)
        {
            _diagnostics.Error(At(tokens[1].Column), string.Empty, "nothing may follow '..'");
            return false;
        }

        if (_blocks.Count == 0)
        {
            _diagnostics.Error(At(tokens[0].Column), string.Empty, "'..' closes a block, but none is open");
            return false;
        }

        _blocks.RemoveAt(_blocks.Count - 1);
        return true;
    }

    /// <summary>Walks down from <paramref name="node"/>, making what is not there yet. A line that ends on a container or an entry opens it.</summary>
    private bool Set(ConfigNode node, ReadOnlySpan<ConfigToken> steps, int endColumn, bool absolute)
    {
        var opens = true;
        var at = 0;
        while (at < steps.Length)
        {
            var token = steps[at++];
            if (node.Definition.Find(token.Text) is not { } child)
            {
                _diagnostics.Error(At(token.Column), node.Path, ConfigMessages.UnknownNode(token, node.Definition));
                return false;
            }

            opens = !child.HoldsValue;
            if (child.Kind == ConfigNodeKind.Container)
            {
                node = node.GetOrAddContainer(child, At(token.Column));
                continue;
            }

            if (at == steps.Length)
            {
                _diagnostics.Error(At(endColumn), node.PathOf(child.Name), ConfigMessages.MissingValue(child));
                return false;
            }

            var value = steps[at++];
            var reading = child.Type!.Read(value.Text);
            if (reading.Problem is { } problem)
            {
                _diagnostics.Error(At(value.Column), node.PathOf(child.Name), ConfigMessages.BadValue(problem, child));
                return false;
            }

            node = Store(node, child, new ConfigValue(reading.Text, reading.Data!, At(value.Column)));
        }

        if (absolute && opens)
        {
            _blocks.Clear();
        }

        if (opens && node.Parent is not null)
        {
            _blocks.Add(new Block(node, At(steps[0].Column), MustClose: !absolute));
        }

        return true;
    }

    private static ConfigNode Store(ConfigNode node, ConfigNodeDefinition child, ConfigValue value)
    {
        switch (child.Kind)
        {
            case ConfigNodeKind.List:
                return node.GetOrAddEntry(child, value);
            case ConfigNodeKind.LeafList:
                node.Add(child, value);
                return node;
            default:
                node.Set(child, value);
                return node;
        }
    }

    private void CheckBlocksAreClosed()
    {
        foreach (var block in _blocks)
        {
            if (block.MustClose)
            {
                _diagnostics.Error(block.Position, block.Node.Path, "the block is not closed with '..'");
            }
        }
    }

    private ConfigPosition At(int column) => new(_source, _line, column);

    /// <param name="MustClose">False when an absolute line opened it: the next absolute line leaves it.</param>
    private readonly record struct Block(ConfigNode Node, ConfigPosition Position, bool MustClose);
}
