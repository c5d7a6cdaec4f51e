namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// How many unauthenticated Reports may go out in one second, over all askers. Threads that meet at the turn of a second may
/// let a few more pass, which does not matter.
/// </summary>
internal sealed class UsmReportBudget(int perSecond)
{
    /// <summary>
    /// No unauthenticated Report is longer than this many times what it answers: the bound that QUIC sets for the same reason
    /// (RFC 9000 section 8.1). What real managers send is far from it.
    /// </summary>
    internal const int LargestGain = 3;

    private long _second = -1;
    private int _taken;

    /// <summary>Whether one more may go out.</summary>
    internal bool TryTake(long now)
    {
        var second = Volatile.Read(ref _second);
        if (second != now && Interlocked.CompareExchange(ref _second, now, second) == second)
        {
            Volatile.Write(ref _taken, 0);
        }

        return Interlocked.Increment(ref _taken) <= perSecond;
    }
}
