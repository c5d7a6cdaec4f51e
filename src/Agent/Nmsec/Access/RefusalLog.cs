namespace MyIkev2.Agent.Nmsec;

/// <summary>
/// Tells of refused requests: every one is counted, one in a while is logged, so that a client that asks in a loop fills
/// no disk. Thread-safe.
/// </summary>
internal sealed class RefusalLog(AccessControlList access, TimeProvider time, ILogger<RefusalLog> logger)
{
    /// <summary>The shortest time between two messages.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _refusals;
    private long _told;
    private long? _lastMessage;

    /// <summary>Requests refused so far.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>Counts a refusal and logs it if it is time to.</summary>
    public void Report(PeerCredentials? peer, string request, in NmsecResource resource)
    {
        var count = Interlocked.Increment(ref _refusals);
        long silent;
        lock (_gate)
        {
            if (_lastMessage is { } last && time.GetElapsedTime(last) < Interval)
            {
                return;
            }

            _lastMessage = time.GetTimestamp();
            silent = Math.Max(0, count - _told - 1);
            _told = count;
        }

        logger.LogWarning(
            "{Request} of user {UserId}, process {ProcessId}, is refused: no right to {Resource}. Refusals since the last message: {Silent}",
            request,
            peer?.UserId,
            peer?.ProcessId,
            resource.NameOn(access.System),
            silent);
    }
}
