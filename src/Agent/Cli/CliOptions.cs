using System.CommandLine;

namespace MyIkev2.Agent.Cli;

/// <summary>Options and small parts that several commands share.</summary>
internal static class CliOptions
{
    /// <summary>Output for programs.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON.", Recursive = true };

    /// <summary>The VRF that a command is for.</summary>
    public static Option<string?> Vrf { get; } = new("--vrf") { Description = "Only in one VRF; needed to initiate what several VRFs have.", HelpName = "NAME", Recursive = true };

    /// <summary>Adds the trailing <c>vrf NAME</c> that every show command takes.</summary>
    public static Command WithVrf(this Command command, Func<ParseResult, string?, Task<int>> action)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the VRF; main is the process's own." };
        var vrf = new Command("vrf", "Only those of one VRF.") { name };
        vrf.SetAction((parsed, _) => action(parsed, parsed.GetValue(name)));
        command.Add(vrf);
        command.SetAction((parsed, _) => action(parsed, null));
        return command;
    }
}
