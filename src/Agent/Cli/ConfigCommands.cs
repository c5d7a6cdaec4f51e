using System.CommandLine;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Agent.Cli;

/// <summary><c>config check</c> and <c>config show</c>: what can be said of a configuration file without a running agent.</summary>
internal static class ConfigCommands
{
    /// <summary>The command with only these two; a command line that has more below <c>config</c> takes them one by one.</summary>
    public static Command Create() => new("config", "Check and show configuration files; no running agent is needed.") { CreateCheck(), CreateShow() };

    public static Command CreateCheck()
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file." };
        var syntaxOnly = new Option<bool>("--syntax-only") { Description = "Check each line for itself, not whether the whole can be used." };
        var command = new Command("check", "Check a configuration file. Lists every error and warning; exit status 1 when there is an error.") { file, syntaxOnly };
        command.SetAction(arguments => Check(arguments.GetRequiredValue(file), arguments.GetValue(syntaxOnly), arguments.InvocationConfiguration.Output));
        return command;
    }

    public static Command CreateShow()
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file." };
        var path = new Argument<string[]>("PATH") { Description = "What to show, for example: / vrf main ike vpn NAME", Arity = ArgumentArity.ZeroOrMore };
        var noDefault = new Option<bool>("--nodefault") { Description = "Leave out what has its default value." };
        var revealSecrets = new Option<bool>("--reveal-secrets") { Description = "Show secrets instead of asterisks." };
        var command = new Command("show", "Show a configuration file as the running service would.") { file, path, noDefault, revealSecrets };
        command.SetAction(arguments => Show(
            arguments.GetRequiredValue(file),
            string.Join(' ', arguments.GetValue(path) ?? []),
            arguments.GetValue(noDefault) ? ConfigDetail.NoDefault : ConfigDetail.WithDefaults,
            arguments.GetValue(revealSecrets),
            arguments.InvocationConfiguration));
        return command;
    }

    private static int Check(string path, bool syntaxOnly, TextWriter output)
    {
        var findings = ConfigurationFile.TryRead(path, out var problems)?.Check(syntaxOnly) ?? problems;
        foreach (var finding in findings)
        {
            output.WriteLine(finding);
        }

        var errors = findings.Count(finding => finding.IsError);
        output.WriteLine($"{path}: {Count(errors, "error")}, {Count(findings.Count - errors, "warning")}");
        return errors == 0 ? 0 : 1;
    }

    private static int Show(string path, string node, ConfigDetail detail, bool revealSecrets, InvocationConfiguration console)
    {
        var file = ConfigurationFile.TryRead(path, out var problems);
        if (file is null || file.Parsed.HasErrors)
        {
            foreach (var problem in problems)
            {
                console.Error.WriteLine(problem);
            }

            return 1;
        }

        var text = ConfigQuery.Show(file.Parsed.Document, node, detail, revealSecrets, out var missing);
        if (text is null)
        {
            console.Error.WriteLine($"{path}: {missing}");
            return 1;
        }

        console.Output.Write(text);
        return 0;
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? string.Empty : "s")}";
}
