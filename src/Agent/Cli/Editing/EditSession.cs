using Grpc.Core;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Engine.Runtime.Configuration;
using AgentClient = MyIkev2.Agent.Grpc.V1.Agent.AgentClient;

namespace MyIkev2.Agent.Cli.Editing;

/// <summary>
/// One edit of the agent's configuration. The candidate is the running configuration and the lines so far; it lives here, and the agent judges it. Nothing
/// changes before <c>commit</c>, and everything at once then.
/// </summary>
internal sealed class EditSession(AgentClient client, EditConsole console, Func<string[], Task<int>> showState)
{
    private const string Help = """
        / PATH VALUE        set; a path without / goes on from where the edit stands
        / PATH              go there; .. goes back, / to the top
        del / PATH          delete
        show config ...     the candidate; show config running ... what runs
        show state / PATH   state
        validate            check the candidate
        commit              make it the running configuration
        discard             forget all that was not committed
        exit                leave
        ?, LINE ?           what may come next
        """;

    private readonly List<string> _lines = [];
    private ConfigContext _context = ConfigContext.Root;
    private string _version = string.Empty;
    private bool _isValid = true;
    private int _exitCode = ExitCodes.Success;

    /// <summary>Reads lines until exit or the end of the input; gives back the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _version = await RunningVersionAsync().ConfigureAwait(false);
        while (true)
        {
            await PromptAsync().ConfigureAwait(false);
            var line = await console.Input.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (line is null || await HandleAsync(line.Trim()).ConfigureAwait(false))
            {
                return await LeaveAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>True when the session is over.</summary>
    private async Task<bool> HandleAsync(string line)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        // A transcript brings its prompts along.
        if (words.Length >= 3 && words[1] == "running" && words[2].TrimEnd('!').EndsWith('#'))
        {
            words = words[3..];
            line = string.Join(' ', words);
        }

        switch (words)
        {
            case [] or ["edit", "running"]:
                return false;
            case ["exit" or "quit"]:
                return true;
            case ["help"]:
                await console.Output.WriteLineAsync(Help).ConfigureAwait(false);
                return false;
            case [.., "?"]:
                await SuggestAsync(line[..^1]).ConfigureAwait(false);
                return false;
            case ["discard"]:
                await DiscardAsync().ConfigureAwait(false);
                return false;
            case ["validate"]:
                await ValidateAsync().ConfigureAwait(false);
                return false;
            case ["commit"]:
                await CommitAsync().ConfigureAwait(false);
                return false;
            case ["show", "config", .. var rest]:
                await ShowConfigAsync(rest).ConfigureAwait(false);
                return false;
            case ["show", "state", .. var rest]:
                _ = await showState(rest).ConfigureAwait(false);
                return false;
            default:
                await EditAsync(line).ConfigureAwait(false);
                return false;
        }
    }

    private async Task EditAsync(string line)
    {
        var resolved = _context.Resolve(line, out var next, out var problem);
        if (resolved is null)
        {
            if (problem.Length > 0)
            {
                await FailAsync(problem).ConfigureAwait(false);
            }

            return;
        }

        if (resolved.Length > 0)
        {
            _lines.Add(resolved);
            if (console.Prompts && !await JudgeAsync().ConfigureAwait(false))
            {
                return;
            }
        }

        _context = next;
    }

    /// <summary>Lets the agent judge the candidate; a last line that cannot be read is told and taken back.</summary>
    private async Task<bool> JudgeAsync()
    {
        var response = await SendAsync(validateOnly: true).ConfigureAwait(false);
        var unreadable = response.Errors.Where(static error => !error.OfWhole).ToList();
        if (unreadable.Count == 0)
        {
            _isValid = response.Errors.Count == 0;
            return true;
        }

        foreach (var error in unreadable)
        {
            await FailAsync(error.Message).ConfigureAwait(false);
        }

        _lines.RemoveAt(_lines.Count - 1);
        return false;
    }

    private async Task ValidateAsync()
    {
        var response = await SendAsync(validateOnly: true).ConfigureAwait(false);
        _isValid = response.Errors.Count == 0;
        await ReportAsync(response).ConfigureAwait(false);
    }

    private async Task CommitAsync()
    {
        EditConfigurationResponse response;
        try
        {
            response = await SendAsync(validateOnly: false).ConfigureAwait(false);
        }
        catch (RpcException conflict) when (conflict.StatusCode == StatusCode.Aborted)
        {
            // Somebody else's change came between: this edit is shown on top of it from now on, and nothing was lost.
            _version = await RunningVersionAsync().ConfigureAwait(false);
            await FailAsync("the running configuration was changed since this edit began; nothing was changed. Look at it (show config), then commit again, or discard.")
                .ConfigureAwait(false);
            return;
        }

        await ReportAsync(response).ConfigureAwait(false);
        if (response.Result.Status == CommandStatus.Succeeded)
        {
            _version = response.Version;
            _lines.Clear();
            _isValid = true;
        }
    }

    private async Task DiscardAsync()
    {
        _lines.Clear();
        _context = ConfigContext.Root;
        _isValid = true;
        _version = await RunningVersionAsync().ConfigureAwait(false);
    }

    private async Task ShowConfigAsync(string[] words)
    {
        if (ShowConfigWords.Read(words, out var problem) is not { } asked)
        {
            await FailAsync(problem).ConfigureAwait(false);
            return;
        }

        // Without a path it is about where the edit stands; "running" leaves the edit out.
        var isPath = words.TakeWhile(static word => word != "|").Any(static word => word.StartsWith('/'));
        var request = (isPath ? asked : asked with { Path = _context.Path.TrimStart('/').Trim() }).ToRequest();
        if (!words.Contains("running"))
        {
            request.CandidateLines.AddRange(_lines);
        }

        try
        {
            var response = await client.ShowConfigurationAsync(request);
            foreach (var line in asked.Pipe.Apply(response.Lines))
            {
                await console.Output.WriteLineAsync(line).ConfigureAwait(false);
            }
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            await FailAsync(exception.Status.Detail).ConfigureAwait(false);
        }
    }

    private async Task SuggestAsync(string line)
    {
        var isAbsolute = line.TrimStart().StartsWith('/') || line.TrimStart().StartsWith("del /", StringComparison.Ordinal);
        var whole = isAbsolute ? line : $"{_context.Path} {line.TrimStart()}";
        foreach (var suggestion in ConfigCompletion.Complete(whole, new ConfigDocument()))
        {
            await console.Output.WriteLineAsync($"{suggestion.Word,-24} {suggestion.Help}".TrimEnd()).ConfigureAwait(false);
        }
    }

    private async Task<EditConfigurationResponse> SendAsync(bool validateOnly)
    {
        var request = new EditConfigurationRequest { ValidateOnly = validateOnly, ExpectedVersion = validateOnly ? string.Empty : _version };
        request.Lines.AddRange(_lines);
        return await client.EditConfigurationAsync(request);
    }

    /// <summary>An edit of nothing, that changes nothing, says it without the whole configuration.</summary>
    private async Task<string> RunningVersionAsync() => (await client.EditConfigurationAsync(new EditConfigurationRequest { ValidateOnly = true })).Version;

    private async Task ReportAsync(EditConfigurationResponse response)
    {
        foreach (var error in response.Errors)
        {
            var isLine = !console.Prompts && error.Line > 0 && error.Line <= _lines.Count;
            await FailAsync(isLine ? $"{_lines[(int)error.Line - 1]}: {error.Message}" : error.Message).ConfigureAwait(false);
        }

        foreach (var line in response.Errors.Count > 0 ? [] : response.Result.Lines)
        {
            await console.Output.WriteLineAsync(line).ConfigureAwait(false);
        }

        if (response.Result.Status == CommandStatus.Succeeded)
        {
            await console.Output.WriteLineAsync(response.Result.Message).ConfigureAwait(false);
        }
        else
        {
            await FailAsync(response.Result.Message).ConfigureAwait(false);
        }
    }

    private async Task<int> LeaveAsync()
    {
        if (_lines.Count > 0)
        {
            await FailAsync($"{_lines.Count} {(_lines.Count == 1 ? "line was" : "lines were")} not committed and {(_lines.Count == 1 ? "is" : "are")} forgotten").ConfigureAwait(false);
        }

        return _exitCode;
    }

    private Task PromptAsync()
    {
        if (!console.Prompts)
        {
            return Task.CompletedTask;
        }

        var where = _context.Step.Length > 0 ? _context.Step : "config";
        return console.Output.WriteAsync($"{Environment.MachineName} running {where}#{(_isValid ? string.Empty : "!")} ");
    }

    private Task FailAsync(string message)
    {
        // At a terminal the next line can mend it; of a file it is the outcome.
        _exitCode = console.Prompts ? ExitCodes.Success : ExitCodes.Failed;
        return console.Error.WriteLineAsync($"myikev2: {message}");
    }
}
