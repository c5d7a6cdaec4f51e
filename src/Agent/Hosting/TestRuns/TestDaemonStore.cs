using System.Text.Json;
using System.Text.Json.Serialization;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>
/// The daemon's tests as a file that is replaced as a whole: definitions, and what became of those that are over. It holds secrets of setup files, so only
/// the agent's user may read it.
/// </summary>
internal sealed class TestDaemonStore(IStateFile? file, ILogger logger)
{
    public const string FileName = "test-daemon.json";

    private const int Version = 1;
    private const int LargestFile = 256 * 1024 * 1024;

    private readonly Lock _lock = new();

    /// <summary>What was kept; nothing when there is no file, or none that can be used.</summary>
    public IReadOnlyList<StoredTest> Load()
    {
        if (file is null)
        {
            return [];
        }

        try
        {
            if (file.Read(LargestFile) is not { } octets)
            {
                return [];
            }

            var document = JsonSerializer.Deserialize(octets, StoredTests.Default.StoredDocument);
            if (document is { Version: Version, Tests: { } tests } && tests.All(static test => test is { Name: not null } && (test.Setup is not null || test.UpCommands is not null)))
            {
                return tests;
            }

            throw new JsonException("it is not a list of tests of this version");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            DaemonLog.StateDamaged(logger, file.Path, e.Message, file.PutAside() ?? "nowhere");
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DaemonLog.StateUnreadable(logger, file.Path, e.Message);
            return [];
        }
    }

    /// <summary>Replaces the file. What cannot be written is logged: the tests go on.</summary>
    public void Save(IReadOnlyList<StoredTest> tests)
    {
        if (file is null)
        {
            return;
        }

        var octets = JsonSerializer.SerializeToUtf8Bytes(new StoredDocument(Version, tests), StoredTests.Default.StoredDocument);
        lock (_lock)
        {
            try
            {
                file.Replace(octets);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                DaemonLog.StateNotWritten(logger, file.Path, e.Message);
            }
        }
    }
}

/// <summary>The file.</summary>
internal sealed record StoredDocument(int Version, IReadOnlyList<StoredTest> Tests);

/// <summary>One test of the file.</summary>
internal sealed record StoredTest
{
    public required string Name { get; init; }

    public string? Setup { get; init; }

    public string? LogDirectory { get; init; }

    public string? SetupCommands { get; init; }

    public string? UpCommands { get; init; }

    public string? DestroyCommands { get; init; }

    public string? DataInterface { get; init; }

    public string? DataInterfacePrefix { get; init; }

    /// <summary>What it was doing; <see cref="TestDaemonState.Ended"/> and <see cref="TestDaemonState.Failed"/> are not started again.</summary>
    public TestDaemonState State { get; init; }

    public string? Message { get; init; }

    /// <summary>Its final numbers.</summary>
    public StoredSummary? Summary { get; init; }

    public TestDefinition ToDefinition() => Setup is { } setup
        ? new TestDefinition.Ike(Name, setup, LogDirectory ?? string.Empty)
        : new TestDefinition.Commands(
            Name, SetupCommands ?? string.Empty, UpCommands ?? string.Empty, DestroyCommands ?? string.Empty, DataInterface ?? string.Empty, DataInterfacePrefix ?? string.Empty);

    public TestDaemonEntry ToEntry() => new(Name, State, IsOther: Setup is null)
    {
        Message = Message ?? string.Empty,
        Summary = Summary?.ToSummary(Name, State),
    };

    /// <summary>A definition, and its end when it is over.</summary>
    public static StoredTest Of(TestDefinition definition, TestDaemonEntry? end)
    {
        var stored = definition switch
        {
            TestDefinition.Ike ike => new StoredTest { Name = ike.Name, Setup = ike.Setup, LogDirectory = ike.LogDirectory },
            TestDefinition.Commands other => new StoredTest
            {
                Name = other.Name,
                SetupCommands = other.SetupCommands,
                UpCommands = other.UpCommands,
                DestroyCommands = other.DestroyCommands,
                DataInterface = other.DataInterface,
                DataInterfacePrefix = other.DataInterfacePrefix,
            },
            _ => throw new ArgumentException($"{definition.GetType().Name} is no kind of test", nameof(definition)),
        };
        return stored with
        {
            State = end?.State ?? TestDaemonState.Running,
            Message = end?.Message,
            Summary = end?.Summary is { } summary ? StoredSummary.Of(summary) : null,
        };
    }

    /// <summary>The setup and the commands hold secrets.</summary>
    public override string ToString() => $"stored test {Name}";
}

/// <summary>The final numbers of a test that outlive the agent. States of IKE SAs are not among them: there are none any more.</summary>
internal sealed record StoredSummary
{
    public TestRole Role { get; init; }

    public TestResult Result { get; init; }

    public string? SetupFileName { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? PlannedEndAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? CreationStartedAt { get; init; }

    public DateTimeOffset? CreationFinishedAt { get; init; }

    public TimeSpan CreationDuration { get; init; }

    public uint CreatedTunnels { get; init; }

    public uint FailedTunnels { get; init; }

    public ulong Configured { get; init; }

    public ulong Flaps { get; init; }

    public ulong Errors { get; init; }

    public string? LastError { get; init; }

    public static StoredSummary Of(TestSummary summary) => new()
    {
        Role = summary.Role,
        Result = summary.Result,
        SetupFileName = summary.SetupFileName,
        StartedAt = summary.StartedAt,
        PlannedEndAt = summary.PlannedEndAt,
        EndedAt = summary.EndedAt,
        CreationStartedAt = summary.CreationStartedAt,
        CreationFinishedAt = summary.CreationFinishedAt,
        CreationDuration = summary.CreationDuration,
        CreatedTunnels = summary.CreatedTunnels,
        FailedTunnels = summary.FailedTunnels,
        Configured = summary.Configured,
        Flaps = summary.Flaps,
        Errors = summary.Errors,
        LastError = summary.LastError,
    };

    public TestSummary ToSummary(string name, TestDaemonState state) => new()
    {
        Name = name,
        Role = Role,
        State = state == TestDaemonState.Failed ? TestRunState.Failed : TestRunState.Ended,
        Result = Result,
        SetupFileName = SetupFileName ?? string.Empty,
        StartedAt = StartedAt,
        PlannedEndAt = PlannedEndAt,
        EndedAt = EndedAt,
        CreationStartedAt = CreationStartedAt,
        CreationFinishedAt = CreationFinishedAt,
        CreationDuration = CreationDuration,
        CreatedTunnels = CreatedTunnels,
        FailedTunnels = FailedTunnels,
        Configured = Configured,
        Flaps = Flaps,
        Errors = Errors,
        LastError = LastError ?? string.Empty,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(StoredDocument))]
internal sealed partial class StoredTests : JsonSerializerContext;

/// <summary>What the daemon logs. Event ids 120..149 are stable.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(120, LogLevel.Information, "test {Name} is started")]
    public static partial void Started(ILogger logger, string name);

    [LoggerMessage(121, LogLevel.Information, "test {Name} is over: {State} {Message}")]
    public static partial void Over(ILogger logger, string name, TestDaemonState state, string message);

    [LoggerMessage(122, LogLevel.Error, "test {Name} cannot be started again: {Reason}")]
    public static partial void NotRestored(ILogger logger, string name, string reason);

    [LoggerMessage(123, LogLevel.Warning, "test {Name}: {Warning}")]
    public static partial void Doubtful(ILogger logger, string name, string warning);

    [LoggerMessage(124, LogLevel.Error, "the tests in {Path} cannot be used ({Reason}); the file is now {Aside}")]
    public static partial void StateDamaged(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(125, LogLevel.Error, "the tests in {Path} cannot be read: {Reason}")]
    public static partial void StateUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(126, LogLevel.Error, "the tests cannot be written to {Path}, after a restart some will be missing: {Reason}")]
    public static partial void StateNotWritten(ILogger logger, string path, string reason);
}
