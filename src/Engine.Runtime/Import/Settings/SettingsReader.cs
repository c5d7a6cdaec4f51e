using System.IO.Enumeration;
using System.Text;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import.Settings;

/// <summary>
/// Reads a settings file with all that it includes into one tree of sections. What is wrong is a finding, and reading goes on behind it. Never throws.
/// </summary>
internal sealed class SettingsReader
{
    /// <summary>Files within files.</summary>
    public const int MaximumInclusionDepth = 10;

    /// <summary>Sections within sections.</summary>
    public const int MaximumDepth = 32;

    private const int MaximumFiles = 4096;
    private const long MaximumFileLength = 64 * 1024 * 1024;

    private readonly ConfigDiagnostics _diagnostics;
    private int _files;

    private SettingsReader(ConfigDiagnostics diagnostics) => _diagnostics = diagnostics;

    /// <summary>Reads a file. Null, with a finding, when it cannot be opened.</summary>
    public static SettingsSection? ReadFile(string path, ConfigDiagnostics diagnostics)
    {
        var reader = new SettingsReader(diagnostics);
        var root = new SettingsSection(string.Empty, new ConfigPosition(path, 0, 0));
        return reader.Include(root, path, new ConfigPosition(path, 0, 0), depth: 0, inclusions: 0) ? root : null;
    }

    /// <summary>Reads a text; what it includes is looked for in <paramref name="folder"/>, or nowhere when that is null.</summary>
    public static SettingsSection ReadText(string text, string source, ConfigDiagnostics diagnostics, string? folder = null)
    {
        var reader = new SettingsReader(diagnostics);
        var root = new SettingsSection(string.Empty, new ConfigPosition(source, 0, 0));
        reader.Read(root, new SettingsLexer(text, source), folder, depth: 0, inclusions: 0);
        return root;
    }

    private bool Include(SettingsSection section, string path, ConfigPosition from, int depth, int inclusions)
    {
        try
        {
            if (++_files > MaximumFiles || new FileInfo(path) is { Exists: true, Length: > MaximumFileLength })
            {
                _diagnostics.Error(from, path, _files > MaximumFiles ? "more files than can be read" : "the file is too large");
                return false;
            }

            var text = Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            Read(section, new SettingsLexer(text, path), Path.GetDirectoryName(Path.GetFullPath(path)), depth, inclusions);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _diagnostics.Error(from, path, exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message);
            return false;
        }
    }

    /// <summary>Statements up to the brace that closes the section, or to the end of the file for the outermost.</summary>
    private void Read(SettingsSection outermost, SettingsLexer lexer, string? folder, int depth, int inclusions)
    {
        var open = new Stack<SettingsSection>();
        var section = outermost;
        while (true)
        {
            var token = lexer.Next();
            switch (token.Kind)
            {
                case SettingsTokenKind.End:
                    if (open.Count > 0)
                    {
                        _diagnostics.Error(section.Position, section.Name, "the section is not closed with '}'");
                    }

                    return;
                case SettingsTokenKind.NewLine:
                    break;
                case SettingsTokenKind.Include:
                    IncludeAll(section, token, folder, depth + open.Count, inclusions);
                    break;
                case SettingsTokenKind.CloseBrace when open.Count > 0:
                    section = open.Pop();
                    break;
                case SettingsTokenKind.Name:
                    if (ReadNamed(section, lexer, token, depth + open.Count) is { } opened)
                    {
                        open.Push(section);
                        section = opened;
                    }

                    break;
                default:
                    _diagnostics.Error(token.Position, section.Name, Unexpected(token));
                    break;
            }
        }
    }

    /// <summary>A value, or the head of a section, which is given back.</summary>
    private SettingsSection? ReadNamed(SettingsSection section, SettingsLexer lexer, SettingsToken name, int depth)
    {
        while (true)
        {
            var token = lexer.Next();
            if (token.Kind == SettingsTokenKind.Value)
            {
                section.Set(new SettingsValue(name.Text, token.Text, name.Position));
                return null;
            }

            if (token.Kind == SettingsTokenKind.Mistake)
            {
                _diagnostics.Error(token.Position, name.Text, token.Text);
                return null;
            }

            var references = new List<(string, ConfigPosition)>();
            if (token.Kind == SettingsTokenKind.Colon && !ReadReferences(lexer, name, references, out token))
            {
                return null;
            }

            token = token.Kind == SettingsTokenKind.NewLine ? NextBeyondLineEnds(lexer) : token;
            if (token.Kind == SettingsTokenKind.OpenBrace)
            {
                return Open(section, name, references, depth);
            }

            _diagnostics.Error(name.Position, name.Text, "'=' and a value, or '{', must follow a name");
            if (token.Kind != SettingsTokenKind.Name)
            {
                return null;
            }

            name = token;
        }
    }

    /// <summary>Names behind a colon; <paramref name="next"/> is what follows them.</summary>
    private bool ReadReferences(SettingsLexer lexer, SettingsToken of, List<(string, ConfigPosition)> references, out SettingsToken next)
    {
        do
        {
            next = NextBeyondLineEnds(lexer);
            if (next.Kind != SettingsTokenKind.Name)
            {
                _diagnostics.Error(next.Position, of.Text, "the name of a section to inherit from is missing");
                return false;
            }

            references.Add((next.Text, next.Position));
            next = NextBeyondLineEnds(lexer);
        }
        while (next.Kind == SettingsTokenKind.Comma);
        return true;
    }

    private SettingsSection Open(SettingsSection section, SettingsToken name, List<(string, ConfigPosition)> references, int depth)
    {
        if (depth >= MaximumDepth)
        {
            _diagnostics.Error(name.Position, name.Text, $"sections are nested deeper than {MaximumDepth} levels");
            return new SettingsSection(name.Text, name.Position); // Read, and let go.
        }

        var opened = section.GetOrAdd(name.Text, name.Position);
        opened.References.AddRange(references);
        return opened;
    }

    private void IncludeAll(SettingsSection section, SettingsToken include, string? folder, int depth, int inclusions)
    {
        if (include.Text.Length == 0 || folder is null)
        {
            _diagnostics.Error(include.Position, "include", include.Text.Length == 0 ? "the name of a file is missing" : "a text without a file cannot include files");
            return;
        }

        if (inclusions >= MaximumInclusionDepth)
        {
            _diagnostics.Error(include.Position, include.Text, $"files include each other more than {MaximumInclusionDepth} levels deep");
            return;
        }

        foreach (var path in Matching(Path.Combine(folder, include.Text)))
        {
            Include(section, path, include.Position, depth, inclusions + 1);
        }
    }

    /// <summary>The files that a pattern with wildcards in its last step means, by name; a name without wildcards means itself.</summary>
    private static IEnumerable<string> Matching(string pattern)
    {
        var name = Path.GetFileName(pattern);
        if (name.IndexOfAny(['*', '?']) < 0)
        {
            return [pattern];
        }

        try
        {
            return Directory.EnumerateFiles(Path.GetDirectoryName(pattern)!)
                .Where(file => Path.GetFileName(file) is var candidate && candidate[0] != '.' && FileSystemName.MatchesSimpleExpression(name, candidate, ignoreCase: false))
                .Order(StringComparer.Ordinal)
                .ToList();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return []; // As for strongSwan, a pattern that matches nothing is no mistake.
        }
    }

    private static SettingsToken NextBeyondLineEnds(SettingsLexer lexer)
    {
        SettingsToken token;
        do
        {
            token = lexer.Next();
        }
        while (token.Kind == SettingsTokenKind.NewLine);
        return token;
    }

    private static string Unexpected(SettingsToken token) => token.Kind switch
    {
        SettingsTokenKind.CloseBrace => "'}' closes a section, but none is open",
        SettingsTokenKind.Value => "a value needs a key before its '='",
        SettingsTokenKind.OpenBrace => "a section needs a name before its '{'",
        SettingsTokenKind.Mistake => token.Text,
        _ => "this cannot stand here",
    };
}
