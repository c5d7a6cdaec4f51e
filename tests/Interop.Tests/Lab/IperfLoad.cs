namespace MyIkev2.Interop.Tests.Lab;

/// <summary>
/// A load that lasts until it is told to stop, however long what happens under it takes: short measurements one after another, so that each
/// ends with both ends' own account of it.
/// </summary>
internal sealed class IperfLoad : IAsyncDisposable
{
    private readonly Task<IReadOnlyList<IperfReport>> _running;
    private volatile bool _stopping;

    private IperfLoad(Func<Task<IperfReport>> measure) => _running = Task.Run(() => RepeatAsync(measure));

    /// <summary>Begins to load the path.</summary>
    /// <param name="host">The client.</param>
    /// <param name="source">From which of its addresses.</param>
    /// <param name="destination">Where the server listens.</param>
    /// <param name="options">Each measurement; short, for the last one is waited for.</param>
    public static IperfLoad Start(LabHost host, string source, string destination, IperfOptions options) =>
        new(() => Iperf.RunAsync(host, source, destination, options));

    /// <summary>Lets the present measurement end and returns the sum of all; throws if one of them failed.</summary>
    public async Task<IperfReport> StopAsync()
    {
        _stopping = true;
        var reports = await _running;
        return new IperfReport(
            reports.Sum(report => report.ReceivedOctets),
            reports.Average(report => report.ReceivedBitsPerSecond),
            reports.Sum(report => report.Retransmits),
            reports.Sum(report => report.Datagrams),
            reports.Sum(report => report.LostDatagrams));
    }

    /// <summary>Ends it when its test failed before it could; what became of it does not matter then.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await ((Task)_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<IReadOnlyList<IperfReport>> RepeatAsync(Func<Task<IperfReport>> measure)
    {
        var reports = new List<IperfReport>();
        do
        {
            reports.Add(await measure());
        }
        while (!_stopping);

        return reports;
    }
}
