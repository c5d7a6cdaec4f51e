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
    private readonly bool _isProtected;
    private OutboundSa? _sa;

    public PolicyEntry(string vpnName, ChildPolicy policy, TrafficSelector local, TrafficSelector remote)
    {
        VpnName = vpnName;
        Policy = policy;
        _local = local;
        _remote = remote;
        Order = PolicyOrder.Of(policy.Priority, local, remote);
        _isProtected = policy.Action is PolicyAction.Esp or PolicyAction.Ah;
    }

    public string VpnName { get; }

    public ChildPolicy Policy { get; }

    public PolicyAction Action => Policy.Action;

    public ref readonly TrafficSelector Local => ref _local;

    public ref readonly TrafficSelector Remote => ref _remote;

    public PolicyKey Key => new(VpnName, Policy.Name, _local, _remote);

    /// <summary>As configured; the lower comes first, 0 after all others.</summary>
    public int Priority => Policy.Priority;

    /// <summary>Priority and specificity in one number: the lower comes first.</summary>
    public ulong Order { get; }

    /// <summary>Where matching packets go; null for a trap, and for pass and drop.</summary>
    public OutboundSa? Sa
    {
        get => Volatile.Read(ref _sa);
        set => Volatile.Write(ref _sa, value);
    }

    /// <summary>True when packets that match wait for an SA.</summary>
    public bool IsTrap => _isProtected && Sa is null;

    /// <summary>True when <paramref name="other"/> says the same of packets; the SAs may differ.</summary>
    public bool IsSamePolicy(PolicyEntry other) => Key == other.Key && Policy == other.Policy;

    public override string ToString() => $"{VpnName}/{Policy.Name} {Action} {Local} - {Remote}";
}
