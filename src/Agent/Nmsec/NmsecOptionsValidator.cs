using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.Agent.Nmsec;

/// <summary>Checks the options at start and turns them into the values that the service uses.</summary>
internal sealed class NmsecOptionsValidator : IValidateOptions<NmsecOptions>
{
    // sun_path has 108 bytes, the last one for the terminating zero.
    private const int LongestSocketPath = 107;

    private const UnixFileMode AllPermissions = (UnixFileMode)0x1FF;

    public ValidateOptionsResult Validate(string? name, NmsecOptions options)
    {
        var failures = new List<string>();
        if (options.SocketPath.Length == 0
            || Encoding.UTF8.GetByteCount(Path.GetFullPath(options.SocketPath)) > LongestSocketPath)
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.SocketPath)} must have 1 to {LongestSocketPath} bytes.");
        }

        if (options.NssSocketPath.Length > 0
            && (Encoding.UTF8.GetByteCount(Path.GetFullPath(options.NssSocketPath)) > LongestSocketPath
                || Path.GetFullPath(options.NssSocketPath) == Path.GetFullPath(options.SocketPath.Length == 0 ? "." : options.SocketPath)))
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.NssSocketPath)} must have at most {LongestSocketPath} bytes and be another path than {nameof(options.SocketPath)}.");
        }

        if (options.SystemName.Contains('.'))
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.SystemName)} is one qualifier of a resource name and has no dots.");
        }

        if (ParseMode(options.SocketMode) is null)
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.SocketMode)} must be an octal file mode such as 0660, not '{options.SocketMode}'.");
        }

        if (options.MaximumClients < 1)
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.MaximumClients)} must be at least 1.");
        }

        if (options.ReadyTimeout <= TimeSpan.Zero || options.StallTimeout <= TimeSpan.Zero)
        {
            failures.Add($"{NmsecOptions.SectionName}: {nameof(options.ReadyTimeout)} and {nameof(options.StallTimeout)} must be positive.");
        }

        failures.AddRange(AccessControlList.Validate(options));
        try
        {
            CreateDialect(options);
        }
        catch (NmsecDialectException exception)
        {
            failures.AddRange(exception.Errors.Select(error => $"{NmsecOptions.SectionName}:{nameof(options.DialectFile)} {options.DialectFile}: {error}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.DialectFile)}: {exception.Message}");
        }
        catch (ArgumentException exception)
        {
            failures.Add($"{NmsecOptions.SectionName}:{nameof(options.MessageTypes)}: {exception.Message}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>The dialect of the options: that of the file if there is one, with the options' type numbers in it.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or two messages share a number.</exception>
    /// <exception cref="NmsecDialectException">The file is no usable dialect.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NmsecDialect CreateDialect(NmsecOptions options)
    {
        var dialect = options.DialectFile.Length == 0 ? NmsecDialect.Design1 : NmsecDialectFile.Load(options.DialectFile);
        var replacements = options.MessageTypes.Select(pair => KeyValuePair.Create(
            MessageTypeCatalog.Find(pair.Key)?.Type ?? throw new ArgumentException($"There is no message '{pair.Key}'."),
            pair.Value));
        return dialect with { Types = dialect.Types.With(replacements) };
    }

    /// <summary>Reads an octal file mode; null if it is none.</summary>
    public static UnixFileMode? ParseMode(string text)
    {
        if (text.Length is < 3 or > 4 || text.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            return null;
        }

        var mode = Convert.ToInt32(text, 8);
        return mode <= (int)AllPermissions ? (UnixFileMode)mode : null;
    }
}
