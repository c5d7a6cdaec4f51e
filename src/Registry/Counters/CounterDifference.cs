namespace MyIkev2.Registry;

/// <summary>What was counted between two readings of the same counters.</summary>
internal static class CounterDifference
{
    /// <summary>Field by field difference; times are those of the later reading.</summary>
    public static IpsecCounterReading Since(this in IpsecCounterReading now, in IpsecCounterReading before) => now with
    {
        InOctets = now.InOctets - before.InOctets,
        OutOctets = now.OutOctets - before.OutOctets,
        InPackets = now.InPackets - before.InPackets,
        OutPackets = now.OutPackets - before.OutPackets,
        ReplayDrops = now.ReplayDrops - before.ReplayDrops,
        IntegrityFailures = now.IntegrityFailures - before.IntegrityFailures,
        DecryptionFailures = now.DecryptionFailures - before.DecryptionFailures,
        SelectorMismatches = now.SelectorMismatches - before.SelectorMismatches,
        SequenceOverflows = now.SequenceOverflows - before.SequenceOverflows,
        OutErrors = now.OutErrors - before.OutErrors,
        InErrors = now.InErrors - before.InErrors,
        EncryptionFailures = now.EncryptionFailures - before.EncryptionFailures,
        InDummyPackets = now.InDummyPackets - before.InDummyPackets,
        OutTooBig = now.OutTooBig - before.OutTooBig,
        OutSelectorMismatches = now.OutSelectorMismatches - before.OutSelectorMismatches,
        NoPolicyDrops = now.NoPolicyDrops - before.NoPolicyDrops,
        InDecryptions = now.InDecryptions - before.InDecryptions,
        OutEncryptions = now.OutEncryptions - before.OutEncryptions,
    };
}
