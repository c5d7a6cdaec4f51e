using System.ComponentModel;
using System.Diagnostics;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>
/// Runs commands of another program's test, one after the other, with the system's shell. What they write is kept, within bounds, and is read until the end of
/// the test: a program that stays in the background must not find its output closed.
/// </summary>
/// <param name="output">Where their output goes.</param>
/// <param name="space">The network namespace that they run in; null = that of this process.</param>
internal sealed class CommandShell(OutputTail output, string? space = null) : IDisposable
{
    /// <summary>What a command has written before its end may arrive so late.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _ending = new();

    /// <summary>Runs commands until one fails. Gives back what went wrong; null when all succeeded.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="timeout">How long each may take; infinite for programs that stay.</param>
    /// <param name="goOn">A command that fails does not keep the others from running; the first failure is told.</param>
    /// <param name="cancellationToken">Ends the command that runs, with all that it has started and that is still its child.</param>
    public async Task<string?> RunAsync(IReadOnlyList<string> commands, TimeSpan timeout, bool goOn, CancellationToken cancellationToken)
    {
        string? failure = null;
        foreach (var command in commands)
        {
            var mistake = await RunAsync(command, timeout, cancellationToken).ConfigureAwait(false);
            if (mistake is not null)
            {
                output.AppendLine(mistake);
                failure ??= mistake;
                if (!goOn || cancellationToken.IsCancellationRequested)
                {
                    break;
                }
            }
        }

        return failure;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task<string?> RunAsync(string command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        output.AppendLine($"$ {command}");
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return $"'{Shown(command)}' cannot be started: {e.Message}";
        }

        process.StandardInput.Close();

        // A program that stays in the background keeps these pipes, so their end is nothing to wait for.
        var copies = Task.WhenAll(
            output.FollowAsync(process.StandardOutput.BaseStream, _ending.Token), output.FollowAsync(process.StandardError.BaseStream, _ending.Token));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"'{Shown(command)}' ended with {process.ExitCode}";
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            return cancellationToken.IsCancellationRequested ? $"'{Shown(command)}' was stopped" : $"'{Shown(command)}' took longer than {timeout} and was stopped";
        }
        finally
        {
            await Task.WhenAny(copies, Task.Delay(LastWords, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private ProcessStartInfo StartInfo(string command) =>
        new(
            space is not null ? "ip" : OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh",
            space is not null ? ["netns", "exec", space, "/bin/sh", "-c", command] : [OperatingSystem.IsWindows() ? "/c" : "-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is gone already, or not ours to end.
        }
    }

    private static string Shown(string command) => command.Length <= 80 ? command : command[..80] + "...";
}
