using System.Text.Json;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary><c>myikev2 test run</c> as a process of its own on a host of the lab, judged by what it prints and by the result that it writes.</summary>
internal sealed class RunningTest : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "myikev2.dll");

    private readonly LabProcess _process;
    private readonly string _folder;

    private RunningTest(LabProcess process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>What it printed so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the test of a setup.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files; created.</param>
    /// <param name="setup">Text of its setup file.</param>
    public static async Task<RunningTest> StartAsync(LabNamespace host, string folder, string setup)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "setup.yml");
        await File.WriteAllTextAsync(file, setup);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite); // it holds a secret
        var process = host.Start(
            "test",
            "dotnet",
            [Program, "test", "run", file, "--plain", "--no-api", "--json-file", ResultIn(folder), "--log", Path.Combine(folder, "log")],
            new Dictionary<string, string> { ["MYIKEV2_RUNTIME_DIR"] = folder, ["DOTNET_TieredPGO"] = "0" });
        return new RunningTest(process, folder);
    }

    /// <summary>Waits until its progress says this.</summary>
    public Task WaitForAsync(string progress) => Wait.UntilAsync($"the test to print: {progress}", () =>
    {
        if (Output.Contains(progress, StringComparison.Ordinal))
        {
            return true;
        }

        return _process.HasExited ? throw new LabException($"the test ended before it printed: {progress}\n{Report()}") : false;
    });

    /// <summary>Interrupts it as Control-C does, once, and waits for its result.</summary>
    public async Task<(int ExitCode, JsonElement Result)> StopAsync()
    {
        var exitCode = await _process.InterruptAsync();
        using var result = JsonDocument.Parse(await File.ReadAllTextAsync(ResultIn(_folder)));
        return (exitCode, result.RootElement.Clone());
    }

    /// <summary>For a failure: what it printed and logged.</summary>
    public string Report()
    {
        var log = Path.Combine(_folder, "log");
        return _process.Output + (File.Exists(log) ? File.ReadAllText(log) : "");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string ResultIn(string folder) => Path.Combine(folder, "result.json");
}
