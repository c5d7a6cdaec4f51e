using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2Stats: what the engine has counted since it started.</summary>
internal static class EngineStatistics
{
    /// <summary>Number below myikev2Objects.</summary>
    internal const uint Number = 2;

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("myikev2")
        .Counter64(1, "SaInitInRequests", view => view.EngineCounters.SaInitInRequests)
        .Counter64(2, "SaInitInResponses", view => view.EngineCounters.SaInitInResponses)
        .Counter64(3, "SaInitOutRequests", view => view.EngineCounters.SaInitOutRequests)
        .Counter64(4, "SaInitOutResponses", view => view.EngineCounters.SaInitOutResponses)
        .Counter64(5, "AuthInRequests", view => view.EngineCounters.AuthInRequests)
        .Counter64(6, "AuthInResponses", view => view.EngineCounters.AuthInResponses)
        .Counter64(7, "AuthOutRequests", view => view.EngineCounters.AuthOutRequests)
        .Counter64(8, "AuthOutResponses", view => view.EngineCounters.AuthOutResponses)
        .Counter64(9, "CreateChildInRequests", view => view.EngineCounters.CreateChildInRequests)
        .Counter64(10, "CreateChildInResponses", view => view.EngineCounters.CreateChildInResponses)
        .Counter64(11, "CreateChildOutRequests", view => view.EngineCounters.CreateChildOutRequests)
        .Counter64(12, "CreateChildOutResponses", view => view.EngineCounters.CreateChildOutResponses)
        .Counter64(13, "InformationalInRequests", view => view.EngineCounters.InformationalInRequests)
        .Counter64(14, "InformationalInResponses", view => view.EngineCounters.InformationalInResponses)
        .Counter64(15, "InformationalOutRequests", view => view.EngineCounters.InformationalOutRequests)
        .Counter64(16, "InformationalOutResponses", view => view.EngineCounters.InformationalOutResponses)
        .Counter64(17, "OtherInRequests", view => view.EngineCounters.OtherInRequests)
        .Counter64(18, "OtherInResponses", view => view.EngineCounters.OtherInResponses)
        .Counter64(19, "OtherOutRequests", view => view.EngineCounters.OtherOutRequests)
        .Counter64(20, "OtherOutResponses", view => view.EngineCounters.OtherOutResponses)
        .Counter64(21, "InOctets", view => view.EngineCounters.InOctets)
        .Counter64(22, "OutOctets", view => view.EngineCounters.OutOctets)
        .Counter64(23, "Retransmits", view => view.EngineCounters.Retransmits)
        .Counter64(24, "InRetransmits", view => view.EngineCounters.InRetransmits)
        .Counter64(25, "Timeouts", view => view.EngineCounters.Timeouts)
        .Counter64(26, "InMalformed", view => view.EngineCounters.InMalformed)
        .Counter64(27, "InBadIntegrity", view => view.EngineCounters.InBadIntegrity)
        .Counter64(28, "InUnknownSpi", view => view.EngineCounters.InUnknownSpi)
        .Counter64(29, "InDropped", view => view.EngineCounters.InDropped)
        .Counter64(30, "CookiesSent", view => view.EngineCounters.CookiesSent)
        .Counter64(31, "CookiesRejected", view => view.EngineCounters.CookiesRejected)
        .Counter64(32, "AuthFailures", view => view.EngineCounters.AuthFailures)
        .Counter64(33, "IkeSaCreated", view => view.EngineCounters.IkeSaCreated)
        .Counter64(34, "IkeSaRekeys", view => view.EngineCounters.IkeSaRekeys)
        .Counter64(35, "ChildSaCreated", view => view.EngineCounters.ChildSaCreated)
        .Counter64(36, "ChildSaRekeys", view => view.EngineCounters.ChildSaRekeys)
        .Counter64(37, "DpdProbes", view => view.EngineCounters.DpdProbes)
        .Counter64(38, "DpdFailures", view => view.EngineCounters.DpdFailures)
        .Counter64(39, "FragmentsIn", view => view.EngineCounters.FragmentsIn)
        .Counter64(40, "FragmentsOut", view => view.EngineCounters.FragmentsOut)
        .Counter64(41, "EspUnknownSpi", view => view.EngineCounters.EspUnknownSpi)
        .Counter64(42, "EspMalformed", view => view.EngineCounters.EspMalformed)
        .Counter64(43, "NoPolicyDrops", view => view.EngineCounters.NoPolicyDrops)
        .Counter64(44, "PolicyDrops", view => view.EngineCounters.PolicyDrops)
        .Counter64(45, "PolicyBypasses", view => view.EngineCounters.PolicyBypasses)
        .Counter64(46, "AcquiresRaised", view => view.EngineCounters.AcquiresRaised)
        .Counter64(47, "HeldPackets", view => view.EngineCounters.HeldPackets)
        .Counter64(48, "HeldDrops", view => view.EngineCounters.HeldDrops)
        .Counter64(49, "TunnelDeviceDrops", view => view.EngineCounters.TunnelDeviceDrops);
}
