using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>The passage from an IKE SA to the one that replaces it by rekeying (RFC 7296 section 2.18).</summary>
internal static class IkeSaSuccession
{
    /// <summary>Makes the new SA, established, without children yet.</summary>
    public static IkeSa Create(
        IkeSa old,
        bool isInitiator,
        ulong ownSpi,
        ulong peerSpi,
        NegotiatedSuite suite,
        byte[] ownNonce,
        byte[] peerNonce,
        ReadOnlySpan<byte> shared,
        ReadOnlySpan<byte> additional)
    {
        var successor = new IkeSa(old.Services, isInitiator, old.Family, old.Path)
        {
            InitiatorSpi = isInitiator ? ownSpi : peerSpi,
            ResponderSpi = isInitiator ? peerSpi : ownSpi,
            InitiatorNonce = isInitiator ? ownNonce : peerNonce,
            ResponderNonce = isInitiator ? peerNonce : ownNonce,
            Policy = old.Policy,
            Activation = old.Activation,
            Nat = old.Nat,
            Peer = old.Peer,
            Mobility = old.Mobility,
            Redirect = old.Redirect,
            Suite = suite,
            LocalIdentity = old.LocalIdentity,
            RemoteIdentity = old.RemoteIdentity,
            LocalMethod = old.LocalMethod,
            RemoteMethod = old.RemoteMethod,
            RemoteCertificate = old.RemoteCertificate,
            IsPpkUsed = old.IsPpkUsed,
            HadIntermediate = old.HadIntermediate,
        };
        successor.InstallKeys(IkeKeyDerivation.DeriveRekey(old, successor, shared, additional));
        old.Services.Sas.Add(successor);
        successor.Establish();
        return successor;
    }

    /// <summary>The new SA takes over children, waiting exchanges and the reauthentication deadline.</summary>
    public static void HandOver(IkeSa old, IkeSa successor)
    {
        old.Followups?.AbandonAll();
        old.Children.MoveTo(successor.Children);
        old.Requests.HandOver(successor.Requests);
        successor.Timers.InheritReauthentication(old.Timers);
        old.Counters.IkeRekeys.Increment();
        old.Services.Context.Counters.IkeSaRekeys.Increment();
        old.Become(new IkeSaState.Rekeyed(successor, old.Services.Now.Plus(SaTimers.RekeyedGraceMilliseconds)));
        old.Services.Tunnels.Rekeyed(old, successor);
        successor.Timers.Reschedule();
        successor.Requests.Pump();
    }
}
