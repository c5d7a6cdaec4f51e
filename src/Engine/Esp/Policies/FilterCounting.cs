using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>Counts which packets met which policy entry, and what became of them. Called by the owning shard only; a few additions per packet.</summary>
internal sealed class FilterCounting(OutboundPolicies policies, EngineCounters counters)
{
    /// <summary>A packet of this host met the entry.</summary>
    public void CountOut(PolicyEntry entry)
    {
        entry.Statistics.CountOut();
        counters.FilterMatches.Increment();
    }

    /// <summary>A packet of the peer was let in by the pair.</summary>
    public void CountIn(SaPair pair, in InnerPacket inbound)
    {
        counters.FilterMatches.Increment();
        (pair.Entries is [var only] ? only : EntryOf(pair, inbound))?.Statistics.CountIn();
    }

    /// <summary>A packet of this host that no entry matches.</summary>
    public void CountUnmatched(in InnerPacket outbound)
    {
        policies.Default(outbound.IsIpv6).CountOut();
        counters.FilterDenies.Increment();
    }

    /// <summary>A packet of this host was dropped because its entry says so.</summary>
    public void CountDenied()
    {
        counters.PolicyDrops.Increment();
        counters.FilterDenies.Increment();
    }

    /// <summary>A packet of this host cannot take the SA that its entry leads to.</summary>
    public void CountForeign() => counters.FilterMismatches.Increment();

    /// <summary>
    /// Counts a packet that came through a pair whose selectors do not allow it. True when it would have had a right one, false when no entry is for it.
    /// </summary>
    public bool MismatchIsOfAnyPolicy(in InnerPacket inbound)
    {
        if (policies.Table.Find(inbound.Reversed()) is { Action: not PolicyAction.Drop })
        {
            counters.FilterMismatches.Increment();
            return true;
        }

        policies.Default(inbound.IsIpv6).CountIn();
        counters.FilterDenies.Increment();
        return false;
    }

    /// <summary>One of the pair's entries; while no traffic has moved to the pair, the one that an answer would meet.</summary>
    private PolicyEntry? EntryOf(SaPair pair, in InnerPacket inbound)
    {
        foreach (var entry in pair.Entries)
        {
            if (SelectorMatch.Inbound(entry.Local, entry.Remote, inbound))
            {
                return entry;
            }
        }

        return policies.Table.Find(inbound.Reversed());
    }
}
