using System.Globalization;
using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>
/// The text of IPsecStats: the lines of OPI's bridge that have a meaning here, with their labels and in their order, then lines of our own. Groups that
/// cannot be measured are left out, as the bridge leaves out what its strongSwan does not know.
/// </summary>
internal static class StatsText
{
    public static string Of(RegistryView view)
    {
        TunnelTally tally = view.Tally;
        EngineCounterReading counters = view.ReadEngineCounters();
        IpsecCounterReading traffic = view.ReadTraffic();
        var text = new StringBuilder();
        Add(text, "Running time", Span(view.AsOf - view.Engine.StartedAt));
        Add(text, "Absolute startup time", view.Engine.StartedAt.UtcDateTime.ToString("MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture));
        Add(text, "Total # of worker threads", view.Engine.ShardCount);
        Add(text, "Total number of IKE_SAs active", tally.IkeTotal);
        Add(text, "Number of IKE_SAs in half-open state", counters.HalfOpen);

        Add(text, "Connections configured", view.Configuration.Count);
        Add(text, "IKE_SAs established", counters.Established);
        Add(text, "IKE_SAs set up since start", counters.IkeSaCreated);
        Add(text, "IKE_SA negotiations failed", counters.IkeSaFailed);
        Add(text, "IKE_SA rekeys", counters.IkeSaRekeys);
        Add(text, "CHILD_SAs set up since start", counters.ChildSaCreated);
        Add(text, "CHILD_SA negotiations failed", counters.ChildSaFailed);
        Add(text, "CHILD_SA rekeys", counters.ChildSaRekeys);
        Add(text, "Bytes in", traffic.InOctets);
        Add(text, "Packets in", traffic.InPackets);
        Add(text, "Bytes out", traffic.OutOctets);
        Add(text, "Packets out", traffic.OutPackets);
        return text.ToString();
    }

    private static string Span(TimeSpan span)
    {
        long seconds = (long)Math.Max(0, span.TotalSeconds);
        (long amount, string unit) = seconds switch
        {
            > 172_800 => (seconds / 86_400, "day"),
            > 7_200 => (seconds / 3_600, "hour"),
            > 120 => (seconds / 60, "minute"),
            _ => (seconds, "second"),
        };
        return $"{amount} {unit}{(amount == 1 ? string.Empty : "s")}";
    }

    private static void Add(StringBuilder text, string label, IFormattable value) => Add(text, label, value.ToString(null, CultureInfo.InvariantCulture));

    private static void Add(StringBuilder text, string label, string value) => text.Append(label).Append(": ").Append(value).Append('\n');
}
