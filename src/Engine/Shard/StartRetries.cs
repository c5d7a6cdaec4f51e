using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// Tries again what the shard was to bring up by itself (<c>start-action start</c>, a restart after a loss) and what was refused: a peer that is being
/// set up, or is starting, refuses too. One series for each vpn: it ends when the children are there, whoever made them, when the configuration no
/// longer wants them, or when an operator closes the attempt. What an operator or a packet asked for is not tried again: they ask again.
/// </summary>
internal sealed class StartRetries(ShardServices services)
{
    /// <summary>The random part of a delay, so that the peers of a gateway that came back do not come all at once.</summary>
    private const double Spread = 0.1;

    /// <summary>TABLE: seconds to wait after the first failure of a series, the second, and so on; the last one for ever.</summary>
    private static readonly int[] Delays = [10, 20, 40, 80, 160, 300];

    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    // Entries of series that ended or were put off stay until their time comes.
    private readonly PriorityQueue<Series, long> _due = new();

    /// <summary>Vpns with something to try again.</summary>
    public int Count => _series.Count;

    public long? NextDeadline
    {
        get
        {
            while (_due.TryPeek(out var series, out var at))
            {
                if (series.Due == at)
                {
                    return at;
                }

                _due.Dequeue();
            }

            return null;
        }
    }

    /// <summary>True between a failure and the end of the series.</summary>
    public bool IsRunning(string vpn) => _series.ContainsKey(vpn);

    /// <summary>An attempt of the shard's own failed.</summary>
    public void Failed(string vpn, IEnumerable<ChildPolicy> children)
    {
        if (services.IsStopping)
        {
            return;
        }

        if (!_series.TryGetValue(vpn, out var series))
        {
            _series[vpn] = series = new Series(vpn);
        }

        foreach (var child in children)
        {
            series.Children.Add(child.Name);
        }

        // Several children of one attempt may fail: they wait together.
        if (series.Due is null)
        {
            var seconds = Delays[Math.Min(series.Failures++, Delays.Length - 1)];
            Wait(series, (long)(seconds * 1000 * (1 + (Spread * services.Context.Random.NextFraction()))));
            services.Emit(new StartPutOff(vpn, series.Failures, seconds) { VpnName = vpn });
        }
    }

    /// <summary>A child is there.</summary>
    public void Succeeded(string vpn, string child)
    {
        if (_series.TryGetValue(vpn, out var series) && series.Children.Remove(child) && series.Children.Count == 0)
        {
            Forget(vpn);
        }
    }

    /// <summary>The IKE SA that an attempt for further children went through has ended meanwhile.</summary>
    public void Interrupted(string vpn)
    {
        if (IsRunning(vpn))
        {
            Failed(vpn, []);
        }
    }

    /// <summary>Nothing of this vpn is tried again.</summary>
    public void Forget(string vpn)
    {
        if (_series.Remove(vpn, out var series))
        {
            series.Due = null;
        }
    }

    /// <summary>Makes the attempts that are due.</summary>
    public void Fire()
    {
        while (NextDeadline <= services.Now.Monotonic)
        {
            var series = _due.Dequeue();
            series.Due = null;
            TryAgain(series);
        }
    }

    private void TryAgain(Series series)
    {
        var peer = services.Peers.Find(series.Vpn);
        List<ChildPolicy> wanted = peer is { Enabled: true, RemoteAddress: not null } ? [.. peer.Children.Where(child => series.Children.Contains(child.Name))] : [];
        if (wanted.Count == 0 || services.IsStopping)
        {
            Forget(series.Vpn);
        }
        else if (services.Sas.FindConnecting(series.Vpn) is not null)
        {
            // Somebody else's attempt; if it fails, ours is next.
            Wait(series, Delays[0] * 1000);
        }
        else if (services.Sas.FindUsable(series.Vpn) is { } standing)
        {
            if (ConfigurationSwap.StartMissing(standing, wanted) == 0)
            {
                Forget(series.Vpn);
            }
        }
        else
        {
            services.Connector.StartByItself(peer!, wanted);
        }
    }

    private void Wait(Series series, long milliseconds)
    {
        series.Due = services.Now.Monotonic + milliseconds;
        _due.Enqueue(series, series.Due.Value);
    }

    private sealed class Series(string vpn)
    {
        public string Vpn { get; } = vpn;

        public HashSet<string> Children { get; } = new(StringComparer.Ordinal);

        public int Failures { get; set; }

        /// <summary>Null while an attempt is under way.</summary>
        public long? Due { get; set; }
    }
}
