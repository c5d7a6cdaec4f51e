namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The daemon that runs tests by name. Section <c>Daemon</c>.</summary>
internal sealed class DaemonOptions
{
    public const string Section = "Daemon";

    /// <summary>Whether there is a daemon. Its API is then served where the other gRPC services are, to callers with the operator role.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where tests run: in this process, each with an engine of its own, or each in a process of its own.</summary>
    public TestIsolation Isolation { get; set; } = TestIsolation.Inside;

    /// <summary>How many tests there may be.</summary>
    public int MaximumTests { get; set; } = 64;

    /// <summary>The folder of setup files that definitions may name; empty: definitions carry the text.</summary>
    public string SetupDirectory { get; set; } = string.Empty;

    /// <summary>The folder below which tests may write their logs; empty: they write none.</summary>
    public string LogDirectory { get; set; } = string.Empty;

    /// <summary>From the port of its setup up, so many are tried for the API of a test until one is free.</summary>
    public int ApiPorts { get; set; } = 1000;

    /// <summary>
    /// Whether tests may be other programs, started by commands that the caller gives. They run as the agent's user, and whoever has the operator role can
    /// then do on this host whatever that user can.
    /// </summary>
    public bool AllowCommands { get; set; }

    /// <summary>How long a command that prepares or cleans up may take.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many octets of their output are kept, the last ones, for each test.</summary>
    public int OutputOctets { get; set; } = 64 * 1024;

    /// <summary>How long tests may take to say goodbye to their peers when the agent stops.</summary>
    public TimeSpan StopDeadline { get; set; } = TimeSpan.FromSeconds(4);

    public IEnumerable<string> Validate()
    {
        if (!Enum.IsDefined(Isolation))
        {
            yield return $"{Section}:{nameof(Isolation)} is {Isolation}; write {nameof(TestIsolation.Inside)} or {nameof(TestIsolation.Process)}";
        }

        if (MaximumTests is < 1 or > 1000)
        {
            yield return $"{Section}:{nameof(MaximumTests)} is {MaximumTests}, allowed is 1 to 1000";
        }

        if (ApiPorts is < 1 or > 65_535)
        {
            yield return $"{Section}:{nameof(ApiPorts)} is {ApiPorts}, allowed is 1 to 65535";
        }

        if (OutputOctets is < 1024 or > 16 * 1024 * 1024)
        {
            yield return $"{Section}:{nameof(OutputOctets)} is {OutputOctets}, allowed is 1024 to 16777216";
        }

        if (CommandTimeout < TimeSpan.FromSeconds(1) || CommandTimeout > TimeSpan.FromHours(1))
        {
            yield return $"{Section}:{nameof(CommandTimeout)} is {CommandTimeout}, allowed is 00:00:01 to 01:00:00";
        }

        if (StopDeadline < TimeSpan.Zero || StopDeadline > TimeSpan.FromSeconds(8))
        {
            yield return $"{Section}:{nameof(StopDeadline)} is {StopDeadline}, allowed is 00:00:00 to 00:00:08";
        }

        foreach (var (name, folder) in new[] { (nameof(SetupDirectory), SetupDirectory), (nameof(LogDirectory), LogDirectory) })
        {
            if (folder.Length > 0 && !Directory.Exists(folder))
            {
                yield return $"{Section}:{name} is {folder}: there is no such folder";
            }
        }
    }
}

/// <summary>Where the tests of the daemon run.</summary>
internal enum TestIsolation
{
    /// <summary>In the agent's process.</summary>
    Inside,

    /// <summary>Each in a process of its own.</summary>
    Process,
}
