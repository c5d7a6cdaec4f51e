using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>Fills the sections about a whole stack.</summary>
internal static class StackMapper
{
    /// <summary>The attributes of a stack. It has no sysplex and no defensive filters.</summary>
    public static StackSection Stack(StackInfo stack) => new()
    {
        Flags = (stack.IpSecurity ? StackFlags.IpSecurity : 0)
            | (stack.Ipv6Security ? StackFlags.Ipv6Security : 0)
            | (stack.FilterLogging ? StackFlags.Logging : 0)
            | (stack.PreDecapsulationFiltering ? StackFlags.PreDecapsulation : 0)
            | (stack.FilterSet == StackFilterSet.Policy ? StackFlags.PolicyFilters : 0)
            | (stack.Fips140 ? StackFlags.Fips140 : 0),
        Name = new FixedText24(stack.Name),
        NatKeepAlive = WireValues.Seconds(stack.NatKeepaliveInterval),
        DefensiveMode = DefensiveMode.Inactive,
    };

    /// <summary>The use that a stack makes of a network security server: none, there is no such client in this agent.</summary>
    public static NssSection NetworkSecurity(StackInfo stack) => new()
    {
        ClientName = new FixedText24(default),
        StackName = new FixedText8(stack.Name),
        UserId = new FixedText8(default),
        ServerSystem = new FixedText8(default),
    };

    /// <summary>One address of an interface. Interfaces have no security classes here, and there are no dynamic VIPAs.</summary>
    public static InterfaceSection Interface(InterfaceInfo item) => new()
    {
        Name = new FixedText16(item.Name),
        AddressField = Ipv6Field.FromInterface(item.Address),
        Flags = (item.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? InterfaceFlags.Ipv6 : 0)
            | (item.IsUp ? InterfaceFlags.Active : 0),
    };

    /// <summary>
    /// The totals. States are counted in the stack; what is counted over the life of the service is counted for all its
    /// stacks together, and there are no shadows of other systems' tunnels.
    /// </summary>
    public static SummarySection Summary(in TunnelTally tunnels, RegistrySummary summary)
    {
        var counters = summary.Counters;
        return new SummarySection
        {
            IkeTunnelsActive = (uint)tunnels.Ike(TunnelPhase.Active),
            IkeTunnelsInProgress = (uint)tunnels.Ike(TunnelPhase.InProgress),
            IkeTunnelsExpired = (uint)tunnels.Ike(TunnelPhase.Expired),
            IkeLocalActivationSuccesses = counters.IkeSaCreatedLocal,
            IkeRemoteActivationSuccesses = counters.IkeSaCreatedRemote,
            IkeLocalActivationFailures = counters.IkeSaFailedLocal,
            IkeRemoteActivationFailures = counters.IkeSaFailedRemote,
            IkeRetransmissions = counters.InitialRetransmits,
            IkeReplays = counters.InitialReplays,
            IkeInvalid = counters.InitialInvalid,
            IkeAuthenticationFailures = counters.AuthFailures,
            DynamicTunnelsActive = (uint)tunnels.Children(TunnelPhase.Active),
            DynamicTunnelsInProgress = (uint)tunnels.Children(TunnelPhase.InProgress),
            // A pair that is gone stays listed a moment, as expired.
            DynamicTunnelsExpired = (uint)(tunnels.Children(TunnelPhase.Expired) + tunnels.Children(TunnelPhase.Gone)),
            DynamicLocalActivationSuccesses = counters.ChildSaCreatedLocal,
            DynamicRemoteActivationSuccesses = counters.ChildSaCreatedRemote,
            DynamicLocalActivationFailures = counters.ChildSaFailedLocal,
            DynamicRemoteActivationFailures = counters.ChildSaFailedRemote,
            DynamicRetransmissions = counters.ChildRetransmits,
            DynamicReplays = counters.ChildReplays,
            DynamicInvalid = counters.ChildInvalid,
            DynamicBytes = summary.ProtectedOctets,
            FilterMatches = summary.FilterMatches,
            FilterDenials = summary.FilterDenials,
            FilterMismatches = summary.FilterMismatches,
        };
    }
}
