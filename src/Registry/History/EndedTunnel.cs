namespace MyIkev2.Registry;

/// <summary>An IKE tunnel that was up and ended: its last facts, and what it had counted over all its generations.</summary>
public sealed record EndedTunnel : HistoryRow
{
    /// <summary>Its last facts. Its counters may be those of a tunnel that goes on: <see cref="Counters"/> are the captured ones.</summary>
    public required IkeTunnelSnapshot Tunnel { get; init; }

    /// <summary>When its first generation came up.</summary>
    public required DateTimeOffset UpAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset DownAt { get; init; }

    /// <summary>Why it ended.</summary>
    public required CloseReason Reason { get; init; }

    /// <summary>The same in words.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The tunnel goes on: the row was asked for (<see cref="ITunnelRegistry.CheckpointHistory"/>), and <see cref="DownAt"/> is that moment.</summary>
    public bool IsCheckpoint { get; init; }

    /// <summary>IKE counters at its end.</summary>
    public IkeCounterReading Counters { get; init; }

    /// <summary>Traffic of all its Child SAs, of all policies and generations.</summary>
    public IpsecCounterReading Traffic { get; init; }

    /// <summary>How long it was up.</summary>
    public TimeSpan Duration => DownAt - UpAt;

    internal static EndedTunnel From(IkeTunnelSnapshot last, DateTimeOffset at, CloseReason reason, string text, bool isCheckpoint = false)
    {
        var traffic = default(IpsecCounterReading);
        foreach (var past in last.Past)
        {
            traffic += past.Counters;
        }

        foreach (var child in last.Children)
        {
            traffic += child.Counters.Read();
        }

        return new EndedTunnel
        {
            Tunnel = last,
            UpAt = last.UpSince ?? last.EstablishedAt ?? last.CreatedAt,
            DownAt = at,
            Reason = reason,
            Text = text,
            IsCheckpoint = isCheckpoint,
            Counters = last.Counters.Read(),
            Traffic = traffic,
        };
    }
}
