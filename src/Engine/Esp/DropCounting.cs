using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>TABLE: which counter of a pair has which reason to drop a packet, and which reasons are failures that somebody should hear of.</summary>
internal static class DropCounting
{
    /// <summary>Null for a replayed packet: the network repeats and reorders packets of healthy peers.</summary>
    public static EspDrop? FailureOf(UnprotectResult result, in InnerPacket inner, bool anyPolicy) => result switch
    {
        UnprotectResult.IntegrityFailure => new EspDrop(FailureCause.BadIntegrity, "packet dropped: its integrity check failed"),
        UnprotectResult.DecryptionFailure => new EspDrop(FailureCause.Decryption, "packet dropped: its padding or inner header makes no sense"),
        UnprotectResult.Malformed => new EspDrop(FailureCause.Malformed, "packet dropped: it is malformed"),
        UnprotectResult.SelectorMismatch => new EspDrop(
            FailureCause.SelectorMismatch,
            anyPolicy ? "packet dropped: its pair of SAs is not for its addresses" : "packet dropped: no policy allows it",
            inner.Source,
            inner.Destination),
        _ => null,
    };

    public static void CountDrop(this IpsecTunnelCounters counters, UnprotectResult result)
    {
        ref var counter = ref counters.InErrors;
        switch (result)
        {
            case UnprotectResult.Replayed:
                counter = ref counters.ReplayDrops;
                break;
            case UnprotectResult.IntegrityFailure:
                counter = ref counters.IntegrityFailures;
                break;
            case UnprotectResult.DecryptionFailure:
                counter = ref counters.DecryptionFailures;
                break;
            case UnprotectResult.SelectorMismatch:
                counter = ref counters.SelectorMismatches;
                break;
        }

        counter.Increment();
    }
}
