namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// usmStats (RFC 3414 section 5). Several listener threads add; anyone reads. Served as Counter32, so readers see the
/// low 32 bits.
/// </summary>
public sealed class UsmCounters
{
    private readonly long[] _counters = new long[(int)UsmOutcome.DecryptionError + 1];
    private long _reportsSuppressed;

    /// <summary>usmStatsUnsupportedSecLevels.</summary>
    public ulong UnsupportedSecurityLevels => Read(UsmOutcome.UnsupportedSecurityLevel);

    /// <summary>usmStatsNotInTimeWindows.</summary>
    public ulong NotInTimeWindows => Read(UsmOutcome.NotInTimeWindow);

    /// <summary>usmStatsUnknownUserNames.</summary>
    public ulong UnknownUserNames => Read(UsmOutcome.UnknownUserName);

    /// <summary>usmStatsUnknownEngineIDs.</summary>
    public ulong UnknownEngineIds => Read(UsmOutcome.UnknownEngineId);

    /// <summary>usmStatsWrongDigests.</summary>
    public ulong WrongDigests => Read(UsmOutcome.WrongDigest);

    /// <summary>usmStatsDecryptionErrors.</summary>
    public ulong DecryptionErrors => Read(UsmOutcome.DecryptionError);

    /// <summary>Reports that were due but not sent, because strangers had already caused as many as may go out in a second.</summary>
    public ulong ReportsSuppressed => (ulong)Interlocked.Read(ref _reportsSuppressed);

    internal ulong Read(UsmOutcome outcome) => (ulong)Interlocked.Read(ref _counters[(int)outcome]);

    internal void Count(UsmOutcome outcome) => Interlocked.Increment(ref _counters[(int)outcome]);

    internal void CountSuppressedReport() => Interlocked.Increment(ref _reportsSuppressed);
}
