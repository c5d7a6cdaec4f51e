using System.CommandLine;
using MyIkev2.Agent.Hosting.TestRuns;

namespace MyIkev2.Agent.Cli;

/// <summary><c>test run SETUP</c>: a test in this process, watched until it ends.</summary>
internal static class TestRunCommand
{
    private static readonly Argument<FileInfo> Setup = new("SETUP") { Description = "The setup file." };

    private static readonly Option<string?> Name = new("--name") { Description = "Name of the test; the file's name unless given.", HelpName = "NAME" };

    private static readonly Option<FileInfo?> JsonFile = new("--json-file") { Description = "Write the result to FILE as JSON, besides what is printed.", HelpName = "FILE" };

    private static readonly Option<FileInfo?> Log = new("--log") { Description = "Write the test's events to FILE, up to the setup's loglevel.", HelpName = "FILE" };

    private static readonly Option<FileInfo?> Settings = new("--settings") { Description = "A further settings file, over appsettings.json: who may use the test's API.", HelpName = "FILE" };

    private static readonly Option<bool> NoApi = new("--no-api") { Description = "Do not serve the test's own API at apilistenaddr and apilistenport." };

    private static readonly Option<bool> Plain = new("--plain") { Description = "Print lines instead of a live table." };

    public static Command Create()
    {
        var command = new Command(
            "run",
            "Run a test until its time is over, or until ctrl-C: the first closes the tunnels, the second ends at once. Exit code 0: success, 1: failed, "
            + "4: partial, 5: aborted on an error, 6: stopped before all tunnels were tried.")
        {
            Setup, Name, JsonFile, Log, Settings, NoApi, Plain,
        };
        command.SetAction(static (parsed, cancellationToken) =>
        {
            var setup = parsed.GetRequiredValue(Setup);
            return TestProgram.RunAsync(
                new TestProgramOptions
                {
                    SetupFile = setup.FullName,
                    Name = parsed.GetValue(Name) ?? Path.GetFileNameWithoutExtension(setup.Name),
                    Json = parsed.GetValue(CliOptions.Json),
                    JsonFile = parsed.GetValue(JsonFile)?.FullName,
                    LogFile = parsed.GetValue(Log)?.FullName,
                    SettingsFile = parsed.GetValue(Settings)?.FullName,
                    ServesApi = !parsed.GetValue(NoApi),
                    Plain = parsed.GetValue(Plain) || parsed.GetValue(CliOptions.Json),
                    Output = parsed.InvocationConfiguration.Output,
                    Error = parsed.InvocationConfiguration.Error,
                },
                cancellationToken);
        });
        return command;
    }
}
