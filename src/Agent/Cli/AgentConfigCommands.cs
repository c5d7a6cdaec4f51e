using System.CommandLine;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli;

/// <summary>The running configuration: <c>show config [running] [nodefault] [fullpath | xml [absolute]] [/ PATH]</c>, <c>config set LINE...</c>, <c>config del PATH...</c>.</summary>
internal static class AgentConfigCommands
{
    private static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "Print secrets in clear text; needs the secrets role." };

    private static readonly Option<bool> Check = new("--check") { Description = "Check only; change nothing." };

    private static readonly Option<string?> Expect = new("--expect")
    {
        Description = "Change nothing unless the running configuration has this version, as `show config --json` tells it.",
        HelpName = "VERSION",
    };

    public static Command CreateShow()
    {
        var words = new Argument<string[]>("[WORDS] / PATH")
        {
            Description = "nodefault leaves defaults out, fullpath writes lines with whole paths, xml [absolute] XML; a path begins with /; then '|' match TEXT [count].",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("config", "The running configuration.") { words, ShowSecrets };
        command.SetAction((parsed, _) => ShowAsync(parsed, parsed.GetValue(words) ?? []));
        return command;
    }

    public static Command CreateSet()
    {
        var lines = new Argument<string[]>("LINE")
        {
            Description = "Lines such as '/ vrf main ike vpn hq enabled false'; one line may also be given without quotes.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("set", "Change the running configuration; all lines take effect together or none.") { lines, Check, Expect };
        command.SetAction((parsed, _) => EditAsync(parsed, ConfigLines.FromArguments(parsed.GetValue(lines)!, string.Empty)));
        return command;
    }

    public static Command CreateDelete()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "What to delete, such as '/ vrf main ike vpn hq'; one path may also be given without quotes.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("del", "Delete parts of the running configuration; all take effect together or none.") { paths, Check, Expect };
        command.SetAction((parsed, _) => EditAsync(parsed, ConfigLines.FromArguments(parsed.GetValue(paths)!, "del ")));
        return command;
    }

    public static Command CreateReload()
    {
        var command = new Command("reload", "Read the agent's configuration file again; it takes effect if all of it is valid.") { Expect };
        command.SetAction((parsed, _) => AgentConnection.RunAsync(parsed, async client =>
        {
            var response = await client.ReloadConfigurationAsync(new ReloadConfigurationRequest { ExpectedVersion = parsed.GetValue(Expect) ?? string.Empty });
            return CommandOutput.Write(parsed, response.Result, []);
        }));
        return command;
    }

    private static Task<int> ShowAsync(ParseResult parsed, string[] words) => AgentConnection.RunAsync(parsed, async client =>
    {
        if (ShowConfigWords.Read(words, out var problem) is not { } asked)
        {
            return AgentConnection.Fail(parsed, ExitCodes.Failed, problem);
        }

        var request = asked.ToRequest();
        request.RevealSecrets = parsed.GetValue(ShowSecrets);
        var response = await client.ShowConfigurationAsync(request);
        var lines = asked.Pipe.Apply(response.Lines);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CliOptions.Json))
        {
            await output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(new { version = response.Version, lines })).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        foreach (var line in lines)
        {
            await output.WriteLineAsync(line).ConfigureAwait(false);
        }

        return ExitCodes.Success;
    });

    private static Task<int> EditAsync(ParseResult parsed, IReadOnlyList<string> lines) => AgentConnection.RunAsync(parsed, async client =>
    {
        var request = new EditConfigurationRequest { ValidateOnly = parsed.GetValue(Check), ExpectedVersion = parsed.GetValue(Expect) ?? string.Empty };
        request.Lines.AddRange(lines);
        var response = await client.EditConfigurationAsync(request);
        var result = response.Result;
        if (response.Errors.Count > 0)
        {
            result = result.Clone();
            result.Lines.Clear();
            result.Lines.AddRange(response.Errors.Select(error => Describe(error, lines)));
        }

        return CommandOutput.Write(parsed, result, []);
    });

    private static string Describe(ConfigurationError error, IReadOnlyList<string> lines)
    {
        if (error.Line == 0 || error.Line > lines.Count)
        {
            return error.Message;
        }

        var where = error.Column > 0 ? $"line {error.Line}, column {error.Column}" : $"line {error.Line}";
        return $"{where}: {error.Message}{Environment.NewLine}    {lines[(int)error.Line - 1]}";
    }
}

/// <summary>Configuration lines out of the words of a shell.</summary>
internal static class ConfigLines
{
    /// <summary>
    /// Each argument is a line, unless the first is a lone <c>/</c> (or <c>del</c>): then the shell has split one unquoted line into words.
    /// </summary>
    public static IReadOnlyList<string> FromArguments(IReadOnlyList<string> arguments, string prefix) => arguments[0] is "/" or "del"
        ? [prefix + string.Join(' ', arguments.Select(Quoted))]
        : [.. arguments.Select(argument => prefix + argument)];

    /// <summary>A path as the agent wants it, without its leading slash.</summary>
    public static string PathOf(ReadOnlySpan<string> words)
    {
        var path = string.Join(' ', words.ToArray()).Trim();
        return path.TrimStart('/').Trim();
    }

    private static string Quoted(string word) => word.Contains(' ') && !word.StartsWith('"') ? $"\"{word}\"" : word;
}
