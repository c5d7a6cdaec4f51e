using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>TABLE: the options of an entry of <c>childlist</c>, and of its <c>ownts</c> and <c>peerts</c>.</summary>
internal static class ChildTable
{
    // What one TS payload can count (RFC 7296 section 3.13).
    private const int MostSelectors = 255;

    private static readonly SetupType<int> Port = SetupTypes.Number(0, ushort.MaxValue);

    private static readonly SetupSection<SelectorSetup> Selector = new(SelectorSetup.Default,
    [
        new ValueOption<SelectorSetup, AddressType>("type", "Family of the addresses.", SetupTypes.Words(("v4", AddressType.Ipv4), ("v6", AddressType.Ipv6)),
            static s => s.IsIpv6 ? AddressType.Ipv6 : AddressType.Ipv4, static (s, v) => s with { IsIpv6 = v == AddressType.Ipv6 }),
        new ValueOption<SelectorSetup, int>("protocol", "IP protocol; 0 = any.", SetupTypes.Number(0, 255),
            static s => s.Protocol, static (s, v) => s with { Protocol = v }),
        new ValueOption<SelectorSetup, int>("startport", "First port.", Port,
            static s => s.StartPort, static (s, v) => s with { StartPort = v }),
        new ValueOption<SelectorSetup, int>("endport", "Last port.", Port,
            static s => s.EndPort, static (s, v) => s with { EndPort = v }),
        new ValueOption<SelectorSetup, IpAddress?>("startaddr", "First address; empty = the first of the family.", SetupTypes.OptionalAddress,
            static s => s.StartAddress, static (s, v) => s with { StartAddress = v }),
        new ValueOption<SelectorSetup, IpAddress?>("endaddr", "Last address; empty = the last of the family.", SetupTypes.OptionalAddress,
            static s => s.EndAddress, static (s, v) => s with { EndAddress = v }),
    ]);

    public static SetupSection<ChildSetup> Section { get; } = new(ChildSetup.Default,
    [
        new ValueOption<ChildSetup, bool>("tunnelmode", "false = transport mode.", SetupTypes.Boolean,
            static s => s.TunnelMode, static (s, v) => s with { TunnelMode = v }),
        new ListOption<ChildSetup, IntegrityId>("integrityalg", "Integrity algorithms, the preferred one first.", AlgorithmTypes.Integrity,
            static s => s.Integrity, static (s, v) => s with { Integrity = v }),
        new ListOption<ChildSetup, EncryptionChoice>("encalg", "Ciphers, the preferred one first.", AlgorithmTypes.ChildEncryption,
            static s => s.Encryption, static (s, v) => s with { Encryption = v }),
        new ValueOption<ChildSetup, ProtocolId>("protocol", "The protocol of the packets.", SetupTypes.Words(("esp", ProtocolId.Esp)),
            static s => s.Protocol, static (s, v) => s with { Protocol = v }),
        new ValueOption<ChildSetup, TimeSpan>("lifetime", "Lifetime; ikeconf.margintime says when the rekey begins.", SetupTypes.Duration(TimeSpan.FromSeconds(1), SetupTable.Forever),
            static s => s.Lifetime, static (s, v) => s with { Lifetime = v }),
        new ValueOption<ChildSetup, bool>("esn", "Extended sequence numbers.", SetupTypes.Boolean,
            static s => s.ExtendedSequenceNumbers, static (s, v) => s with { ExtendedSequenceNumbers = v }),
        new ValueOption<ChildSetup, bool>("pfsenabled", "Perfect forward secrecy.", SetupTypes.Boolean,
            static s => s.PerfectForwardSecrecy, static (s, v) => s with { PerfectForwardSecrecy = v }),
        new ListOption<ChildSetup, KeyExchangeId>("pfsgrpid", "Its Diffie-Hellman groups.", AlgorithmTypes.Group,
            static s => s.KeyExchanges, static (s, v) => s with { KeyExchanges = v }),
        new ValueOption<ChildSetup, int>("replaywindowsize", "Packets that may come out of order; 0 = no replay protection.", SetupTypes.Number(0, 4096),
            static s => s.ReplayWindow, static (s, v) => s with { ReplayWindow = v }),
        new ValueOption<ChildSetup, bool>("useprovisionedtsforrekey", "Rekey with the selectors of this file; false = with those of the CHILD_SA that is replaced.", SetupTypes.Boolean,
            static s => s.RekeysWithConfiguredSelectors, static (s, v) => s with { RekeysWithConfiguredSelectors = v }),
        new SectionListOption<ChildSetup, SelectorSetup>("ownts", "Own traffic selectors.", Selector, MostSelectors,
            static s => s.OwnSelectors, static (s, v) => s with { OwnSelectors = v }),
        new SectionListOption<ChildSetup, SelectorSetup>("peerts", "The peer's traffic selectors.", Selector, MostSelectors,
            static s => s.PeerSelectors, static (s, v) => s with { PeerSelectors = v }),
    ]);

    private enum AddressType
    {
        Ipv4,
        Ipv6,
    }
}
