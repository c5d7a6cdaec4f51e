namespace MyIkev2.Registry;

/// <summary>Counters of a pair of Child SAs, captured.</summary>
public readonly record struct IpsecCounterReading
{
    /// <summary>ESP or AH octets received and accepted.</summary>
    public ulong InOctets { get; init; }

    /// <summary>ESP or AH octets sent.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>Packets received and accepted.</summary>
    public ulong InPackets { get; init; }

    /// <summary>Packets sent.</summary>
    public ulong OutPackets { get; init; }

    /// <summary>Inbound packets outside or already in the replay window.</summary>
    public ulong ReplayDrops { get; init; }

    /// <summary>Inbound packets whose integrity check failed.</summary>
    public ulong IntegrityFailures { get; init; }

    /// <summary>Inbound packets whose padding or inner header made no sense.</summary>
    public ulong DecryptionFailures { get; init; }

    /// <summary>Inbound packets that the selectors do not allow, but that another policy would.</summary>
    public ulong SelectorMismatches { get; init; }

    /// <summary>Outbound packets refused because the sequence number would wrap.</summary>
    public ulong SequenceOverflows { get; init; }

    /// <summary>Outbound packets dropped for any other reason.</summary>
    public ulong OutErrors { get; init; }

    /// <summary>Inbound packets malformed or otherwise unusable, for none of the other causes.</summary>
    public ulong InErrors { get; init; }

    /// <summary>Outbound packets that could not be encrypted.</summary>
    public ulong EncryptionFailures { get; init; }

    /// <summary>Inbound dummy packets, accepted and thrown away (RFC 4303 section 2.6).</summary>
    public ulong InDummyPackets { get; init; }

    /// <summary>Outbound packets larger than the path takes.</summary>
    public ulong OutTooBig { get; init; }

    /// <summary>Outbound packets that a transport mode pair cannot carry because they are between other addresses than its own.</summary>
    public ulong OutSelectorMismatches { get; init; }

    /// <summary>Inbound packets, authentic, that no policy of ours allows at all, through whatever pair (RFC 4301 section 5.2).</summary>
    public ulong NoPolicyDrops { get; init; }

    /// <summary>Inbound packets decrypted: the authentic ones of pairs that encrypt.</summary>
    public ulong InDecryptions { get; init; }

    /// <summary>Outbound packets encrypted.</summary>
    public ulong OutEncryptions { get; init; }

    /// <summary>When the last packet was accepted, Unix milliseconds; 0 for never.</summary>
    public ulong LastInUnixMilliseconds { get; init; }

    /// <summary>When the last packet was sent, Unix milliseconds; 0 for never.</summary>
    public ulong LastOutUnixMilliseconds { get; init; }

    /// <summary>All inbound drops. A dummy packet is none.</summary>
    public ulong InDrops => ReplayDrops + IntegrityFailures + DecryptionFailures + SelectorMismatches + NoPolicyDrops + InErrors;

    /// <summary>All outbound drops.</summary>
    public ulong OutDrops => SequenceOverflows + EncryptionFailures + OutTooBig + OutSelectorMismatches + OutErrors;

    /// <summary>Inbound packets whose integrity check succeeded, whatever became of them.</summary>
    public ulong InAuthentic => InPackets + DecryptionFailures + SelectorMismatches + NoPolicyDrops;

    /// <summary>Integrity checks done on inbound packets.</summary>
    public ulong InIntegrityChecks => InAuthentic + IntegrityFailures;

    /// <summary>Sum of some counters.</summary>
    public ulong Sum(IpsecCounterCells cells) => CounterCells.Sum(this, (ulong)cells);

    /// <summary>Field by field sum; activity and times take the later.</summary>
    public static IpsecCounterReading operator +(IpsecCounterReading left, IpsecCounterReading right) => CounterCells.Sum(left, right) with
    {
        LastInUnixMilliseconds = Math.Max(left.LastInUnixMilliseconds, right.LastInUnixMilliseconds),
        LastOutUnixMilliseconds = Math.Max(left.LastOutUnixMilliseconds, right.LastOutUnixMilliseconds),
    };

    /// <summary>What was counted since an earlier reading of the same counters; times are those of this one.</summary>
    internal IpsecCounterReading Since(in IpsecCounterReading before) => CounterCells.Difference(this, before) with
    {
        LastInUnixMilliseconds = LastInUnixMilliseconds,
        LastOutUnixMilliseconds = LastOutUnixMilliseconds,
    };

    /// <summary>Same as the operator.</summary>
    public static IpsecCounterReading Add(IpsecCounterReading left, IpsecCounterReading right) => left + right;
}
