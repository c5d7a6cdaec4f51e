using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>What was counted in a span of time as numbers per second.</summary>
internal static class RateMapper
{
    public static V1.EngineRates ToMessage(in EngineCounterReading now, in EngineCounterReading before, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        return new V1.EngineRates
        {
            IkeSetups = Rate(before.IkeSaCreated, now.IkeSaCreated, seconds),
            IkeFailures = Rate(before.IkeSaFailed, now.IkeSaFailed, seconds),
            IkeEnds = Rate(before.IkeTunnelsEnded, now.IkeTunnelsEnded, seconds),
            IkeRekeys = Rate(before.IkeSaRekeys, now.IkeSaRekeys, seconds),
            ChildSetups = Rate(before.ChildSaCreated, now.ChildSaCreated, seconds),
            ChildFailures = Rate(before.ChildSaFailed, now.ChildSaFailed, seconds),
            ChildRekeys = Rate(before.ChildSaRekeys, now.ChildSaRekeys, seconds),
            InMessages = Rate(before.InMessages, now.InMessages, seconds),
            OutMessages = Rate(before.OutMessages, now.OutMessages, seconds),
            InOctets = Rate(before.InOctets, now.InOctets, seconds),
            OutOctets = Rate(before.OutOctets, now.OutOctets, seconds),
            Retransmits = Rate(before.Retransmits, now.Retransmits, seconds),
            Drops = Rate(before.InDropped, now.InDropped, seconds),
        };
    }

    public static V1.TrafficRates ToMessage(in TrafficTotals since, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        return new V1.TrafficRates
        {
            InOctets = since.InOctets / seconds,
            OutOctets = since.OutOctets / seconds,
            InPackets = since.InPackets / seconds,
            OutPackets = since.OutPackets / seconds,
            InErrors = since.InErrors / seconds,
            OutErrors = since.OutErrors / seconds,
        };
    }

    private static double Rate(ulong before, ulong now, double seconds) => now > before ? (now - before) / seconds : 0;
}
