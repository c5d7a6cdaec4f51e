using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIKETunStats, the second section of an NMsec_GET_IKETUN record.</summary>
/// <remarks>The interface's names of the last two fields are irregular in its own documentation and kept.</remarks>
[NmsecStructure("NMsecIKETunStats")]
[StructLayout(LayoutKind.Explicit, Size = Size, Pack = 1)]
public struct IkeTunnelStatisticsSection
{
    /// <summary>The length of the structure.</summary>
    public const int Size = 64;

    /// <summary>Active dynamic tunnels of this IKE tunnel, now.</summary>
    [FieldOffset(0)]
    [NmsecField("NMsIKETunP2Current")]
    public U32Be DynamicTunnelsActive;

    /// <summary>Dynamic tunnels pending or in progress, now.</summary>
    [FieldOffset(4)]
    [NmsecField("NMsIKETunP2InProgress")]
    public U32Be DynamicTunnelsInProgress;

    /// <summary>Activations started locally that succeeded.</summary>
    [FieldOffset(8)]
    [NmsecField("NMsIKETunP2LclActSuccess")]
    public U32Be LocalActivationSuccesses;

    /// <summary>Activations started remotely that succeeded.</summary>
    [FieldOffset(12)]
    [NmsecField("NMsIKETunP2RmtActSuccess")]
    public U32Be RemoteActivationSuccesses;

    /// <summary>Activations started locally that failed.</summary>
    [FieldOffset(16)]
    [NmsecField("NMsIKETunP2LclActFailure")]
    public U32Be LocalActivationFailures;

    /// <summary>Activations started remotely that failed.</summary>
    [FieldOffset(20)]
    [NmsecField("NMsIKETunP2RmtActFailure")]
    public U32Be RemoteActivationFailures;

    /// <summary>Bytes protected by this IKE tunnel.</summary>
    [FieldOffset(24)]
    [NmsecField("NMsIKETunBytes")]
    public U64Be Bytes;

    /// <summary>Phase 1 messages sent again.</summary>
    [FieldOffset(32)]
    [NmsecField("NMsIKETunP1Rexmit")]
    public U64Be Phase1Retransmissions;

    /// <summary>Replayed phase 1 messages received.</summary>
    [FieldOffset(40)]
    [NmsecField("NMsIKETunP1Replay")]
    public U64Be Phase1Replays;

    /// <summary>Phase 2 messages sent again.</summary>
    [FieldOffset(48)]
    [NmsecField("NMsIPIKETunP2Rexmit")]
    public U64Be Phase2Retransmissions;

    /// <summary>Replayed phase 2 messages received.</summary>
    [FieldOffset(56)]
    [NmsecField("NMsIPIKEStatsP2Replay")]
    public U64Be Phase2Replays;
}
