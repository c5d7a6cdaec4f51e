using System.CommandLine;
using System.Text;
using MyIkev2.Engine.Runtime.Import;

namespace MyIkev2.Agent.Cli;

/// <summary><c>import FILE|FOLDER...</c>: strongSwan's configuration as ours, with a list of what could not be carried.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("FILE|FOLDER")
        {
            Description = "swanctl.conf, strongswan.conf, or a folder with them; several make one configuration.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o") { Description = "Write the configuration to a new FILE instead of here; a file that is there is not touched.", HelpName = "FILE" };
        var vrf = new Option<string>("--vrf") { Description = "The VRF that gets it.", HelpName = "NAME", DefaultValueFactory = static _ => "main" };
        var command = new Command(
            "import",
            "Turn strongSwan's configuration into ours; no running agent is needed. What could not be carried is listed with file and line; "
            + "exit status 0: all was carried, 4: not all, 1: nothing could be read or written.")
        {
            paths, output, vrf,
        };
        command.SetAction(parsed => Import(parsed, parsed.GetRequiredValue(paths), parsed.GetValue(output), parsed.GetRequiredValue(vrf)));
        return command;
    }

    private static int Import(ParseResult parsed, string[] paths, string? file, string vrf)
    {
        var console = parsed.InvocationConfiguration;
        var result = SwanctlImport.FromFiles(paths, vrf);
        foreach (var finding in result.Findings)
        {
            console.Error.WriteLine(finding);
        }

        if (result.Configuration is not { Length: > 0 } configuration)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, "there is nothing to import");
        }

        if (file is null)
        {
            console.Output.Write(configuration);
        }
        else if (Save(file, configuration) is { } problem)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, problem);
        }

        var lost = result.NotCarried;
        console.Error.WriteLine($"{lost} {(lost == 1 ? "setting was" : "settings were")} not carried, {result.Findings.Count - lost} to look at");
        return lost == 0 ? ExitCodes.Success : ExitCodes.Incomplete;
    }

    /// <summary>Null when a new file was made, for its owner only: it has secrets in it. Otherwise why not.</summary>
    private static string? Save(string file, string configuration)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using var stream = new FileStream(file, options);
            stream.Write(Encoding.UTF8.GetBytes(configuration));
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return File.Exists(file) ? $"{file} is there already; it was not touched" : $"{file} cannot be written: {exception.Message}";
        }
    }
}
