using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>TABLE: why something ended or failed, in the numbers of the module's four lists of reasons.</summary>
internal static class CiscoReasons
{
    /// <summary>cikeTunHistTermReason.</summary>
    internal static int TunnelEnd(CloseReason reason, bool isCheckpoint) => reason switch
    {
        _ when isCheckpoint => IkeEnd.CheckpointRequest,
        CloseReason.Expired or CloseReason.Idle or CloseReason.Replaced => IkeEnd.Normal,
        CloseReason.AdminDown or CloseReason.ConfigurationChanged => IkeEnd.OperatorRequest,
        CloseReason.PeerDelete => IkeEnd.PeerDeleteRequest,
        CloseReason.PeerDead or CloseReason.Timeout => IkeEnd.PeerLost,
        CloseReason.InternalError or CloseReason.ResourceLimit
            or CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote or CloseReason.CertificateInvalid
            or CloseReason.NoProposalChosen or CloseReason.InvalidKe or CloseReason.TsUnacceptable
            or CloseReason.ProtocolError => IkeEnd.LocalFailure,
        _ => IkeEnd.Other,
    };

    /// <summary>cipSecTunHistTermReason.</summary>
    internal static int ChildEnd(CloseReason reason, FailureCause cause, bool isCheckpoint) => reason switch
    {
        _ when isCheckpoint => IpsecEnd.CheckpointRequest,
        _ when cause == FailureCause.SequenceOverflow => IpsecEnd.SequenceOverflow,
        CloseReason.Expired or CloseReason.Idle or CloseReason.Replaced => IpsecEnd.Normal,
        CloseReason.AdminDown or CloseReason.ConfigurationChanged => IpsecEnd.OperatorRequest,
        CloseReason.PeerDelete => IpsecEnd.PeerDeleteRequest,
        CloseReason.PeerDead or CloseReason.Timeout => IpsecEnd.PeerLost,
        _ => IpsecEnd.Other,
    };

    /// <summary>Whether a failure belongs into cikeFailTable or cipSecFailTable; a refused configuration is none of a peer.</summary>
    internal static FailureTable TableOf(FailureRecord failure) => failure.Phase switch
    {
        FailurePhase.Child or FailurePhase.ChildRekey or FailurePhase.DataPlane => FailureTable.Ipsec,
        FailurePhase.Configuration => FailureTable.None,
        _ => FailureTable.Ike,
    };

    /// <summary>cikeFailReason.</summary>
    internal static int IkeFailure(FailureRecord failure) => failure.Cause switch
    {
        FailureCause.BadIntegrity => 6,
        FailureCause.UnknownSpi => 16,
        FailureCause.Malformed => 15,
        FailureCause.Capacity => 9,
        FailureCause.Decryption => 15,
        _ => failure.Reason switch
        {
            CloseReason.PeerDead or CloseReason.Timeout => 3,
            CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote => 5,
            CloseReason.InternalError => 8,
            CloseReason.ResourceLimit => 9,
            CloseReason.NoProposalChosen or CloseReason.InvalidKe or CloseReason.TsUnacceptable => 10,
            CloseReason.CertificateInvalid => 12,
            CloseReason.ProtocolError => 15,
            _ => 1,
        },
    };

    /// <summary>cipSecFailReason.</summary>
    internal static int IpsecFailure(FailureRecord failure) => failure.Cause switch
    {
        FailureCause.Malformed => 3,
        FailureCause.SelectorMismatch => 5,
        FailureCause.UnknownSpi => 6,
        FailureCause.Decryption => 7,
        FailureCause.Encryption => 8,
        FailureCause.BadIntegrity => 9,
        FailureCause.Capacity => 12,
        FailureCause.SequenceOverflow => 15,
        _ => failure.Reason switch
        {
            CloseReason.InternalError => 2,
            CloseReason.ProtocolError => 3,
            CloseReason.NoProposalChosen or CloseReason.InvalidKe or CloseReason.TsUnacceptable => 4,
            CloseReason.ResourceLimit => 12,
            CloseReason.PeerDead or CloseReason.Timeout => 14,
            _ => 1,
        },
    };

    /// <summary>cikeTunHistTermReason by number.</summary>
    private static class IkeEnd
    {
        internal const int Other = 1;
        internal const int Normal = 2;
        internal const int OperatorRequest = 3;
        internal const int PeerDeleteRequest = 4;
        internal const int PeerLost = 5;
        internal const int LocalFailure = 6;
        internal const int CheckpointRequest = 7;
    }

    /// <summary>cipSecTunHistTermReason by number.</summary>
    private static class IpsecEnd
    {
        internal const int Other = 1;
        internal const int Normal = 2;
        internal const int OperatorRequest = 3;
        internal const int PeerDeleteRequest = 4;
        internal const int PeerLost = 5;
        internal const int SequenceOverflow = 6;
        internal const int CheckpointRequest = 7;
    }
}

/// <summary>Which of the two failure tables.</summary>
internal enum FailureTable
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>cikeFailTable.</summary>
    Ike,

    /// <summary>cipSecFailTable.</summary>
    Ipsec,
}
