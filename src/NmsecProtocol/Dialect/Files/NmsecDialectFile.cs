using MyIkev2.NmsecProtocol.Dialect.Files;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>
/// Dialects in files: JSON that says what is different from <c>design-1</c>. A site that holds the original header
/// describes it in such a file and needs no other program.
/// </summary>
/// <remarks>
/// Published structures and fields are not a file's to change. Everything that is wrong with a file is said at once,
/// with line, column and the member's path.
/// </remarks>
public static class NmsecDialectFile
{
    private const int LargestFile = 1 << 20;

    /// <summary>Reads a dialect from a file.</summary>
    /// <exception cref="NmsecDialectException">The file is no usable dialect.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NmsecDialect Load(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > LargestFile)
        {
            throw new NmsecDialectException(path, [new(1, 1, string.Empty, $"The file has more than {LargestFile} bytes.")]);
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return TryParse(bytes, out var errors) ?? throw new NmsecDialectException(path, errors);
    }

    /// <summary>Reads a dialect from the bytes of a file; null, and at least one error, if it is none.</summary>
    public static NmsecDialect? TryParse(ReadOnlySpan<byte> json, out IReadOnlyList<NmsecDialectError> errors)
    {
        if (FileNodeReader.TryRead(json, out var error) is not { } root)
        {
            errors = [error!];
            return null;
        }

        var reader = new DialectFileReader();
        var dialect = reader.Read(root);
        errors = reader.Errors;
        return errors.Count == 0 ? dialect : null;
    }

    /// <summary>A whole dialect as the text of a file. Reading it gives the same dialect.</summary>
    public static string Write(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return DialectFileWriter.Write(dialect);
    }
}
