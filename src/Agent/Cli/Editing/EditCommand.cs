using System.CommandLine;

namespace MyIkev2.Agent.Cli.Editing;

/// <summary><c>edit running</c>: a session on a candidate of the agent's configuration.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        var command = new Command("edit", "Edit the agent's configuration: lines make a candidate, commit makes it the running one.");
        var running = new Command("running", "The running configuration. Lines come from the terminal, or from a file: myikev2 edit running < FILE.");
        command.Add(running);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        running.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => AgentConnection.RunAsync(parsed, client =>
    {
        var console = new EditConsole(Console.In, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, Prompts: !Console.IsInputRedirected);
        return new EditSession(client, console, words => ShowStateCommand.ShowAsync(parsed, words)).RunAsync(cancellationToken);
    });
}
