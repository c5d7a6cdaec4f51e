using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>
/// The changes of one turn of the feed, and the way to those of the next. Readers hold the batch that they have read last; a batch that is too old lets
/// go of its changes and of the way on, so that a reader that never comes back keeps nothing alive.
/// </summary>
internal sealed class FeedBatch(ulong start, IReadOnlyList<FeedEntry> entries)
{
    private readonly TaskCompletionSource _followed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<FeedEntry>? _entries = entries;
    private volatile FeedBatch? _next;

    /// <summary>How many changes there have been up to the last of these.</summary>
    public ulong End { get; } = start + (ulong)entries.Count;

    /// <summary>Null once they were too old to keep.</summary>
    public IReadOnlyList<FeedEntry>? Entries => _entries;

    /// <summary>The batch after this one; null when there is none yet, or when the way was lost.</summary>
    public FeedBatch? Next => _next;

    /// <summary>Completes when there is a next batch; fails when the feed does.</summary>
    public Task Followed => _followed.Task;

    /// <summary>Shows the way on, unless this batch was dropped already.</summary>
    public void Follow(FeedBatch next)
    {
        _next = _entries is null ? null : next;
        _followed.TrySetResult();
    }

    public void Fail(Exception exception)
    {
        _followed.TrySetException(exception);

        // There may be nobody to see it.
        _ = _followed.Task.Exception;
    }

    /// <summary>Forgets the changes and the way on.</summary>
    public void Drop()
    {
        _entries = null;
        _next = null;
    }
}

/// <summary>One change of the feed.</summary>
/// <param name="change">What happened; for a removal the tunnel as it was last.</param>
/// <param name="isRemoval">A generation has left the list.</param>
/// <param name="before">For a change of the list: the generation before it; null when it was not there.</param>
/// <param name="registryVersion">The registry's version with it.</param>
internal sealed class FeedEntry(TunnelChange change, bool isRemoval, IkeTunnelSnapshot? before, ulong registryVersion)
{
    private EncodedChange[] _encoded = [];

    public TunnelChange Change { get; } = change;

    public ulong RegistryVersion { get; } = registryVersion;

    public V1.TunnelChangeKind Kind { get; } = isRemoval ? V1.TunnelChangeKind.Removed : Mapping.EnumMapper.ToMessage(change.Kind);

    /// <summary>How a caller with this filter has to hear of it; null when it has not.</summary>
    public V1.TunnelChangeKind? KindFor(TunnelFilter filter)
    {
        if (Change.Tunnel is null || ReferenceEquals(filter, TunnelFilter.All))
        {
            return Kind;
        }

        return Kind switch
        {
            V1.TunnelChangeKind.Removed => filter.Matches(Change.Tunnel) ? Kind : null,
            V1.TunnelChangeKind.Changed when filter.Matches(Change.Tunnel) => Kind,

            // It was among those that the caller sees, and is there no more.
            V1.TunnelChangeKind.Changed => before is not null && filter.Matches(before) ? V1.TunnelChangeKind.Removed : null,
            _ => filter.Matches(Change.Tunnel) || (Change.Previous is { } previous && filter.Matches(previous)) ? Kind : null,
        };
    }

    /// <summary>The octets of the change, made once for all callers with the same wishes. Two that come at the same moment may both make them.</summary>
    public ReadOnlyMemory<byte> Encode(ChangeEncoding encoding, V1.TunnelChangeKind kind)
    {
        foreach (EncodedChange made in Volatile.Read(ref _encoded))
        {
            if (ReferenceEquals(made.Encoding, encoding) && made.Kind == kind)
            {
                return made.Octets;
            }
        }

        var encoded = new EncodedChange(encoding, kind, encoding.Encode(this, kind));
        Volatile.Write(ref _encoded, [.. Volatile.Read(ref _encoded), encoded]);
        return encoded.Octets;
    }

    private sealed record EncodedChange(ChangeEncoding Encoding, V1.TunnelChangeKind Kind, byte[] Octets);
}
