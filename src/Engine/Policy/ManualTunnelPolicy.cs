using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Policy;

/// <summary>
/// A configured manual tunnel: SPIs, algorithms and keys of a pair of SAs that nobody negotiates (RFC 4301 section 4.5). No replay protection and no
/// extended sequence numbers (RFC 4303 section 3.3.3). Immutable, compared by value; text forms never show a key.
/// </summary>
public sealed record ManualTunnelPolicy
{
    public required string Name { get; init; }

    public string Vrf { get; init; } = "main";

    /// <summary>The number of <c>M1</c>; stays while a tunnel of this name is configured.</summary>
    public required uint Number { get; init; }

    /// <summary>Name for displays of other products; empty for none.</summary>
    public string VpnAction { get; init; } = string.Empty;

    /// <summary>Active as soon as it is configured; otherwise when an operator says so.</summary>
    public bool StartsActive { get; init; } = true;

    public required IpsecProtocol Protocol { get; init; }

    public IpsecMode Mode { get; init; } = IpsecMode.Tunnel;

    public required IpAddress LocalAddress { get; init; }

    public required IpAddress RemoteAddress { get; init; }

    /// <summary>SPI in packets to us.</summary>
    public required uint SpiIn { get; init; }

    /// <summary>SPI in packets to the peer.</summary>
    public required uint SpiOut { get; init; }

    /// <summary>Default for AH.</summary>
    public EncryptionChoice Encryption { get; init; }

    public required IntegrityId Integrity { get; init; }

    public ValueList<byte> EncryptionKeyIn { get; init; } = [];

    public ValueList<byte> EncryptionKeyOut { get; init; } = [];

    public ValueList<byte> IntegrityKeyIn { get; init; } = [];

    public ValueList<byte> IntegrityKeyOut { get; init; } = [];

    public ValueList<ConfiguredSelector> LocalSelectors { get; init; } = [ConfiguredSelector.Dynamic];

    public ValueList<ConfiguredSelector> RemoteSelectors { get; init; } = [ConfiguredSelector.Dynamic];

    /// <summary>Order among the policies; 0 = after all that have one.</summary>
    public int Priority { get; init; }

    public IEnumerable<TrafficSelector> Locals => LocalSelectors.Select(selector => selector.Resolve(LocalAddress));

    public IEnumerable<TrafficSelector> Remotes => RemoteSelectors.Select(selector => selector.Resolve(RemoteAddress));

    /// <summary>
    /// True when <paramref name="other"/> describes the same SAs, so that sequence numbers and counters go on: which traffic they carry, and when, may
    /// differ.
    /// </summary>
    public bool HasSameSas(ManualTunnelPolicy other) => (this with
    {
        Number = other.Number,
        VpnAction = other.VpnAction,
        StartsActive = other.StartsActive,
        LocalSelectors = other.LocalSelectors,
        RemoteSelectors = other.RemoteSelectors,
        Priority = other.Priority,
    }) == other;

    internal ManualTunnelReference Reference => new(Number, VpnAction);

    /// <summary>What the packet path goes by.</summary>
    public ChildPolicy ToChildPolicy() => new()
    {
        Name = Name,
        Action = Protocol == IpsecProtocol.Ah ? PolicyAction.Ah : PolicyAction.Esp,
        Mode = Mode,
        Priority = Priority,
        ReplayWindow = 0,
        StartAction = ChildAction.None,
        CloseAction = ChildAction.None,
        DpdAction = ChildAction.None,
    };

    public override string ToString() => $"manual-tunnel {Name}";
}

/// <summary>What the packet path remembers of a manual tunnel that it has: enough to name it, no key.</summary>
/// <param name="Number">The number of <c>M1</c>.</param>
/// <param name="VpnAction">Name for displays of other products; empty for none.</param>
internal sealed record ManualTunnelReference(uint Number, string VpnAction);
