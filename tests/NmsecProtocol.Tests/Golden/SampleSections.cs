using System.Net;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.NmsecProtocol.Tests.Golden;

/// <summary>Sections in which every field has a value that no neighbour has: two that change places are seen.</summary>
internal static class SampleSections
{
    public static StackSection Stack => new()
    {
        Flags = StackFlags.IpSecurity | StackFlags.Ipv6Security | StackFlags.PolicyFilters,
        Name = new FixedText24("main"),
        NatKeepAlive = 20,
        DefensiveMode = DefensiveMode.Active,
    };

    public static SummarySection Summary => new()
    {
        IkeTunnelsActive = Counter4(1),
        IkeTunnelsInProgress = Counter4(2),
        IkeTunnelsExpired = Counter4(3),
        IkeLocalActivationSuccesses = Counter8(4),
        IkeRemoteActivationSuccesses = Counter8(5),
        IkeLocalActivationFailures = Counter8(6),
        IkeRemoteActivationFailures = Counter8(7),
        IkeRetransmissions = Counter8(8),
        IkeReplays = Counter8(9),
        IkeInvalid = Counter8(10),
        IkeAuthenticationFailures = Counter8(11),
        DynamicTunnelsActive = Counter4(12),
        ShadowTunnelsActive = Counter4(13),
        DynamicTunnelsInProgress = Counter4(14),
        DynamicTunnelsExpired = Counter4(15),
        DynamicLocalActivationSuccesses = Counter8(16),
        DynamicRemoteActivationSuccesses = Counter8(17),
        DynamicLocalActivationFailures = Counter8(18),
        DynamicRemoteActivationFailures = Counter8(19),
        DynamicRetransmissions = Counter8(20),
        DynamicReplays = Counter8(21),
        DynamicInvalid = Counter8(22),
        DynamicBytes = Counter8(23),
        FilterMatches = Counter8(24),
        FilterDenials = Counter8(25),
        FilterMismatches = Counter8(26),
    };

    public static IpTunnelSection Manual => new()
    {
        TunnelId = new FixedText48("M1"),
        VpnAction = new FixedText48("branch"),
        Flags = IpTunnelFlags.Ipv6,
        Type = IpTunnelType.Manual,
        State = SecurityAssociationState.Active,
        Mode = EncapsulationMode.Tunnel,
        Protocol = DataTunnelProtocol.Ah,
        Authentication = DataTunnelAuthentication.HmacSha256_128,
        LocalEndpoint = Endpoint("2001:db8::1"),
        RemoteEndpoint = Endpoint("2001:db8::2"),
        InboundAuthenticationSpi = 0x10000001,
        OutboundAuthenticationSpi = 0x10000002,
        StartTime = 0x69000000,
    };

    public static ManualTunnelSection ManualTraffic => new()
    {
        InboundPackets = 1,
        OutboundPackets = 0x0203,
        InboundBytes = 0x040506,
        OutboundBytes = 0x0708090A,
    };

    public static IpTunnelSection Ike => new()
    {
        TunnelId = new FixedText48("Y6"),
        VpnAction = new FixedText48("gold"),
        Type = IpTunnelType.Ike,
        State = SecurityAssociationState.Active,
        Mode = EncapsulationMode.Tunnel,
        Protocol = DataTunnelProtocol.Esp,
        Encryption = DataTunnelEncryption.AesGcm16,
        EncryptionKeyLength = 256,
        LocalEndpoint = Endpoint("192.0.2.10"),
        RemoteEndpoint = Endpoint("198.51.100.20"),
        InboundEncryptionSpi = 0xC0000001,
        OutboundEncryptionSpi = 0xC0000002,
        StartTime = 0x69000000,
    };

    public static IpTunnelSection Stacked => Ike with
    {
        Type = IpTunnelType.Stack,
        Mode = EncapsulationMode.Transport,
        Authentication = DataTunnelAuthentication.HmacSha1,
        Encryption = DataTunnelEncryption.AesCbc,
        EncryptionKeyLength = 128,
    };

    public static DynamicTunnelSection Dynamic => new()
    {
        Flags = DynamicTunnelFlags.UdpEncapsulation | DynamicTunnelFlags.LocalNat | DynamicTunnelFlags.RemoteNapt
            | DynamicTunnelFlags.CanInitiate | DynamicTunnelFlags.ClearDscp,
        IkeTunnelId = new FixedText48("K7"),
        VpnRule = new FixedText48("rule"),
        Generation = 3,
        IkeGeneration = 2,
        LocalData = Endpoint("10.1.0.0"),
        LocalDataHigh = Endpoint("10.1.255.255"),
        RemoteData = Endpoint("10.2.0.1"),
        RemoteDataHigh = Endpoint("10.2.0.99"),
        LocalForm = AddressForm.Prefix,
        LocalPrefix = 16,
        RemoteForm = AddressForm.Range,
        IpProtocol = 6,
        ActivationMethod = ActivationMethod.OnDemand,
        LocalPortLow = 1,
        LocalPortHigh = 2,
        RemotePortLow = 3,
        RemotePortHigh = 4,
        DiffieHellmanGroup = 14,
        Lifesize = 0x1_0000_0000,
        LifesizeRefresh = 0xC000_0000,
        Lifetime = 3600,
        LifetimeRefresh = 0x69000E00,
        LifetimeExpire = 0x69000E10,
        VpnLifeExpire = 0x69FFFFFF,
        RemoteUdpPort = 4500,
        SourceNatOriginalAddress = Ipv4Field.From(IPAddress.Parse("10.9.8.7")),
        DestinationNatOriginalAddress = Ipv4Field.From(IPAddress.Parse("6.5.4.3")),
    };

    public static DynamicTunnelIkeSection DynamicIke => new()
    {
        ExtendedState = Phase2State.Done,
        LocalIdentityType = IsakmpIdentityType.Ipv4Subnet,
        RemoteIdentityType = IsakmpIdentityType.Ipv4Range,
        StartTime = 0x68FFFFFF,
    };

    public static DynamicTunnelStackSection DynamicStack => new()
    {
        InboundPackets = 1,
        OutboundPackets = 2,
        InboundBytes = 3,
        OutboundBytes = 4,
        CurrentLifesize = 5,
        Flags = StackTunnelFlags.Shadow,
    };

    public static PortTranslationSection PortTranslation => new()
    {
        RemoteAddress = Endpoint("203.0.113.7"),
        IpProtocol = 17,
        OriginalPort = 5060,
        TranslatedPort = 40000,
    };

    public static NssSection Nss => new()
    {
        ClientName = new FixedText24("SYS1_TCPIP1"),
        StackName = new FixedText8("TCPIP1"),
        UserId = new FixedText8("IKEDUSER"),
        ServerSystem = new FixedText8("SYS2"),
        Flags = NssFlags.Configured | NssFlags.CertificateSelected | NssFlags.CertificateEnabled | NssFlags.ManagementSelected | NssFlags.ManagementEnabled,
        ServerAddress = Endpoint("192.0.2.77"),
        ServerPort = 4159,
    };

    public static NssClientSection NssClient => new()
    {
        ClientName = new FixedText24("SYS1_TCPIP1"),
        Discipline = NssDiscipline.IpSec,
        UserId = new FixedText8("NSSUSER"),
        Address = Endpoint("2001:db8::77"),
        Port = 50001,
        ApiVersion = 2,
        ConnectTime = 0x69000000,
        Flags = 0x80000001,
    };

    public static IpFilterSection Filter => new()
    {
        Name = new FixedText48("rule-1"),
        NameExtension = 2,
        Group = new FixedText48("group"),
        LocalStartAction = new FixedText48("start"),
        VpnAction = new FixedText48("action"),
        TunnelId = new FixedText48("Y6"),
        Flags = FilterFlags.OnDemand | FilterFlags.FragmentsOnly | FilterFlags.LogDenies,
        Type = FilterType.Dynamic,
        State = FilterState.Active,
        Action = FilterAction.Permit,
        Scope = FilterScope.Both,
        Direction = FilterDirection.Outbound,
        SecurityClass = 9,
        LogLimit = 0x0102,
        IpProtocol = 6,
        IcmpType = 11,
        IcmpCode = 12,
        OspfType = 13,
        TcpQualifier = 14,
        MobileIpv6Type = 15,
        DiscardAction = FilterDiscardAction.Silent,
        SourceAddress = Endpoint("10.1.0.0"),
        SourceAddressHigh = Endpoint("10.1.0.255"),
        DestinationAddress = Endpoint("10.2.0.1"),
        DestinationAddressHigh = Endpoint("10.2.0.9"),
        SourcePrefix = 24,
        DestinationPrefix = 32,
        SourceForm = AddressForm.Prefix,
        DestinationForm = AddressForm.Range,
        SourcePortLow = 1024,
        SourcePortHigh = 2047,
        DestinationPortLow = 443,
        DestinationPortHigh = 444,
        IcmpTypeHigh = 21,
        IcmpCodeHigh = 22,
        OriginalRemotePort = 4711,
        RemoteUdpPort = 4500,
        ProtocolGranularity = FilterGranularity.Packet,
        SourceAddressGranularity = FilterGranularity.Rule,
        SourcePortGranularity = FilterGranularity.Packet,
        DestinationAddressGranularity = FilterGranularity.Rule,
        DestinationPortGranularity = FilterGranularity.Packet,
        IcmpTypeGranularity = FilterGranularity.Rule,
        IcmpCodeGranularity = FilterGranularity.Packet,
        MobileIpv6TypeGranularity = FilterGranularity.Rule,
        CreateTime = 0x69000001,
        UpdateTime = 0x69000002,
        LifetimeExpires = 0x69000003,
        Matches = 0x1122334455667788,
        AssociatedStacks = 5,
        RemoteIdentityType = IsakmpIdentityType.Fqdn,
    };

    private static Ipv6Field Endpoint(string address) => Ipv6Field.FromEndpoint(IPAddress.Parse(address));

    private static uint Counter4(uint number) => number * 0x01010101;

    private static ulong Counter8(ulong number) => number * 0x0101010101010101;
}
