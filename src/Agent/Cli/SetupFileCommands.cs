using System.CommandLine;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.Agent.Cli;

/// <summary><c>test verify</c>, <c>test default</c> and <c>test compact</c>: what can be said of a setup file without running it.</summary>
internal static class SetupFileCommands
{
    public static Command CreateVerify()
    {
        var file = SetupArgument();
        var command = new Command("verify", "Check a setup file. Lists every error and warning, and says what the test would be; exit status 1 when there is an error.") { file };
        command.SetAction(arguments => Verify(arguments.GetRequiredValue(file), arguments.InvocationConfiguration));
        return command;
    }

    public static Command CreateDefault()
    {
        var command = new Command("default", "Print a setup file with every option at its default, and what each does.");
        command.SetAction(arguments => arguments.InvocationConfiguration.Output.Write(TestSetupWriter.Write(TestSetup.Default, comments: true)));
        return command;
    }

    public static Command CreateCompact()
    {
        var file = SetupArgument();
        var command = new Command("compact", "Print a setup file without the options that have their defaults.") { file };
        command.SetAction(arguments => Compact(arguments.GetRequiredValue(file), arguments.InvocationConfiguration));
        return command;
    }

    /// <summary>Reads a file; null, with the problem told, when it cannot be read.</summary>
    public static SetupReadResult? TryRead(string path, TextWriter error)
    {
        try
        {
            // What is longer than a setup may be is not loaded.
            var file = new FileInfo(path);
            if (file.Exists && file.Length > TestSetupReader.MaximumOctets)
            {
                error.WriteLine($"{path}: has {file.Length} octets, at most {TestSetupReader.MaximumOctets} are read");
                return null;
            }

            return TestSetupReader.Read(File.ReadAllText(path), TestProgram.FilesBeside(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            error.WriteLine($"{path}: cannot be read: {e.Message}");
            return null;
        }
    }

    private static Argument<string> SetupArgument() => new("SETUP") { Description = "The setup file." };

    private static int Verify(string path, InvocationConfiguration console)
    {
        if (TryRead(path, console.Error) is not { } result)
        {
            return 1;
        }

        Tell(path, result, console.Output);
        if (result.IsUsable)
        {
            console.Output.WriteLine(SetupSummary.Describe(TestPlan.Create(result.Setup!, result.Material)));
        }

        var errors = result.Diagnostics.Count(static finding => finding.IsError);
        console.Output.WriteLine($"{path}: {Count(errors, "error")}, {Count(result.Diagnostics.Count - errors, "warning")}");
        return errors == 0 ? 0 : 1;
    }

    private static int Compact(string path, InvocationConfiguration console)
    {
        if (TryRead(path, console.Error) is not { } result)
        {
            return 1;
        }

        // Rules of the whole do not matter here: what was understood is written again.
        Tell(path, result, console.Error);
        if (result.Setup is null)
        {
            return 1;
        }

        console.Output.Write(TestSetupWriter.WriteCompact(result.Setup));
        return result.IsUsable ? 0 : 1;
    }

    private static void Tell(string path, SetupReadResult result, TextWriter output)
    {
        foreach (var finding in result.Diagnostics)
        {
            output.WriteLine($"{path}: {finding}");
        }
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? string.Empty : "s")}";
}
