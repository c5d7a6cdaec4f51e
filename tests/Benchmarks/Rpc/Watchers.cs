using System.Diagnostics;
using System.Globalization;

namespace MyIkev2.Benchmarks.Rpc;

/// <summary>Callers that watch, as a process of their own, so that what they cost is not taken for the server's: this program again.</summary>
internal sealed class Watchers : IDisposable
{
    private readonly Process _process;

    private Watchers(Process process) => _process = process;

    /// <summary>Starts them; they have their snapshots when this returns.</summary>
    /// <param name="socket">The server's.</param>
    /// <param name="callers">How many.</param>
    /// <param name="snapshot">Answers that the snapshot has.</param>
    /// <param name="changes">That follow.</param>
    /// <param name="field">The only member that is asked for; null for all.</param>
    public static async Task<Watchers> StartAsync(string socket, int callers, int snapshot, long changes, string? field)
    {
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Watchers).Assembly.Location] : [];
        string[] last = field is null ? [] : ["--only", field];
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (var argument in (string[])
        [
            .. prefix, WatcherRole.CommandName, "--agent-socket", socket, "--callers", callers.ToString(CultureInfo.InvariantCulture),
            "--snapshot", snapshot.ToString(CultureInfo.InvariantCulture), "--changes", changes.ToString(CultureInfo.InvariantCulture), .. last,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        var watchers = new Watchers(Process.Start(start)!);
        await watchers.ReadAsync(WatcherRole.Ready);
        return watchers;
    }

    /// <summary>The octets that came, and the processor time of the callers, once all have everything.</summary>
    public async Task<(long Octets, double ProcessorSeconds)> DoneAsync()
    {
        var words = (await ReadAsync(WatcherRole.Done)).Split(' ');
        return (long.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string> ReadAsync(string word)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("the callers that watch have ended");
    }
}
