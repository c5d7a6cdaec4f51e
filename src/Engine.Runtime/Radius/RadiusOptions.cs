using System.Net;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>One RADIUS server. Text forms never show its secret.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Secret">What both sides know; 1 octet at least.</param>
public sealed record RadiusServer(string Name, IPAddress Address, ReadOnlyMemory<byte> Secret)
{
    public int AuthenticationPort { get; init; } = 1812;

    public int AccountingPort { get; init; } = 1813;

    /// <summary>Servers with a higher one are asked first; those with equal ones in configured order.</summary>
    public int Preference { get; init; }

    public override string ToString() => $"RADIUS server {Name} ({Address})";
}

/// <summary>How long an answer is waited for: try n waits <see cref="Timeout"/> * <see cref="Base"/>^n.</summary>
public sealed record RadiusRetransmission
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    public double Base { get; init; } = 1.4;

    /// <summary>Transmissions in all before the server counts as dead.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>How long a server that did not answer is asked last.</summary>
    public TimeSpan DeadTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan DelayAfter(int tries) => Timeout * Math.Pow(Base, tries);
}

/// <summary>Counters of one server, by the names of RFC 4668 and RFC 4670. Any thread adds, any reads.</summary>
public sealed class RadiusCounters
{
    private long _requests;
    private long _retransmissions;
    private long _responses;
    private long _malformed;
    private long _badAuthenticators;
    private long _dropped;
    private long _timeouts;

    public long Requests => Interlocked.Read(ref _requests);

    public long Retransmissions => Interlocked.Read(ref _retransmissions);

    public long Responses => Interlocked.Read(ref _responses);

    /// <summary>Packets whose lengths did not add up.</summary>
    public long MalformedResponses => Interlocked.Read(ref _malformed);

    /// <summary>Packets that somebody without the secret made, or made for another request.</summary>
    public long BadAuthenticators => Interlocked.Read(ref _badAuthenticators);

    /// <summary>Answers that nothing waited for.</summary>
    public long PacketsDropped => Interlocked.Read(ref _dropped);

    /// <summary>Requests that were given up.</summary>
    public long Timeouts => Interlocked.Read(ref _timeouts);

    internal void CountRequest(bool isRepeat) => Interlocked.Increment(ref isRepeat ? ref _retransmissions : ref _requests);

    internal void CountResponse() => Interlocked.Increment(ref _responses);

    internal void CountMalformed() => Interlocked.Increment(ref _malformed);

    internal void CountBadAuthenticator() => Interlocked.Increment(ref _badAuthenticators);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);

    internal void CountTimeout() => Interlocked.Increment(ref _timeouts);
}
