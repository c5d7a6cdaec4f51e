using MyIkev2.Registry;

namespace MyIkev2.Engine.Policy;

/// <summary>What a security policy does with matching packets.</summary>
public enum PolicyAction
{
    Esp,
    Ah,
    Pass,
    Drop,
}

/// <summary>What happens to a child at start, when the peer closes it, or when the peer is dead.</summary>
public enum ChildAction
{
    /// <summary>Nothing; the child is gone until somebody asks.</summary>
    None,

    /// <summary>Wait for traffic.</summary>
    Trap,

    /// <summary>Negotiate at once.</summary>
    Start,
}

/// <summary>One configured security policy of a vpn. Immutable, compared by value.</summary>
public sealed record ChildPolicy
{
    public required string Name { get; init; }

    /// <summary>Number shared by all Child SAs made from this policy; unique in the configuration, stable over reloads.</summary>
    public uint RequestId { get; init; }

    public PolicyAction Action { get; init; } = PolicyAction.Esp;

    public IpsecMode Mode { get; init; } = IpsecMode.Tunnel;

    public int Priority { get; init; }

    /// <summary>In order of preference; ESP or AH as <see cref="Action"/> says.</summary>
    public ValueList<ProposalOffer> Proposals { get; init; } = [];

    public ValueList<ConfiguredSelector> LocalSelectors { get; init; } = [ConfiguredSelector.Dynamic];

    public ValueList<ConfiguredSelector> RemoteSelectors { get; init; } = [ConfiguredSelector.Dynamic];

    /// <summary>Packets, 0 = no replay protection.</summary>
    public int ReplayWindow { get; init; } = 32;

    public ChildAction StartAction { get; init; } = ChildAction.Trap;

    public ChildAction CloseAction { get; init; } = ChildAction.Trap;

    /// <summary>None = clear, Start = restart, Trap = trap.</summary>
    public ChildAction DpdAction { get; init; } = ChildAction.Start;

    public TimeSpan RekeyTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Hard limit; null = rekey time + 10 %.</summary>
    public TimeSpan? LifeTime { get; init; }

    /// <summary>Largest random part taken off the rekey time; null = life time - rekey time.</summary>
    public TimeSpan? RandomTime { get; init; }

    /// <summary>Octets in one direction after which the pair is rekeyed; 0 = never.</summary>
    public ulong RekeyBytes { get; init; }

    /// <summary>Packets in one direction after which the pair is rekeyed; 0 = never.</summary>
    public ulong RekeyPackets { get; init; }

    /// <summary>Octets in one direction after which the pair ends; null = <see cref="RekeyBytes"/> + 10 %, 0 = never.</summary>
    public ulong? LifeBytes { get; init; }

    /// <summary>Packets in one direction after which the pair ends; null = <see cref="RekeyPackets"/> + 10 %, 0 = never.</summary>
    public ulong? LifePackets { get; init; }

    /// <summary>
    /// Tunnel mode pads inner packets to at least this many octets (traffic flow confidentiality, RFC 4303 section 2.7); 0 = off,
    /// <see cref="TfcPaddingToMtu"/> = as the path to the peer allows.
    /// </summary>
    public int TfcPadding { get; init; }

    public const int TfcPaddingToMtu = -1;

    public bool EncapsulationCopiesDscp { get; init; } = true;

    public bool DecapsulationCopiesDscp { get; init; }

    public bool EncapsulationCopiesDf { get; init; } = true;

    /// <summary>Its traffic goes through a secure virtual tunnel interface (<c>svti-id-out</c>): <c>install-routes</c> is not for it.</summary>
    public bool HasTunnelInterface { get; init; }

    /// <summary>Routes that its Child SAs add; null = none but what <c>install-routes</c> says.</summary>
    public RouteInjection? Routes { get; init; }

    public ulong EffectiveLifeBytes => LifeBytes ?? WithMargin(RekeyBytes);

    public ulong EffectiveLifePackets => LifePackets ?? WithMargin(RekeyPackets);

    public TimeSpan EffectiveLifeTime => LifeTime ?? RekeyTime * 1.1;

    public TimeSpan EffectiveRandomTime => RandomTime ?? (EffectiveLifeTime > RekeyTime ? EffectiveLifeTime - RekeyTime : TimeSpan.Zero);

    private static ulong WithMargin(ulong limit) => limit > ulong.MaxValue - (limit / 10) ? ulong.MaxValue : limit + (limit / 10);
}
