using System.Runtime.Versioning;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.SetupRate;

/// <summary>Our engine as a process of its own on a host of the lab: this program again, as <see cref="EngineRole"/>.</summary>
[SupportedOSPlatform("linux")]
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

    public static async Task<EnginePeer> StartResponderAsync(LabNamespace host, string folder, SetupSuite suite, BenchmarkPki? pki) =>
        await StartAsync(host, folder, pki, "--role", "responder", "--suite", suite.Name, "--own", host.Ipv4);

    /// <summary>Starts an initiator that carries out the plan's steps when told to.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="suite">Algorithms.</param>
    /// <param name="responder">Whom it initiates to.</param>
    /// <param name="plan">The steps.</param>
    /// <param name="isTester">As test runs, otherwise as the bare engine.</param>
    /// <param name="pki">Certificates, where the suite uses them.</param>
    public static async Task<EnginePeer> StartInitiatorAsync(
        LabNamespace host, string folder, SetupSuite suite, LabNamespace responder, SetupPlan plan, bool isTester, BenchmarkPki? pki) =>
        await StartAsync(
            host, folder, pki,
            "--role", isTester ? TesterRole.Name : "initiator", "--suite", suite.Name, "--own", host.Ipv4, "--peer", responder.Ipv4,
            "--warm-up", $"{plan.WarmUp}", "--measured-rounds", $"{plan.Rounds}", "--per-round", $"{plan.PerRound}");

    /// <summary>Tells it to do the step that begins with that number, and waits until it is done.</summary>
    public async Task InitiateAsync(int first)
    {
        await File.WriteAllTextAsync(EngineRole.GoFile(_status, first), "");
        var done = EngineRole.Done(first) + "\n";
        await CharonPeer.UntilAsync("our initiator", () => Task.FromResult(_process.HasExited || _process.Output.Contains(done, StringComparison.Ordinal)));
        ThrowIfExited();
    }

    /// <summary>How many IKE SAs it has.</summary>
    public int Established() => EngineStatusFile.Read(_status);

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
    }

    private static async Task<EnginePeer> StartAsync(LabNamespace host, string folder, BenchmarkPki? pki, params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        if (pki is not null)
        {
            pki.Save(folder);
            arguments = [.. arguments, "--pki", folder];
        }

        var status = Path.Combine(folder, "status");
        var program = Environment.ProcessPath!;
        string[] prefix = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(EnginePeer).Assembly.Location] : [];
        var process = host.Start("engine", program, [.. prefix, EngineRole.CommandName, "--status", status, .. arguments]);
        var peer = new EnginePeer(process, status);
        try
        {
            await CharonPeer.UntilAsync("our engine", () => Task.FromResult(process.HasExited || File.Exists(status)));
            peer.ThrowIfExited();
            peer.Process = await LabProcesses.OnlyOneInAsync(host);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    private void ThrowIfExited()
    {
        if (_process.HasExited)
        {
            throw new LabException($"our engine ended:\n{_process.Output}");
        }
    }
}
