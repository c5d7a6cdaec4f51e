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

    /// <summary>Something failed, and no kind below is for it: a negotiation from which no tunnel came, a protocol error, a fault of ours.</summary>
    Failed = 8,

    /// <summary>A new configuration took effect.</summary>
    ConfigurationChanged = 9,

    /// <summary>IKE_AUTH failed because one side could not authenticate the other.</summary>
    AuthenticationFailed = 10,

    /// <summary>A rekey of an IKE SA or a Child SA failed; the SA still stands.</summary>
    RekeyFailed = 11,

    /// <summary>An established peer does not answer any more; its <see cref="Closed"/> follows.</summary>
    PeerDead = 12,

    /// <summary>A shard began or ceased to demand cookies (<see cref="TunnelChange.CookiesDemanded"/>): half-open SAs pile up.</summary>
    HalfOpenHigh = 13,

    /// <summary>A new configuration was refused; the old one stays in force.</summary>
    ConfigurationRefused = 14,

    /// <summary>A certificate is about to expire, or was refused.</summary>
    CertificateProblem = 15,

    /// <summary>Packets of a Child SA, or with an SPI that nobody knows, were dropped. Told at most once a minute for a tunnel or peer and cause.</summary>
    DataPlaneFailed = 16,
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
/// <remarks>Every change with a <see cref="Failure"/> is one row of the failure history, and every row came with one change.</remarks>
public sealed record TunnelChange(
    TunnelChangeKind Kind,
    DateTimeOffset At,
    IkeTunnelSnapshot? Tunnel = null,
    IpsecTunnelSnapshot? Child = null,
    IkeTunnelSnapshot? Previous = null,
    IpsecTunnelSnapshot? PreviousChild = null,
    CloseReason Reason = CloseReason.None,
    string Text = "")
{
    /// <summary>What failed, with its number in the history; null when nothing did.</summary>
    public FailureRecord? Failure { get; init; }

    /// <summary>More exact than <see cref="Reason"/>, where there is more to say.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>For ChildOpened and ChildRekeyed: the security policy had no pair before. For ChildClosed: it has none any more.</summary>
    public bool TogglesPolicy { get; init; }

    /// <summary>For HalfOpenHigh: cookies are demanded from now on; false: no longer.</summary>
    public bool CookiesDemanded { get; init; }
}
