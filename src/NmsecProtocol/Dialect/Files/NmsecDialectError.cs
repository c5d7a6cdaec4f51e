namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>One thing that is wrong with a dialect file.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column in the line, from 1, in bytes.</param>
/// <param name="Path">The member, such as <c>structures.NMsecStack.fields.NMsStackName</c>.</param>
/// <param name="Message">What is wrong.</param>
public sealed record NmsecDialectError(int Line, int Column, string Path, string Message)
{
    /// <summary>Position, member and message in one line.</summary>
    public override string ToString()
        => Path.Length == 0 ? $"line {Line}, column {Column}: {Message}" : $"line {Line}, column {Column}, {Path}: {Message}";
}

/// <summary>A dialect file that cannot be used, with everything that is wrong with it.</summary>
public sealed class NmsecDialectException : FormatException
{
    // A message is read by a person; the rest is in Errors.
    private const int ErrorsInMessage = 20;

    /// <summary>Makes the exception.</summary>
    public NmsecDialectException(string file, IReadOnlyList<NmsecDialectError> errors)
        : base($"{file}: {string.Join("; ", errors.Take(ErrorsInMessage))}{(errors.Count > ErrorsInMessage ? $"; and {errors.Count - ErrorsInMessage} more" : string.Empty)}")
    {
        Errors = errors;
    }

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<NmsecDialectError> Errors { get; }
}
