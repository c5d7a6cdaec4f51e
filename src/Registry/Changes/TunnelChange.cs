namespace MyIkev2.Registry;

/// <summary>What happened to a tunnel. Values are stable: interfaces export them.</summary>
public enum TunnelChangeKind : byte
{
    /// <summary>The subscriber missed changes: capture a view and go on from there.</summary>
    Resync = 0,

    /// <summary>An IKE SA was established.</summary>
    Opened = 1,

    /// <summary>Facts of an IKE SA changed.</summary>
    Changed = 2,

    /// <summary>An IKE SA was replaced by its next generation.</summary>
    Rekeyed = 3,

    /// <summary>An IKE SA ended.</summary>
    Closed = 4,

    /// <summary>A Child SA pair was installed.</summary>
    ChildOpened = 5,

    /// <summary>A Child SA pair was replaced by its next generation.</summary>
    ChildRekeyed = 6,

    /// <summary>A Child SA pair ended.</summary>
    ChildClosed = 7,

    /// <summary>A negotiation failed; no tunnel came of it.</summary>
    Failed = 8,

    /// <summary>A new configuration took effect.</summary>
    ConfigurationChanged = 9,
}

/// <summary>One change, in the order the owning shard made it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Tunnel">The tunnel after the change (for Closed: its last facts); null for Resync and ConfigurationChanged.</param>
/// <param name="Child">The child after the change, for the child kinds.</param>
/// <param name="Previous">For Rekeyed: the generation that was replaced.</param>
/// <param name="PreviousChild">For ChildRekeyed: the pair that was replaced.</param>
/// <param name="Reason">Why it ended or failed.</param>
/// <param name="Text">The same in words.</param>
public sealed record TunnelChange(
    TunnelChangeKind Kind,
    DateTimeOffset At,
    IkeTunnelSnapshot? Tunnel = null,
    IpsecTunnelSnapshot? Child = null,
    IkeTunnelSnapshot? Previous = null,
    IpsecTunnelSnapshot? PreviousChild = null,
    CloseReason Reason = CloseReason.None,
    string Text = "");
