using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>A rekey of the IKE SA by the peer that waits for additional key exchanges.</summary>
internal sealed class PendingIkeRekey(SelectedProposal selected, ulong spi, byte[] nonce, byte[] peerNonce, KeyMaterial first)
    : FollowupState(selected.Suite.AdditionalKeyExchanges, first, RekeyCollision.Lower(nonce, peerNonce))
{
    public override bool IsWanted(IkeSa sa) => true;

    public override void Complete(IkeSa sa) => RekeyIkeResponder.Complete(sa, selected, spi, nonce, peerNonce, First.Span, More.Span);

    public override void Abandon(IkeSa sa)
    {
        sa.Services.ReleaseIkeSpi(spi);
        if (sa.State is IkeSaState.Established && sa.Requests.Current is not RekeyIkeInitiator && sa.Timers.RekeyAt is null)
        {
            // Our own rekey had made way for it.
            sa.Timers.RetryRekey();
        }
    }
}
