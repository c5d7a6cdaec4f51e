namespace MyIkev2.Registry;

/// <summary>
/// A security policy of a tunnel that had Child SAs and has none any more. A rekey ends none: one row stands for all pairs between the first
/// and the last.
/// </summary>
public sealed record EndedChild : HistoryRow
{
    /// <summary>The facts of its last pair.</summary>
    public required IpsecTunnelSnapshot Child { get; init; }

    /// <summary>The facts of its IKE tunnel then.</summary>
    public required IkeTunnelSnapshot Tunnel { get; init; }

    /// <summary>When its first pair was installed.</summary>
    public required DateTimeOffset UpAt { get; init; }

    /// <summary>When its last pair ended.</summary>
    public required DateTimeOffset DownAt { get; init; }

    /// <summary>Why the last pair ended.</summary>
    public required CloseReason Reason { get; init; }

    /// <summary>More exact than <see cref="Reason"/>, where there is more to say.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>The policy goes on: the row was asked for (<see cref="ITunnelRegistry.CheckpointHistory"/>), and <see cref="DownAt"/> is that moment.</summary>
    public bool IsCheckpoint { get; init; }

    /// <summary>Pairs it had between <see cref="UpAt"/> and <see cref="DownAt"/>, those of rekeys included.</summary>
    public ulong Pairs { get; init; }

    /// <summary>Traffic of those pairs.</summary>
    public IpsecCounterReading Traffic { get; init; }

    /// <summary>Name of the security policy.</summary>
    public string PolicyName => Child.PolicyName;

    /// <summary>Rekeys of the IPsec tunnel that the last pair belonged to.</summary>
    public uint Rekeys => Child.Generation - 1;

    /// <summary>How long it was up.</summary>
    public TimeSpan Duration => DownAt - UpAt;

    internal static EndedChild From(
        IkeTunnelSnapshot tunnel, IpsecTunnelSnapshot last, DateTimeOffset at, CloseReason reason, FailureCause cause, bool isCheckpoint = false)
    {
        var pairs = 0ul;
        var traffic = default(IpsecCounterReading);
        foreach (var past in tunnel.Past)
        {
            if (past.PolicyName == last.PolicyName)
            {
                (pairs, traffic) = (past.Pairs, past.Counters);
            }
        }

        foreach (var child in tunnel.Children)
        {
            if (child.PolicyName == last.PolicyName && child.InstalledAt is not null)
            {
                pairs++;
                traffic += child.Counters.Read();
            }
        }

        if (last.Life?.Before is { } before)
        {
            // Of earlier lives of the policy.
            pairs -= before.Pairs;
            traffic = traffic.Since(before.Counters);
        }

        return new EndedChild
        {
            Child = last,
            Tunnel = tunnel,
            UpAt = last.Life?.UpAt ?? last.InstalledAt ?? at,
            DownAt = at,
            Reason = reason,
            Cause = cause,
            IsCheckpoint = isCheckpoint,
            Pairs = pairs,
            Traffic = traffic,
        };
    }
}
