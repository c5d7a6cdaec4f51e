using Grpc.Core;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Grpc.Lists;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>Where a caller begins to watch: the list at a moment, and the batch that everything follows which happens after it.</summary>
internal sealed record FeedPlace(RegistryView View, FeedBatch Batch);

/// <summary>
/// What happens to tunnels, in one order, for all callers that watch. It looks at the registry a few times a second, and only while somebody watches:
/// events come from its one subscription, changes of the list from comparing the view with the one before. So the engine's cost does not depend on the
/// number of callers, nothing can change without being told, and a tunnel that changes many times between two looks is told once.
/// </summary>
internal sealed class TunnelFeed : IDisposable
{
    /// <summary>Between two looks: the most that a change is late.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // Events of one interval.
    private const int EventCapacity = 65_536;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ChangeEncoding Encoding, int Users)> _encodings = new(StringComparer.Ordinal);
    private readonly ITunnelRegistry _registry;
    private readonly GrpcOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<TunnelFeed> _logger;
    private FeedRun? _run;
    private int _users;

    public TunnelFeed(ITunnelRegistry registry, IOptions<GrpcOptions> options, ILogger<TunnelFeed> logger, TimeProvider? clock = null)
    {
        _registry = registry;
        _options = options.Value;
        _logger = logger;
        _clock = clock ?? TimeProvider.System;
    }

    public TimeProvider Clock => _clock;

    /// <summary>Begins to watch.</summary>
    /// <exception cref="RpcException">Too many watch already (RESOURCE_EXHAUSTED).</exception>
    public FeedReader Open(MessageMask? mask)
    {
        lock (_lock)
        {
            if (_users >= _options.MaxWatches)
            {
                throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"{_users} callers watch already; {GrpcOptions.Section}:{nameof(GrpcOptions.MaxWatches)} allows no more."));
            }

            _run ??= new FeedRun(_registry, _options.WatchBacklog, EventCapacity, _clock, _logger);
            _users++;
            string key = mask?.Text ?? "";
            (ChangeEncoding encoding, int users) = _encodings.TryGetValue(key, out var known) ? known : (new ChangeEncoding(mask), 0);
            _encodings[key] = (encoding, users + 1);
            return new FeedReader(_run, encoding, () => Close(key));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _run?.Dispose();
            _run = null;
        }
    }

    private void Close(string key)
    {
        lock (_lock)
        {
            (ChangeEncoding encoding, int users) = _encodings[key];
            if (users > 1)
            {
                _encodings[key] = (encoding, users - 1);
            }
            else
            {
                _encodings.Remove(key);
            }

            if (--_users == 0)
            {
                _run?.Dispose();
                _run = null;
            }
        }
    }
}

/// <summary>One caller's part in the feed; ends with its disposal.</summary>
internal sealed class FeedReader(FeedRun run, ChangeEncoding encoding, Action close) : IDisposable
{
    public ChangeEncoding Encoding { get; } = encoding;

    /// <summary>The newest state: where to begin, and where to begin again.</summary>
    public FeedPlace Newest => run.Newest;

    public void Dispose() => close();
}
