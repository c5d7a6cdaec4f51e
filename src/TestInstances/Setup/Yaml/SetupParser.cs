using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MyIkev2.TestInstances.Setup.Yaml;

/// <summary>
/// YAML text to nodes. The library is asked for events only; the tree is built here, so that neither depth nor number of nodes is the writer's choice: the text may
/// come from a remote client. Anchors, aliases and tags, of which setup files have no use, are refused.
/// </summary>
internal sealed class SetupParser
{
    /// <summary>Most characters of a file.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>Deepest nesting; options need five levels.</summary>
    public const int MaximumDepth = 16;

    /// <summary>Most values, lists and mappings of a file.</summary>
    public const int MaximumNodes = 50_000;

    private readonly IParser _parser;
    private int _nodes;

    private SetupParser(IParser parser) => _parser = parser;

    /// <summary>The options at the top, or null with what is wrong. An empty text has none.</summary>
    public static MappingNode? Parse(string text, out SetupDiagnostic? error)
    {
        error = null;
        if (text.Length > MaximumLength)
        {
            error = new SetupDiagnostic(0, string.Empty, true, $"the file has {text.Length} characters, at most {MaximumLength} are read");
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return new SetupParser(parser).ParseDocument();
        }
        catch (SetupSyntaxException problem)
        {
            error = new SetupDiagnostic(problem.Line, string.Empty, true, problem.Message);
        }
        catch (YamlException problem)
        {
            error = new SetupDiagnostic(Line(problem.Start), string.Empty, true, problem.InnerException is null ? problem.Message : problem.InnerException.Message);
        }

        // On some malformed texts the library's scanner fails by accident instead of saying what is wrong.
        catch (Exception accident) when (accident is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            error = new SetupDiagnostic(parser.Current is { } at ? Line(at.End) : 0, string.Empty, true, "what follows here is no YAML");
        }

        return null;
    }

    private MappingNode ParseDocument()
    {
        Next<StreamStart>();
        if (_parser.MoveNext() && _parser.Current is StreamEnd)
        {
            return new MappingNode(1, []);
        }

        _parser.MoveNext();
        var root = ParseNode(depth: 1);
        Next<DocumentEnd>();
        if (_parser.MoveNext() && _parser.Current is not StreamEnd)
        {
            throw Refuse("a second document begins; a setup file has one");
        }

        return root switch
        {
            MappingNode mapping => mapping,
            ScalarNode { IsNull: true } => new MappingNode(root.Line, []),
            _ => throw new SetupSyntaxException(root.Line, "the file must consist of options, each as 'name: value'"),
        };
    }

    /// <summary>The node that begins at the present event; ends at its last event.</summary>
    private SetupNode ParseNode(int depth)
    {
        if (++_nodes > MaximumNodes)
        {
            throw Refuse($"the file has more than {MaximumNodes} values");
        }

        if (depth > MaximumDepth)
        {
            throw Refuse($"nested deeper than {MaximumDepth} levels");
        }

        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            throw Refuse("anchors and aliases are not used in setup files");
        }

        switch (_parser.Current)
        {
            case Scalar { Tag.IsEmpty: true } scalar:
                return new ScalarNode(Line(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart { Tag.IsEmpty: true } start:
                return new SequenceNode(Line(start.Start), ParseItems(depth));
            case MappingStart { Tag.IsEmpty: true } start:
                return new MappingNode(Line(start.Start), ParseEntries(depth));
            case NodeEvent:
                throw Refuse("tags are not used in setup files");
            default:
                throw Refuse("a value is missing");
        }
    }

    private List<SetupNode> ParseItems(int depth)
    {
        var items = new List<SetupNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(ParseNode(depth + 1));
        }

        return items;
    }

    private List<SetupEntry> ParseEntries(int depth)
    {
        var entries = new List<SetupEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            if (ParseNode(depth + 1) is not ScalarNode name)
            {
                throw Refuse("the name of an option must be a word");
            }

            if (!names.Add(name.Text))
            {
                throw new SetupSyntaxException(name.Line, $"'{Printable.Of(name.Text)}' is said twice");
            }

            _parser.MoveNext();
            entries.Add(new SetupEntry(name.Line, name.Text, ParseNode(depth + 1)));
        }

        return entries;
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!_parser.MoveNext() || _parser.Current is not T)
        {
            throw Refuse("the file ends unexpectedly");
        }
    }

    private SetupSyntaxException Refuse(string message) => new(_parser.Current is { } at ? Line(at.Start) : 0, message);

    private static int Line(in Mark mark) => (int)Math.Min(mark.Line, int.MaxValue);
}
