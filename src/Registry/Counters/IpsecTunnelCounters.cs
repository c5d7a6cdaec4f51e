using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>Live counters of one pair of Child SAs. Written by the owning shard only.</summary>
[StructLayout(LayoutKind.Sequential)] // in the order of IpsecCounterReading
public sealed class IpsecTunnelCounters
{
    /// <summary>ESP or AH octets received and accepted.</summary>
    public Counter InOctets;

    /// <summary>ESP or AH octets sent.</summary>
    public Counter OutOctets;

    /// <summary>Packets received and accepted.</summary>
    public Counter InPackets;

    /// <summary>Packets sent.</summary>
    public Counter OutPackets;

    /// <summary>Inbound packets outside or already in the replay window.</summary>
    public Counter ReplayDrops;

    /// <summary>Inbound packets whose integrity check failed.</summary>
    public Counter IntegrityFailures;

    /// <summary>Inbound packets whose padding or inner header made no sense.</summary>
    public Counter DecryptionFailures;

    /// <summary>Inbound packets that the selectors do not allow, but that another policy would.</summary>
    public Counter SelectorMismatches;

    /// <summary>Outbound packets refused because the sequence number would wrap.</summary>
    public Counter SequenceOverflows;

    /// <summary>Outbound packets dropped for any other reason.</summary>
    public Counter OutErrors;

    /// <summary>Inbound packets malformed or otherwise unusable, for none of the other causes.</summary>
    public Counter InErrors;

    /// <summary>Outbound packets that could not be encrypted.</summary>
    public Counter EncryptionFailures;

    /// <summary>Inbound dummy packets, accepted and thrown away (RFC 4303 section 2.6).</summary>
    public Counter InDummyPackets;

    /// <summary>Outbound packets larger than the path takes.</summary>
    public Counter OutTooBig;

    /// <summary>Outbound packets that a transport mode pair cannot carry because they are between other addresses than its own.</summary>
    public Counter OutSelectorMismatches;

    /// <summary>Inbound packets, authentic, that no policy of ours allows at all, through whatever pair (RFC 4301 section 5.2).</summary>
    public Counter NoPolicyDrops;

    /// <summary>Inbound packets decrypted. Not counted but found by <see cref="Read"/> (see <see cref="IsEncrypting"/>): the cell stays zero.</summary>
    public Counter InDecryptions;

    /// <summary>Outbound packets encrypted; found like <see cref="InDecryptions"/>.</summary>
    public Counter OutEncryptions;

    /// <summary>When the last packet was accepted, Unix milliseconds; 0 for never.</summary>
    public Counter LastInUnixMilliseconds;

    /// <summary>When the last packet was sent, Unix milliseconds; 0 for never.</summary>
    public Counter LastOutUnixMilliseconds;

    /// <summary>The pair encrypts: it is neither AH nor ESP without a cipher. Every authentic packet was then decrypted, which costs no count of its own.</summary>
    public bool IsEncrypting { get; init; } = true;

    /// <summary>Captures every counter. Each value is exact; together they are not one instant.</summary>
    public IpsecCounterReading Read()
    {
        var reading = CounterCells.Read<IpsecCounterReading>(ref InOctets);
        return IsEncrypting
            ? reading with { InDecryptions = reading.InAuthentic, OutEncryptions = reading.OutPackets }
            : reading;
    }

    /// <summary>Sum of some counters, without the others.</summary>
    public ulong Sum(IpsecCounterCells cells) => CounterCells.Sum(ref InOctets, (ulong)cells);
}
