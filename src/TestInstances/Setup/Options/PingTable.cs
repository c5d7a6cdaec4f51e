using MyIkev2.Engine;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>TABLE: the options of <c>pingconf</c>.</summary>
internal static class PingTable
{
    public static SetupSection<PingSetup> Section { get; } = new(PingSetup.Default,
    [
        new ValueOption<PingSetup, bool>("autoaddr", "Ping from the first address of TSi to the first of TSr.", SetupTypes.Boolean,
            static s => s.AutoAddresses, static (s, v) => s with { AutoAddresses = v }),
        new ValueOption<PingSetup, PingType>("ptype", "What is sent.", SetupTypes.Words(("icmp", PingType.Icmp), ("udp", PingType.Udp)),
            static s => s.Type, static (s, v) => s with { Type = v }),
        new ValueOption<PingSetup, int>("udpport", "Both ports of udp.", SetupTypes.Number(1, ushort.MaxValue),
            static s => s.UdpPort, static (s, v) => s with { UdpPort = v }),
        new ValueOption<PingSetup, bool>("assignsrc", "Add the source addresses to ikeconf.virtualipif.", SetupTypes.Boolean,
            static s => s.AssignsSource, static (s, v) => s with { AssignsSource = v }),
        new ValueOption<PingSetup, IpAddress?>("destaddr", "First destination; empty = no pings, unless autoaddr is on.", SetupTypes.OptionalAddress,
            static s => s.Destination, static (s, v) => s with { Destination = v }),
        new ValueOption<PingSetup, ulong>("deststep", "From one tunnel's destination to the next.", SetupTypes.Step,
            static s => s.DestinationStep, static (s, v) => s with { DestinationStep = v }),
        new ValueOption<PingSetup, IpAddress?>("srcaddr", "First source; empty = the first address of TSi.", SetupTypes.OptionalAddress,
            static s => s.Source, static (s, v) => s with { Source = v }),
        new ValueOption<PingSetup, ulong>("srcstep", "From one tunnel's source to the next.", SetupTypes.Step,
            static s => s.SourceStep, static (s, v) => s with { SourceStep = v }),
        new ValueOption<PingSetup, TimeSpan>("interval", "Between two requests of a tunnel.", SetupTypes.Duration(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            static s => s.Interval, static (s, v) => s with { Interval = v }),
        new ValueOption<PingSetup, TimeSpan>("setupinterval", "Between the starts of two tunnels' pings.", SetupTypes.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            static s => s.SetupInterval, static (s, v) => s with { SetupInterval = v }),
        new ValueOption<PingSetup, int>("pktlen", "Octets of the payload.", SetupTypes.Number(PingPlan.MinimumPayload, PingPlan.MaximumPayload),
            static s => s.PayloadLength, static (s, v) => s with { PayloadLength = v }),
        new ValueOption<PingSetup, double>("maxlossrate", "Percent of lost requests above which a tunnel's pings are an error.", SetupTypes.Percent,
            static s => s.MaximumLossPercent, static (s, v) => s with { MaximumLossPercent = v }),
        new ValueOption<PingSetup, TimeSpan>("holdtime", "Wait after the creation of the tunnels, or after a gateway's start.", SetupTypes.Duration(TimeSpan.Zero, SetupTable.Day),
            static s => s.HoldTime, static (s, v) => s with { HoldTime = v }),
    ]);
}
