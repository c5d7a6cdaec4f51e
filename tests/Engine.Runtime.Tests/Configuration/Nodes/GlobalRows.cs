using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>Rows of the options of the whole service and of its log.</summary>
internal static class GlobalRows
{
    public static IEnumerable<NodeRow> Options() =>
    [
        Limit("initiator-only", "true", static l => l.InitiatorOnly, "True"),
        new("global-options snmp", "false", static c => StackFacts.Of("main", null, c.Engine).IsInSnmp, "False"),
        new("global-options install-vip-on", "eth7", static c => c.Engine.VirtualAddressInterface, "eth7"),
        Retransmission("tries", "9", static r => r.Tries, "9"),
        Retransmission("timeout", "2.5", static r => r.Timeout, "2.5"),
        Retransmission("base", "1.1", static r => r.Base, "1.1"),
        Retransmission("jitter", "20", static r => r.Jitter, "20"),
        Retransmission("limit", "40", static r => r.Limit, "40"),
        Limit("acquire-timeout", "11", static l => l.AcquireTimeout, "00:00:11"),
        Limit("dos-protection cookie-threshold", "always", static l => l.CookieThreshold, "-1"),
        Limit("dos-protection block-threshold", "6", static l => l.BlockThreshold, "6"),
        Limit("dos-protection init-limit-half-open", "7", static l => l.HalfOpenLimit, "7"),
        Limit("dos-protection init-limit-job-load", "8", static l => l.JobLimit, "8"),
        Limit("dos-protection ike-sa-limit", "9", static l => l.IkeSaLimit, "9"),
        Limit("half-open-timeout", "12s", static l => l.HalfOpenTimeout, "00:00:12"),
        Limit("nat-keepalive", "13s", static l => l.NatKeepalive, "00:00:13"),
        Limit("delete-rekeyed-delay", "14s", static l => l.DeleteRekeyedDelay, "00:00:14"),
        Limit("fragment-size", "1400", static l => l.FragmentSize, "1400"),
        new("global-options threads", "11", static c => c.Engine.JobThreads, "11"),
        Limit("sa-table-size", "4096", static l => l.SaTableSize, "4096"),
        new("global-options sa-table-segments", "4", null, string.Empty),
        new("global-options sp-hash-ipv4 local", "16", static c => c.Engine.SelectorHash.Ipv4Local, "16"),
        new("global-options sp-hash-ipv4 remote", "24", static c => c.Engine.SelectorHash.Ipv4Remote, "24"),
        new("global-options sp-hash-ipv6 local", "56", static c => c.Engine.SelectorHash.Ipv6Local, "56"),
        new("global-options sp-hash-ipv6 remote", "64", static c => c.Engine.SelectorHash.Ipv6Remote, "64"),
        new("global-options install-routes", "true", static c => c.Routing.InstallRoutes, "True"),
        new("global-options routing-table", "77", static c => c.Routing.Table, "77"),
        new("global-options routing-table-prio", "78", static c => c.Routing.RulePriority, "78"),
        Limit("make-before-break", "true", static l => l.MakeBeforeBreak, "True"),
        Limit("mobike-prefer-best-path", "true", static l => l.MobikePrefersBestPath, "True"),
    ];

    public static IEnumerable<NodeRow> Logging() =>
        from facility in Enum.GetValues<LogFacility>()
        from leaf in (string[])["default", .. Enum.GetNames<LogSubsystem>()]
        let subsystem = leaf == "default" ? LogSubsystem.Ike : Enum.Parse<LogSubsystem>(leaf)
        select new NodeRow($"logging {Enum.GetName(facility)!.ToLowerInvariant()} {leaf.ToLowerInvariant()}", "3", c => c.LogLevels[facility, subsystem], "3");

    private static NodeRow Limit(string leaf, string value, Func<EngineLimits, object> effect, string expected) =>
        new($"global-options {leaf}", value, c => effect(c.Engine.Limits), expected);

    private static NodeRow Retransmission(string leaf, string value, Func<RetransmissionOptions, object> effect, string expected) =>
        new($"global-options retransmit-{leaf}", value, c => effect(c.Engine.Retransmission), expected);
}
