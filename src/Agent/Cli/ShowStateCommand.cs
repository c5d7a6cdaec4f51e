using System.CommandLine;
using MyIkev2.Agent.Cli.Display;

namespace MyIkev2.Agent.Cli;

/// <summary><c>show state / vrf V ike ike-sa [unique-id N ...] [| match X [count]]</c>.</summary>
internal static class ShowStateCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("/ PATH")
        {
            Description = "Such as: / vrf main ike ike-sa unique-id 1 child-sa; then '|' match TEXT [count].",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("state", "State of the services, as a tree.") { words };
        command.SetAction((parsed, _) => ShowAsync(parsed, parsed.GetValue(words) ?? []));
        return command;
    }

    /// <summary>Shows what a path leads to.</summary>
    public static Task<int> ShowAsync(ParseResult parsed, string[] words) => AgentConnection.RunAsync(parsed, async client =>
    {
        if (OutputPipe.Split(words, out var before, out var problem) is not { } pipe)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, problem);
        }

        var path = ConfigLines.PathOf(before).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!IsPath(path, out problem))
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, problem);
        }

        var list = await ShowIkeCommands.ReadAsync(client, path.Length > 1 ? path[1] : null).ConfigureAwait(false);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CliOptions.Json) && path.Length <= 4)
        {
            await output.WriteAsync(IkeSaJson.Format(list)).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        var found = StateText.Find(IkeSaState.Of(list), path);
        if (found.Count == 0 && path.Length > 4)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, $"/ {string.Join(' ', path)}: nothing is there");
        }

        var lines = StateText.Format(found).Split('\n')[..^1];
        foreach (var line in pipe.Apply(lines))
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    });

    /// <summary>The part of the path that is there whether SAs are or not.</summary>
    private static bool IsPath(string[] path, out string problem)
    {
        ReadOnlySpan<string?> expected = ["vrf", null, "ike", "ike-sa"];
        for (var at = 0; at < Math.Min(path.Length, expected.Length); at++)
        {
            if (expected[at] is { } word && path[at] != word)
            {
                problem = $"/ {string.Join(' ', path)}: '{path[at]}' is not known here; state is at / vrf NAME ike ike-sa";
                return false;
            }
        }

        problem = string.Empty;
        return true;
    }
}
