using System.Security.Cryptography;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A configuration took the place of another.</summary>
public sealed record ConfigurationApplied(LoadedConfiguration Old, LoadedConfiguration New)
{
    public ConfigurationDiff Diff { get; } = ConfigurationDiff.Between(Old.Combined, New.Combined);
}

/// <summary>
/// Holds the running configuration and its file. An edit works on a candidate: when all of it is valid the file is replaced and the candidate becomes
/// the running configuration, otherwise nothing changes. Thread-safe: edits and reloads run one after the other, reading never waits.
/// </summary>
public sealed class ConfigurationStore : IConfigurationControl, IDisposable
{
    private const string EditSource = "line";

    // Part of every version: one that was seen before a restart is never taken for one of this run.
    private readonly string _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string? _path;
    private readonly string? _certificateFolder;
    private volatile State _state;

    private ConfigurationStore(string? path, string? certificateFolder, State state)
    {
        _path = path;
        _certificateFolder = certificateFolder;
        _state = state;
    }

    /// <summary>
    /// Called after the running configuration was replaced, and awaited before the edit or reload ends, in the order of the commits. What it throws ends the edit
    /// as failed; the new configuration stands. It must not edit or reload, which would wait for itself.
    /// </summary>
    public event Func<ConfigurationApplied, Task>? Applied;

    /// <summary>Called when a reload was refused, before it ends; the running configuration stands. Whoever reloads gets the same result.</summary>
    public event Action<CommandResult>? ReloadRefused;

    /// <summary>The running configuration.</summary>
    public LoadedConfiguration Current => _state.Loaded;

    /// <summary>Where certificates and keys are; null = nowhere.</summary>
    public string? CertificateFolderPath => _certificateFolder;

    /// <summary>The file, or null for a configuration in memory.</summary>
    public string? FilePath => _path;

    /// <summary>Loads a file. Null, with every error among the findings, when it cannot be used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="diagnostics">What is wrong with it.</param>
    /// <param name="certificateFolder">Where certificates and keys are; null = nowhere.</param>
    public static ConfigurationStore? Open(string path, out IReadOnlyList<ConfigDiagnostic> diagnostics, string? certificateFolder = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var state = Read(path, certificateFolder, RequestIds.None, out diagnostics);
        return state is null ? null : new ConfigurationStore(path, certificateFolder, state);
    }

    /// <summary>A store without a file: edits live as long as it does. Null, with the errors, when the text cannot be used.</summary>
    public static ConfigurationStore? InMemory(string text, out IReadOnlyList<ConfigDiagnostic> diagnostics)
    {
        var parsed = ConfigParser.Parse(text, "memory");
        var state = Load(parsed, string.Empty, null, RequestIds.None, out diagnostics);
        return state is null ? null : new ConfigurationStore(null, null, state);
    }

    /// <inheritdoc cref="IConfigurationControl.Show(string, bool, bool)"/>
    public CommandResult Show(string path, bool withDefaults, bool revealSecrets) =>
        Show(new ConfigurationQuery(path) { WithDefaults = withDefaults, RevealSecrets = revealSecrets });

    /// <inheritdoc/>
    public CommandResult Show(ConfigurationQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var state = _state;
        return Show(state, query) with { ConfigurationVersion = VersionOf(state) };
    }

    /// <inheritdoc cref="IConfigurationControl.EditAsync(IReadOnlyList{string}, bool, CancellationToken)"/>
    public Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, CancellationToken cancellationToken) =>
        EditAsync(lines, validateOnly, expectedVersion: null, cancellationToken);

    /// <inheritdoc/>
    public Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, string? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return WriteAsync(expectedVersion, () => EditAsync(lines, validateOnly), cancellationToken);
    }

    /// <inheritdoc cref="IConfigurationControl.ReloadAsync(CancellationToken)"/>
    public Task<CommandResult> ReloadAsync(CancellationToken cancellationToken) => ReloadAsync(expectedVersion: null, cancellationToken);

    /// <inheritdoc/>
    public Task<CommandResult> ReloadAsync(string? expectedVersion, CancellationToken cancellationToken) => _path is null
        ? Task.FromResult(new CommandResult(CommandStatus.Invalid, 0, "the configuration has no file to reload", []) { ConfigurationVersion = VersionOf(_state) })
        : WriteAsync(expectedVersion, () => ReloadAsync(_path), cancellationToken);

    public void Dispose() => _writer.Dispose();

    private static CommandResult Show(State state, ConfigurationQuery query)
    {
        var document = state.Document;
        if (query.CandidateLines.Count > 0)
        {
            var parsed = ConfigParser.Apply(document.Clone(), query.CandidateLines, EditSource);
            if (parsed.HasErrors)
            {
                return Refused(parsed.Diagnostics, EditSource, isOfWhole: false);
            }

            document = parsed.Document;
        }

        var text = ConfigQuery.Show(document, query, out var problem);
        return text is null
            ? new CommandResult(CommandStatus.NotFound, 0, problem, [])
            : new CommandResult(CommandStatus.Succeeded, 0, string.Empty, text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n'));
    }

    /// <summary>Runs one edit or reload after the others, unless the version has moved on.</summary>
    private async Task<CommandResult> WriteAsync(string? expectedVersion, Func<Task<CommandResult>> write, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var running = VersionOf(_state);
            var result = expectedVersion is not null && expectedVersion != running
                ? new CommandResult(CommandStatus.Conflict, 0, $"the running configuration has version {running}, not {expectedVersion}: read it again; nothing was changed", [])
                : await write().ConfigureAwait(false);
            return WithVersion(result);
        }
        finally
        {
            _writer.Release();
        }
    }

    private async Task<CommandResult> ReloadAsync(string path)
    {
        var next = Read(path, _certificateFolder, _state.RequestIds, out var diagnostics);
        var result = WithVersion(next is null ? Refused(diagnostics, path, isOfWhole: false) : await ApplyAsync(next, diagnostics, "reloaded").ConfigureAwait(false));
        if (!result.IsSuccess)
        {
            ReloadRefused?.Invoke(result);
        }

        return result;
    }

    private async Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly)
    {
        var old = _state;
        var parsed = ConfigParser.Apply(old.Document.Clone(), lines, EditSource);

        // Syntax first: what could not be read would only raise errors about what is missing.
        var diagnostics = parsed.HasErrors ? parsed.Diagnostics : ConfigValidator.Validate(parsed.Document);
        if (diagnostics.Any(diagnostic => diagnostic.IsError))
        {
            return Refused(diagnostics, EditSource, isOfWhole: !parsed.HasErrors);
        }

        if (validateOnly)
        {
            return new CommandResult(CommandStatus.Succeeded, 0, "the configuration is valid; nothing was changed", Texts(diagnostics));
        }

        // What becomes the running configuration is what the file will say, read back: it loads again after a restart, and positions are the file's.
        var content = ConfigurationFile.Format(parsed.Document);
        var reread = ConfigParser.Parse(System.Text.Encoding.UTF8.GetString(content), _path ?? "memory");
        var next = Load(reread, ConfigurationFile.FingerprintOf(content), _certificateFolder, old.RequestIds, out var findings);
        if (next is null)
        {
            return Refused(findings, EditSource, isOfWhole: true);
        }

        return Save(content, old.Fingerprint) is { } problem
            ? new CommandResult(CommandStatus.Failed, 0, $"{problem}; nothing was changed", [])
            : await ApplyAsync(next, diagnostics, "committed").ConfigureAwait(false);
    }

    /// <summary>Null when the file was replaced, or there is none; otherwise why not.</summary>
    private string? Save(byte[] content, string expectedFingerprint)
    {
        if (_path is null)
        {
            return null;
        }

        try
        {
            // What somebody wrote by hand since must not vanish under an edit that never saw it.
            if (File.Exists(_path) && ConfigurationFile.FingerprintOf(File.ReadAllBytes(_path)) != expectedFingerprint)
            {
                return $"{_path} was changed by somebody else; reload it first";
            }

            AtomicFile.Replace(_path, content);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{_path} cannot be written: {exception.Message}";
        }
    }

    private async Task<CommandResult> ApplyAsync(State next, IReadOnlyList<ConfigDiagnostic> diagnostics, string verb)
    {
        var change = new ConfigurationApplied(_state.Loaded, next.Loaded);
        _state = next with { Serial = _state.Serial + 1 };
        var affected = change.Diff.Added.Count + change.Diff.Removed.Count + change.Diff.Changed.Count;
        try
        {
            foreach (var subscriber in Delegate.EnumerateInvocationList(Applied))
            {
                await subscriber(change).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // A subscriber's fault must not look like a refused configuration: the file has been replaced.
            return new CommandResult(CommandStatus.Failed, affected, $"{verb}, but applying it failed: {exception.Message}", Texts(diagnostics));
        }

        return new CommandResult(CommandStatus.Succeeded, affected, $"{verb}: {change.Diff}", Texts(diagnostics));
    }

    private static State? Read(string path, string? certificateFolder, RequestIds requestIds, out IReadOnlyList<ConfigDiagnostic> diagnostics)
    {
        var file = ConfigurationFile.TryRead(path, out diagnostics);
        if (file is null)
        {
            return null;
        }

        var state = Load(file.Parsed, file.Fingerprint, certificateFolder, requestIds, out diagnostics);
        diagnostics = [.. file.CheckPermissions(), .. diagnostics];
        return state;
    }

    private static State? Load(
        ConfigParseResult parsed, string fingerprint, string? certificateFolder, RequestIds requestIds, out IReadOnlyList<ConfigDiagnostic> diagnostics)
    {
        diagnostics = parsed.Diagnostics;
        return !parsed.HasErrors && ConfigurationLoader.Load(parsed.Document, ref requestIds, out diagnostics, CertificateFolder.Read(certificateFolder)) is { } loaded
            ? new State(parsed.Document, loaded, requestIds, fingerprint)
            : null;
    }

    private static CommandResult Refused(IReadOnlyList<ConfigDiagnostic> diagnostics, string source, bool isOfWhole)
    {
        var errors = diagnostics.Count(diagnostic => diagnostic.IsError);
        return new CommandResult(CommandStatus.Invalid, 0, $"{errors} {(errors == 1 ? "error" : "errors")}; nothing was changed", Texts(diagnostics))
        {
            Errors = [.. diagnostics.Where(diagnostic => diagnostic.IsError).Select(diagnostic => InLinesOf(source, diagnostic) with { IsOfWhole = isOfWhole })],
        };
    }

    /// <summary>Positions elsewhere, or nowhere, are no lines that the caller knows.</summary>
    private static InputError InLinesOf(string source, ConfigDiagnostic diagnostic)
    {
        var (line, column) = diagnostic.Position.Source == source ? (diagnostic.Position.Line, diagnostic.Position.Column) : (0, 0);
        return new InputError(line, column, diagnostic.Path.Length > 0 ? $"{diagnostic.Path}: {diagnostic.Message}" : diagnostic.Message);
    }

    private static string[] Texts(IReadOnlyList<ConfigDiagnostic> diagnostics) => [.. diagnostics.Select(diagnostic => diagnostic.ToString())];

    private CommandResult WithVersion(CommandResult result) =>
        VersionOf(_state) is var version && result.ConfigurationVersion == version ? result : result with { ConfigurationVersion = version };

    // Not made from the content: a digest of secrets would be something to try guesses on.
    private string VersionOf(State state) => $"{_run}-{state.Serial}";

    /// <summary>Never edited once published.</summary>
    private sealed record State(ConfigDocument Document, LoadedConfiguration Loaded, RequestIds RequestIds, string Fingerprint)
    {
        /// <summary>How many configurations were running before it.</summary>
        public ulong Serial { get; init; }
    }
}
