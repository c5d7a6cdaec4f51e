using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>A Child SA of the peer, new or to replace another, that waits for additional key exchanges.</summary>
internal sealed class PendingChild(ChildSelection selection, ChildNegotiation child, ChildSa? old, uint spi, byte[] nonce, byte[] peerNonce, KeyMaterial first)
    : FollowupState(selection.Proposal!.Suite.AdditionalKeyExchanges, first, RekeyCollision.Lower(nonce, peerNonce))
{
    /// <summary>The pair that it replaces.</summary>
    public ChildSa? Old => old;

    public override bool IsWanted(IkeSa sa) => old is null || old.IsAlive;

    public override void Complete(IkeSa sa) =>
        ChildResponder.Install(sa, selection.Create(sa, child, spi, First.Span, peerNonce, nonce, More.Span), old);

    public override void Abandon(IkeSa sa)
    {
        sa.Services.ReleaseChildSpi(spi);
        child.IsOver = true;
        sa.Services.CountChildFailure(sa, byPeer: true);
        if (old is { IsAlive: true, State: IpsecTunnelState.Rekeying } && sa.State is IkeSaState.Established && (sa.Requests.Current as ChildInitiator)?.Old != old)
        {
            // Our own rekey had made way for it.
            old.State = IpsecTunnelState.Installed;
            sa.Timers.RetryRekey(old);
        }
    }
}
