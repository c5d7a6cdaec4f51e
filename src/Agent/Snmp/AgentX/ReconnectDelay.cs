namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>How long to wait before the next attempt: 1 s, twice as long after each failure, at most 60 s.</summary>
internal sealed class ReconnectDelay
{
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private TimeSpan _next = First;

    /// <summary>The delay that is due now; the next one is longer.</summary>
    internal TimeSpan Next()
    {
        var delay = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }

    /// <summary>A session was of use: begin anew.</summary>
    internal void Reset() => _next = First;
}
