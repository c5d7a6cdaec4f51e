namespace MyIkev2.Registry;

/// <summary>
/// Counters of pairs of Child SAs by name, as bits, so that one of them, or the sum of several, can be read without all the others: the bit is the place
/// in <see cref="IpsecCounterReading"/>. What is no count of its own (moments, what is found from others) has no name here.
/// </summary>
[Flags]
public enum IpsecCounterCells : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>ESP or AH octets received and accepted.</summary>
    InOctets = 1UL << 0,

    /// <summary>ESP or AH octets sent.</summary>
    OutOctets = 1UL << 1,

    /// <summary>Packets received and accepted.</summary>
    InPackets = 1UL << 2,

    /// <summary>Packets sent.</summary>
    OutPackets = 1UL << 3,

    /// <summary>Inbound packets outside or already in the replay window.</summary>
    ReplayDrops = 1UL << 4,

    /// <summary>Inbound packets whose integrity check failed.</summary>
    IntegrityFailures = 1UL << 5,

    /// <summary>Inbound packets whose padding or inner header made no sense.</summary>
    DecryptionFailures = 1UL << 6,

    /// <summary>Inbound packets that the selectors do not allow, but that another policy would.</summary>
    SelectorMismatches = 1UL << 7,

    /// <summary>Outbound packets refused because the sequence number would wrap.</summary>
    SequenceOverflows = 1UL << 8,

    /// <summary>Outbound packets dropped for any other reason.</summary>
    OutErrors = 1UL << 9,

    /// <summary>Inbound packets malformed or otherwise unusable, for none of the other causes.</summary>
    InErrors = 1UL << 10,

    /// <summary>Outbound packets that could not be encrypted.</summary>
    EncryptionFailures = 1UL << 11,

    /// <summary>Inbound dummy packets, accepted and thrown away (RFC 4303 section 2.6).</summary>
    InDummyPackets = 1UL << 12,

    /// <summary>Outbound packets larger than the path takes.</summary>
    OutTooBig = 1UL << 13,

    /// <summary>Outbound packets that a transport mode pair cannot carry because they are between other addresses than its own.</summary>
    OutSelectorMismatches = 1UL << 14,

    /// <summary>Inbound packets, authentic, that no policy of ours allows at all, through whatever pair (RFC 4301 section 5.2).</summary>
    NoPolicyDrops = 1UL << 15,

    /// <summary>As <see cref="IpsecCounterReading.InDrops"/>.</summary>
    InDrops = ReplayDrops | IntegrityFailures | DecryptionFailures | SelectorMismatches | NoPolicyDrops | InErrors,

    /// <summary>As <see cref="IpsecCounterReading.OutDrops"/>.</summary>
    OutDrops = SequenceOverflows | EncryptionFailures | OutTooBig | OutSelectorMismatches | OutErrors,
}
