namespace MyIkev2.Registry;

/// <summary>
/// What stays of a vpn when its tunnels go: what they have counted, and how often it came up and went down. Immutable and published together with the
/// tunnels that are left, so that in any one view each packet and each message is counted once: the vpn's totals are this plus its living tunnels'.
/// </summary>
/// <remarks>
/// A vpn is up while it has an established IKE SA; a rekey and a reauthentication that is made before the old SA is broken leave it up. Each shard keeps
/// its own; where a vpn has tunnels in several shards at once, each counts its own coming and going.
/// </remarks>
public sealed record VpnPast
{
    /// <summary>Nothing has been yet.</summary>
    public static VpnPast None { get; } = new();

    /// <summary>Traffic of the ended tunnels by security policy.</summary>
    public IReadOnlyList<PastTraffic> Traffic { get; init; } = [];

    /// <summary>How many tunnels have ended, those that never came up included.</summary>
    public ulong Tunnels { get; init; }

    /// <summary>What the ended tunnels have counted.</summary>
    public IkeCounterReading Ike
    {
        get => _ike?.Reading ?? default;
        init => _ike = new IkePast(value);
    }

    /// <summary>Sum of some counters of the ended tunnels.</summary>
    public ulong SumIke(IkeCounterCells cells) => _ike?.Reading.Sum(cells) ?? 0;

    /// <summary>How many of its tunnels are up now.</summary>
    public int TunnelsUp { get; init; }

    /// <summary>Times that the vpn came up.</summary>
    public ulong UpCount { get; init; }

    /// <summary>Times that the vpn went down.</summary>
    public ulong DownCount { get; init; }

    /// <summary>When it came up last; null while it never has.</summary>
    public DateTimeOffset? LastUpAt { get; init; }

    /// <summary>When it went down last; null while it never has.</summary>
    public DateTimeOffset? LastDownAt { get; init; }

    /// <summary>When it came up or went down last; null while it never has.</summary>
    public DateTimeOffset? LastChange => Later(LastUpAt, LastDownAt);

    /// <summary>Why it went down last; <see cref="CloseReason.None"/> while it never has.</summary>
    public CloseReason LastDownReason { get; init; } = CloseReason.None;

    /// <summary>The same in words.</summary>
    public string LastDownText { get; init; } = string.Empty;

    /// <summary>This with an ended tunnel folded in.</summary>
    public VpnPast Plus(IReadOnlyList<PastTraffic> traffic, in IkeCounterReading ike) => this with
    {
        Traffic = PastTraffic.Fold(Traffic, traffic),
        Tunnels = Tunnels + 1,
        Ike = Ike + ike.AtEnd(),
    };

    /// <summary>Two shards' records of one vpn as one.</summary>
    public static VpnPast Merge(VpnPast left, VpnPast right)
    {
        if (ReferenceEquals(left, None) || ReferenceEquals(right, None))
        {
            return ReferenceEquals(left, None) ? right : left;
        }

        var last = (left.LastDownAt ?? DateTimeOffset.MinValue) >= (right.LastDownAt ?? DateTimeOffset.MinValue) ? left : right;
        return new VpnPast
        {
            Traffic = PastTraffic.Fold(left.Traffic, right.Traffic),
            Tunnels = left.Tunnels + right.Tunnels,
            Ike = left.Ike + right.Ike,
            TunnelsUp = left.TunnelsUp + right.TunnelsUp,
            UpCount = left.UpCount + right.UpCount,
            DownCount = left.DownCount + right.DownCount,
            LastUpAt = Later(left.LastUpAt, right.LastUpAt),
            LastDownAt = last.LastDownAt,
            LastDownReason = last.LastDownReason,
            LastDownText = last.LastDownText,
        };
    }

    // By reference: a vpn that comes up or goes down copies this record, and its counters are most of it.
    private readonly IkePast? _ike;

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) => left > right || right is null ? left : right;

    private sealed record IkePast
    {
        internal readonly IkeCounterReading Reading;

        internal IkePast(in IkeCounterReading reading) => Reading = reading;
    }
}
