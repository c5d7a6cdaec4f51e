namespace MyIkev2.Registry;

/// <summary>The read side: what monitors and controllers see. Never blocks, never waits for the engine.</summary>
public interface ITunnelRegistry
{
    /// <summary>How many rows each table of the history keeps before anybody says otherwise.</summary>
    public const int DefaultHistoryDepth = 200;

    /// <summary>How many rows each table of the history can be told to keep.</summary>
    public const int MaximumHistoryDepth = 100_000;

    /// <summary>Everything published so far, at this moment.</summary>
    RegistryView Capture();

    /// <summary>Starts a bounded queue of changes.</summary>
    /// <param name="capacity">Changes kept for a slow reader, at least 1.</param>
    ChangeSubscription Subscribe(int capacity = 1024);

    /// <summary>Changes how much of the past is kept; the oldest rows go at once when there are too many.</summary>
    /// <param name="tunnels">Ended tunnels, and as many ended children: 0 (none) to <see cref="MaximumHistoryDepth"/>.</param>
    /// <param name="failures">Failures: 0 (none) to <see cref="MaximumHistoryDepth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A depth is out of range.</exception>
    void SetHistoryDepth(int tunnels, int failures);

    /// <summary>Enters a row into the history for every tunnel and every security policy that is up, as if it had ended now.</summary>
    void CheckpointHistory();
}
