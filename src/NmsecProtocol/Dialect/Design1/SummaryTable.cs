using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.SummarySection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecStatistics. Packed: its 8-byte counters stand where they stand. Published up to the retransmissions of phase 1.</summary>
internal static class SummaryTable
{
    public static SectionLayout<SummarySection> Create() => new(
    [
        Fact("NMsStatP1Active", 0, 4, (ref s) => ref s.IkeTunnelsActive),
        Fact("NMsStatP1InProgress", 4, 4, (ref s) => ref s.IkeTunnelsInProgress),
        Fact("NMsStatP1Expired", 8, 4, (ref s) => ref s.IkeTunnelsExpired),
        Fact("NMsStatP1LclActSuccess", 12, 8, (ref s) => ref s.IkeLocalActivationSuccesses),
        Fact("NMsStatP1RmtActSuccess", 20, 8, (ref s) => ref s.IkeRemoteActivationSuccesses),
        Fact("NMsStatP1LclActFailure", 28, 8, (ref s) => ref s.IkeLocalActivationFailures),
        Fact("NMsStatP1RmtActFailure", 36, 8, (ref s) => ref s.IkeRemoteActivationFailures),
        Fact("NMsStatP1Retransmit", 44, 8, (ref s) => ref s.IkeRetransmissions),
        Design("NMsStatP1Replay", 52, 8, (ref s) => ref s.IkeReplays),
        Design("NMsStatP1Invalid", 60, 8, (ref s) => ref s.IkeInvalid),
        Design("NMsStatP1AuthFail", 68, 8, (ref s) => ref s.IkeAuthenticationFailures),
        Design("NMsStatP2Active", 76, 4, (ref s) => ref s.DynamicTunnelsActive),
        Design("NMsStatP2ShadowActive", 80, 4, (ref s) => ref s.ShadowTunnelsActive),
        Design("NMsStatP2InProgress", 84, 4, (ref s) => ref s.DynamicTunnelsInProgress),
        Design("NMsStatP2Expired", 88, 4, (ref s) => ref s.DynamicTunnelsExpired),
        Design("NMsStatP2LclActSuccess", 92, 8, (ref s) => ref s.DynamicLocalActivationSuccesses),
        Design("NMsStatP2RmtActSuccess", 100, 8, (ref s) => ref s.DynamicRemoteActivationSuccesses),
        Design("NMsStatP2LclActFailure", 108, 8, (ref s) => ref s.DynamicLocalActivationFailures),
        Design("NMsStatP2RmtActFailure", 116, 8, (ref s) => ref s.DynamicRemoteActivationFailures),
        Design("NMsStatP2Retransmit", 124, 8, (ref s) => ref s.DynamicRetransmissions),
        Design("NMsStatP2Replay", 132, 8, (ref s) => ref s.DynamicReplays),
        Design("NMsStatP2Invalid", 140, 8, (ref s) => ref s.DynamicInvalid),
        Design("NMsStatP2Bytes", 148, 8, (ref s) => ref s.DynamicBytes),
        Design("NMsStatFltMatch", 156, 8, (ref s) => ref s.FilterMatches),
        Design("NMsStatFltDeny", 164, 8, (ref s) => ref s.FilterDenials),
        Design("NMsStatFltMismatch", 172, 8, (ref s) => ref s.FilterMismatches),
    ])
    {
        Name = "NMsecStatistics",
        Length = 180,
    };
}
