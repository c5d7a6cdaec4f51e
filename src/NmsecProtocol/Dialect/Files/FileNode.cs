using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>A value of a dialect file that knows where it stands.</summary>
/// <param name="Kind">The kind of the value.</param>
/// <param name="Text">A string's content, a number's digits.</param>
/// <param name="Members">An object's members in the order of the file.</param>
/// <param name="Path">The names that lead to it.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal sealed record FileNode(
    JsonTokenType Kind, string Text, IReadOnlyList<KeyValuePair<string, FileNode>> Members, string Path, int Line, int Column)
{
    /// <summary>An error at this place.</summary>
    public NmsecDialectError Error(string message) => new(Line, Column, Path, message);
}

/// <summary>Reads JSON (comments and trailing commas allowed) into nodes. Bytes that are no such thing give an error, never an exception.</summary>
internal ref struct FileNodeReader
{
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private int _scanned;
    private int _lineStart;
    private int _line = 1;

    private FileNodeReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(
            json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 });
    }

    /// <summary>Reads a whole file.</summary>
    public static FileNode? TryRead(ReadOnlySpan<byte> json, out NmsecDialectError? error)
    {
        error = null;
        if (json.StartsWith(Encoding.UTF8.Preamble))
        {
            json = json[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8.IsValid(json))
        {
            error = new NmsecDialectError(1, 1, string.Empty, "The file is not UTF-8.");
            return null;
        }

        var reader = new FileNodeReader(json);
        try
        {
            reader._reader.Read();
            var root = reader.ReadValue(string.Empty);
            reader._reader.Read(); // whatever follows the value is an error of its own
            return root;
        }
        catch (JsonException exception)
        {
            error = new NmsecDialectError(
                (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, string.Empty, "The file is not JSON.");
        }
        catch (InvalidOperationException)
        {
            // An escape sequence that is half of a surrogate pair.
            var (line, column) = reader.Position();
            error = new NmsecDialectError(line, column, string.Empty, "The string is not Unicode.");
        }

        return null;
    }

    private FileNode ReadValue(string path)
    {
        var (line, column) = Position();
        var kind = _reader.TokenType;
        var text = kind switch
        {
            JsonTokenType.String => _reader.GetString()!,
            JsonTokenType.Number => Encoding.UTF8.GetString(_reader.ValueSpan),
            _ => string.Empty,
        };
        IReadOnlyList<KeyValuePair<string, FileNode>> members = [];
        if (kind == JsonTokenType.StartObject)
        {
            members = ReadMembers(path);
        }
        else if (kind == JsonTokenType.StartArray)
        {
            _reader.Skip();
        }

        return new FileNode(kind, text, members, path, line, column);
    }

    private List<KeyValuePair<string, FileNode>> ReadMembers(string path)
    {
        var members = new List<KeyValuePair<string, FileNode>>();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader.GetString()!;
            _reader.Read();
            members.Add(KeyValuePair.Create(name, ReadValue(path.Length == 0 ? name : $"{path}.{name}")));
        }

        return members;
    }

    // Tokens come in the order of the file, so every byte is looked at once.
    private (int Line, int Column) Position()
    {
        var start = (int)_reader.TokenStartIndex;
        for (; _scanned < start; _scanned++)
        {
            if (_json[_scanned] == '\n')
            {
                _line++;
                _lineStart = _scanned + 1;
            }
        }

        return (_line, start - _lineStart + 1);
    }
}
