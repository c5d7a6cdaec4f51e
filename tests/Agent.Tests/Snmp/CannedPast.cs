using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>Things that have happened to the tunnels of a <see cref="CannedRegistry"/>, for tables of the past.</summary>
internal static class CannedPast
{
    /// <summary>
    /// A minute ago tunnel 2 ended because its peer sent DELETE (it stays in the list of live ones), and one failure of each
    /// phase of its life was met: number 1 of IKE_AUTH, 2 of a new child, 3 of packets, 4 of a configuration.
    /// </summary>
    internal static void Enter(CannedRegistry canned)
    {
        var at = CannedRegistry.Now.AddMinutes(-1);
        var tunnel = CannedRegistry.Tunnel(2) with { State = IkeTunnelState.Closed, CloseReason = CloseReason.PeerDelete, UpSince = at.AddHours(-1) };
        var child = tunnel.Children[0] with { State = IpsecTunnelState.Deleted, Life = new ChildLife(at.AddMinutes(-50), null), Generation = 3 };
        tunnel = tunnel with { Children = [child] };
        canned.Commit(1, changes:
        [
            Failed(tunnel, Failure(at, FailurePhase.Auth, CloseReason.AuthenticationFailedLocal)),
            Failed(tunnel, Failure(at, FailurePhase.Child, CloseReason.TsUnacceptable) with { PolicyName = "trunk" }),
            Failed(tunnel, Failure(at, FailurePhase.DataPlane, CloseReason.Other) with
            {
                Cause = FailureCause.SelectorMismatch,
                ChildSpi = 0xc000_0002,
                PolicyName = "trunk",
                PacketSource = IPAddress.Parse("10.0.0.1"),
                PacketDestination = IPAddress.Parse("10.0.0.2"),
            }),
            Failed(null, new FailureRecord { At = at, Phase = FailurePhase.Configuration, Reason = CloseReason.Other }),
            new TunnelChange(TunnelChangeKind.ChildClosed, at, tunnel, child, Reason: CloseReason.PeerDelete) { TogglesPolicy = true },
            new TunnelChange(TunnelChangeKind.Closed, at, tunnel, Reason: CloseReason.PeerDelete),
        ]);
    }

    /// <summary>A failure of tunnel 2.</summary>
    internal static FailureRecord Failure(DateTimeOffset at, FailurePhase phase, CloseReason reason)
    {
        var tunnel = CannedRegistry.Tunnel(2);
        return new FailureRecord
        {
            At = at,
            Phase = phase,
            Reason = reason,
            VpnName = tunnel.VpnName,
            TunnelId = tunnel.Id,
            Local = tunnel.Local,
            Remote = tunnel.Remote,
            LocalIdentity = tunnel.LocalIdentity,
            RemoteIdentity = tunnel.RemoteIdentity,
        };
    }

    private static TunnelChange Failed(IkeTunnelSnapshot? tunnel, FailureRecord failure) =>
        new(TunnelChangeKind.Failed, failure.At, tunnel, Reason: failure.Reason) { Failure = failure };
}
