using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>Which counter of a pair has which reason to drop a packet.</summary>
internal static class DropCounting
{
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
