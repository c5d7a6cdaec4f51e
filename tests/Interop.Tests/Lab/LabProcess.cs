using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>A program that runs as long as its test: a daemon, a capture. Its output is kept for the failure report.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();

    private LabProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    /// <summary>Number of the process; <c>ip netns exec</c> and the shells of the lab become what they start.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Standard output and error so far, interleaved.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    public static LabProcess Start(string name, string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new Process { StartInfo = Command.StartInfo(file, arguments, environment) };
        var started = new LabProcess(name, process);
        process.OutputDataReceived += (_, line) => started.Append(line.Data);
        process.ErrorDataReceived += (_, line) => started.Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return started;
    }

    /// <summary>Ends it at once, as a power failure would: no farewell to its peers.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await WaitForExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Interrupts it as Control-C would and waits for its last words.</summary>
    public async Task<int> InterruptAsync()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Interrupt);
        }

        return await WaitForExitAsync(TimeSpan.FromSeconds(30)) ? _process.ExitCode : throw new LabException($"{Name} did not heed the interrupt\n{Output}");
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> EndAsync(TimeSpan limit) =>
        await WaitForExitAsync(limit) ? _process.ExitCode : throw new LabException($"{Name} did not end within {limit.TotalSeconds:0} s\n{Output}");

    /// <summary>Asks it to end, waits, and returns its exit code; kills it when it does not.</summary>
    public async Task<int> StopAsync(TimeSpan? patience = null)
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
        }

        if (!await WaitForExitAsync(patience ?? TimeSpan.FromSeconds(40)))
        {
            await KillAsync();
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(3));
        _process.Dispose();
    }

    private async Task<bool> WaitForExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _output.Append(line).Append('\n');
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
