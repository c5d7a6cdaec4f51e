using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>
/// One VRF and the engine that serves it: its shards share nothing with those of another VRF but the registry and the numbers of requests. Changed under the
/// host's lock; read by any thread.
/// </summary>
internal sealed class StackEngine(string vrf, Func<uint, NumberRange> numbers)
{
    private uint _starts;
    private bool _isFresh;
    private volatile EngineConfiguration _configuration = EngineConfiguration.Empty;
    private volatile RunningEngine? _running;

    public string Vrf { get; } = vrf;

    /// <summary>The shards of the engine that runs, or is about to.</summary>
    public required ShardMap Map { get; set; }

    /// <summary>The way of commands to them.</summary>
    public required CommandRouting Routing { get; set; }

    /// <summary>Number of the first of them in the registry.</summary>
    public int FirstShard { get; set; }

    /// <summary>The configuration that its shards have, or are to have.</summary>
    public EngineConfiguration Configuration
    {
        get => _configuration;
        set => _configuration = value;
    }

    /// <summary>Its routes into the tunnel device.</summary>
    public TunnelRouting TunnelRouting { get; set; } = TunnelRouting.Unsaid;

    /// <summary>Null while it does not run.</summary>
    public RunningEngine? Running
    {
        get => _running;
        set
        {
            _running = value;
            _isFresh &= value is null;
        }
    }

    /// <summary>The network namespace of the engine that runs; null = the process's own.</summary>
    public NetworkNamespace? Namespace { get; set; }

    /// <summary>It is configured.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Why it does not run though it is wanted; null when that is not known yet.</summary>
    public string? Problem { get; set; }

    /// <summary>The end of the engine that ran last.</summary>
    public Task Stopping { get; set; } = Task.CompletedTask;

    /// <summary>Makes ready for a new engine, whose numbers do not come again; nothing where that was done and no engine has started since.</summary>
    public void Renew(TunnelRegistry registry, int shards, ulong key)
    {
        if (_isFresh)
        {
            return;
        }

        _isFresh = true;
        Map = new ShardMap(shards, key, numbers(_starts++));
        FirstShard = registry.AddShards(shards);
        Routing = new CommandRouting(Map, registry, FirstShard);
    }

    /// <summary>Tells the shards of the configuration; they answer the request when they have it. It must run.</summary>
    /// <param name="before">What they have.</param>
    /// <param name="requests">Where the request is opened.</param>
    /// <param name="changed">Vpns that are new or changed.</param>
    public PendingRequest Apply(EngineConfiguration before, PendingRequests requests, out int changed)
    {
        var running = Running ?? throw new InvalidOperationException($"vrf {Vrf} is not running");
        var configuration = Configuration;
        var change = ConfigurationChange.Between(before, configuration);
        changed = change.NewOrChanged;
        running.Apply(configuration);
        var request = requests.Open(running.Shards.Count);
        foreach (var shard in running.Shards)
        {
            var home = change.ToStart.Where(vpn => Map.HomeOf(vpn) == shard.Id).ToHashSet(StringComparer.Ordinal);
            shard.Inbox.Post(new ShardCommand.ApplyConfiguration(configuration, home, request.Number));
        }

        return request;
    }
}
