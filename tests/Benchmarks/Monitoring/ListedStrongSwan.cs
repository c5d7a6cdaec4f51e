using System.Diagnostics;
using System.Runtime.Versioning;
using MyIkev2.Benchmarks.SetupRate;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>A strongSwan with many SAs, brought up by another one in a network of their own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ListedStrongSwan : IAsyncDisposable
{
    private const int Step = 500;

    private readonly Stack<IAsyncDisposable> _parts = new();

    private ListedStrongSwan(string viciSocket) => ViciSocket = viciSocket;

    public string ViciSocket { get; }

    /// <summary>How many SAs it has: fewer than asked for when time ran out.</summary>
    public int Count { get; private set; }

    /// <param name="count">SAs that are wanted.</param>
    /// <param name="limit">Bringing up ends after this time.</param>
    public static async Task<ListedStrongSwan> StartAsync(int count, TimeSpan limit)
    {
        var suite = SetupSuite.Named("psk-x25519");
        var folder = Scratch.CreateFor("listing");
        var listed = new ListedStrongSwan(Path.Combine(folder, "b", "vici"));
        try
        {
            var network = await LabNetwork.CreateAsync(1, Topology.Direct);
            listed._parts.Push(network);
            var answering = await CharonPeer.StartAsync(network.Peer, Path.Combine(folder, "b"));
            listed._parts.Push(answering);
            await answering.LoadResponderAsync(suite, network.Peer, null);
            var initiating = await CharonPeer.StartAsync(network.Agent, Path.Combine(folder, "a"));
            listed._parts.Push(initiating);
            await initiating.LoadInitiatorAsync(suite, network.Agent, network.Peer, count, null);
            var clock = Stopwatch.StartNew();
            while (listed.Count < count && clock.Elapsed < limit)
            {
                var step = Math.Min(Step, count - listed.Count);
                await initiating.InitiateAsync(listed.Count, step, answering.Installed);
                listed.Count += step;
            }

            await answering.WaitForEstablishedAsync(listed.Count);
            return listed;
        }
        catch
        {
            await listed.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }
}
