using System.Diagnostics;
using System.Globalization;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>Our agent as a process of its own, so that what it costs can be told from what its manager costs: this program again.</summary>
internal sealed class OurAgent : IAsyncDisposable
{
    private readonly Process _process;

    private OurAgent(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public static async Task<OurAgent> StartAsync(int tunnels, string? agentX = null)
    {
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(OurAgent).Assembly.Location] : [];
        string[] last = agentX is null ? [] : ["--agentx", agentX];
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[.. prefix, SnmpAgentRole.CommandName, "--tunnels", tunnels.ToString(CultureInfo.InvariantCulture), .. last])
        {
            start.ArgumentList.Add(argument);
        }

        // As src/Agent/Agent.csproj sets it for the agent.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(SnmpAgentRole.Ready, StringComparison.Ordinal))
            {
                return new OurAgent(process, int.Parse(line[SnmpAgentRole.Ready.Length..], CultureInfo.InvariantCulture));
            }
        }

        process.Dispose();
        throw new InvalidOperationException("our agent ended at its start");
    }

    /// <summary>Methods that its compiler has made so far, again ones included.</summary>
    public async Task<long> CompiledMethodsAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("our agent has ended");
        return long.Parse(line, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
