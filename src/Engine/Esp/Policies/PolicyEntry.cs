using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// One pair of a local and a remote selector of a configured policy, or of an outbound SA. Immutable but for <see cref="Sa"/>, which only the
/// owning shard writes; any thread may read.
/// </summary>
internal sealed class PolicyEntry
{
    private readonly TrafficSelector _local;
    private readonly TrafficSelector _remote;
    private readonly bool _isNegotiated;
    private OutboundSa? _sa;

    public PolicyEntry(string vpnName, ChildPolicy policy, TrafficSelector local, TrafficSelector remote, ManualTunnelReference? manual = null)
    {
        VpnName = vpnName;
        Manual = manual;
        Policy = policy;
        _local = local;
        _remote = remote;
        Order = PolicyOrder.Of(policy.Priority, local, remote);
        _isNegotiated = manual is null && policy.Action is PolicyAction.Esp or PolicyAction.Ah;
    }

    /// <summary>Empty for a manual tunnel.</summary>
    public string VpnName { get; }

    public ChildPolicy Policy { get; }

    /// <summary>The manual tunnel that it leads to; null for all others.</summary>
    public ManualTunnelReference? Manual { get; }

    /// <summary>Matches and times. An entry that replaces another takes over its statistics before it is published.</summary>
    public FilterStatistics Statistics { get; set; } = new();

    public PolicyAction Action => Policy.Action;

    public ref readonly TrafficSelector Local => ref _local;

    public ref readonly TrafficSelector Remote => ref _remote;

    public PolicyKey Key => new(VpnName, Policy.Name, _local, _remote);

    /// <summary>As configured; the lower comes first, 0 after all others.</summary>
    public int Priority => Policy.Priority;

    /// <summary>Priority and specificity in one number: the lower comes first.</summary>
    public ulong Order { get; }

    /// <summary>Where matching packets go; null for a trap, for pass and drop, and for a manual tunnel that is not active.</summary>
    public OutboundSa? Sa
    {
        get => Volatile.Read(ref _sa);
        set => Volatile.Write(ref _sa, value);
    }

    /// <summary>True when packets that match wait for an SA.</summary>
    public bool IsTrap => _isNegotiated && Sa is null;

    /// <summary>True when <paramref name="other"/> says the same of packets; the SAs may differ.</summary>
    public bool IsSamePolicy(PolicyEntry other) => Key == other.Key && Policy == other.Policy && Manual == other.Manual;

    public override string ToString() => $"{VpnName}/{Policy.Name} {Action} {Local} - {Remote}";
}
