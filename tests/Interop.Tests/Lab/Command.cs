using System.Diagnostics;
using System.Text;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>What a finished program left behind.</summary>
internal sealed record CommandOutcome(string Line, int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public override string ToString() => $"{Line}\nexit code {ExitCode}\n{Output}{Error}";
}

/// <summary>Runs a program to its end. Bounded in time; the program does not outlive the wait.</summary>
internal static class Command
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs and throws with everything the program said when it fails.</summary>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        var outcome = await TryRunAsync(file, arguments);
        return outcome.Succeeded ? outcome.Output : throw new LabException(outcome.ToString());
    }

    public static async Task<CommandOutcome> TryRunAsync(
        string file,
        IReadOnlyList<string> arguments,
        string? input = null,
        TimeSpan? timeout = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var line = file + " " + string.Join(' ', arguments);
        using var process = new Process { StartInfo = StartInfo(file, arguments, environment) };
        var output = new StringBuilder();
        var error = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();

        using var limit = new CancellationTokenSource(timeout ?? DefaultTimeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new LabException($"{line}\ndid not end in time\n{output}{error}");
        }

        return new CommandOutcome(line, process.ExitCode, output.ToString(), error.ToString());
    }

    public static ProcessStartInfo StartInfo(string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo(file)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }
}

/// <summary>The lab itself failed: a program, a namespace, a condition that did not come true.</summary>
public sealed class LabException(string message) : Exception(message);
