using MyIkev2.Benchmarks.Engines;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>Our engine as a process of its own on a host of the lab: this program again, as <see cref="EngineRole"/>.</summary>
internal sealed class EnginePeer : IAsyncDisposable
{
    private readonly LabProcess _process;
    private readonly string _status;

    private EnginePeer(LabProcess process, string status)
    {
        _process = process;
        _status = status;
    }

    /// <summary>Its process number; known once it answers.</summary>
    public int Process { get; private set; }

    public static async Task<EnginePeer> StartResponderAsync(LabNamespace host, string folder, SetupSuite suite)
    {
        var peer = Start(host, folder, "--role", "responder", "--suite", suite.Proposal, "--own", host.Ipv4);
        await CharonPeer.UntilAsync("our responder", () => Task.FromResult(peer._process.HasExited || File.Exists(peer._status)));
        peer.ThrowIfExited();
        peer.Process = await LabProcesses.OnlyOneInAsync(host);
        return peer;
    }

    /// <summary>Runs an initiator to its end and returns its rounds.</summary>
    public static async Task<IReadOnlyList<SetupRound>> InitiateAsync(
        LabNamespace host, string folder, SetupSuite suite, LabNamespace responder, int responderProcess, SetupPlan plan)
    {
        await using var peer = Start(
            host, folder,
            "--role", "initiator", "--suite", suite.Proposal, "--own", host.Ipv4, "--peer", responder.Ipv4, "--peer-process", $"{responderProcess}",
            "--warm-up", $"{plan.WarmUp}", "--measured-rounds", $"{plan.Rounds}", "--per-round", $"{plan.PerRound}");
        await Wait.UntilAsync("our initiator", () => peer._process.HasExited || peer._process.Output.Contains(EngineRole.Done, StringComparison.Ordinal), TimeSpan.FromMinutes(2));
        peer.ThrowIfExited();
        return [.. peer._process.Output.Split('\n').Select(SetupRound.Parse).OfType<SetupRound>()];
    }

    /// <summary>How many IKE SAs it has.</summary>
    public int Established() => EngineStatusFile.Read(_status);

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    private static EnginePeer Start(LabNamespace host, string folder, params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        var status = Path.Combine(folder, "status");
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(EnginePeer).Assembly.Location] : [];
        var process = host.Start("engine", program, [.. prefix, EngineRole.CommandName, "--status", status, .. arguments]);
        return new EnginePeer(process, status);
    }

    private void ThrowIfExited()
    {
        if (_process.HasExited)
        {
            throw new LabException($"our engine ended:\n{_process.Output}");
        }
    }
}
