using System.Text.Json;
using System.Text.Json.Serialization;
using MyIkev2.Agent.Grpc;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>What the agent tells the process of a test: one line of JSON on its standard input. The end of that input is the end of the process.</summary>
internal sealed record ChildStart
{
    public required string Name { get; init; }

    public required string Setup { get; init; }

    public string SetupFileName { get; init; } = string.Empty;

    public string? LogFile { get; init; }

    /// <summary>Files that the setup names must be below this folder; empty = it may name none.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary>The Unix socket at which the agent asks it.</summary>
    public required string ControlSocket { get; init; }

    /// <summary>How many ports to try for its API.</summary>
    public int ApiPorts { get; init; } = 1;

    /// <summary>TLS, callers and roles of its API.</summary>
    public required GrpcOptions Grpc { get; init; }

    /// <summary>The setup holds secrets.</summary>
    public override string ToString() => $"test {Name}";
}

/// <summary>What the process tells the agent: lines of JSON on its standard output.</summary>
internal sealed record ChildNotice
{
    /// <summary>Where its API listens; the test is being started.</summary>
    public string? Api { get; init; }

    /// <summary>Why it listens elsewhere than its setup says, or why it cannot run at all when <see cref="Api"/> is null.</summary>
    public string? Remark { get; init; }

    /// <summary>The run is over, and this is how.</summary>
    public TestRunState? Over { get; init; }
}

/// <summary>The lines between the agent and the processes of its tests.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChildStart))]
[JsonSerializable(typeof(ChildNotice))]
internal sealed partial class ChildLines : JsonSerializerContext
{
    public static string Write(ChildStart start) => JsonSerializer.Serialize(start, Default.ChildStart);

    public static string Write(ChildNotice notice) => JsonSerializer.Serialize(notice, Default.ChildNotice);

    /// <summary>Null for what is none.</summary>
    public static ChildStart? ReadStart(string? line) => Read(line, static text => JsonSerializer.Deserialize(text, Default.ChildStart));

    /// <summary>Null for what is none.</summary>
    public static ChildNotice? ReadNotice(string? line) => Read(line, static text => JsonSerializer.Deserialize(text, Default.ChildNotice));

    private static T? Read<T>(string? line, Func<string, T?> read)
        where T : class
    {
        try
        {
            return line is null ? null : read(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
