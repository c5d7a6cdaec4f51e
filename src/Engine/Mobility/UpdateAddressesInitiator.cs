using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Mobility;

/// <summary>
/// Tells the peer which addresses are used from now on, and whether it can be reached at its own (RFC 4555 sections 3.5, 3.7). The Child SAs follow with the
/// answer.
/// <code>
/// HDR, SK {N(UPDATE_SA_ADDRESSES), [N(NATD..),] N(COOKIE2), [N(ADDITIONAL_..)]}  -->
///                                         &lt;--  HDR, SK {[N(NATD..),] N(COOKIE2)}  or  HDR, SK {N(UNACCEPTABLE_ADDRESSES)}
/// </code>
/// </summary>
internal sealed class UpdateAddressesInitiator : InitiatorExchange
{
    private NetworkPath _path;
    private PathCookie _cookie;

    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        if (sa.Mobility is not { } mobility)
        {
            return ExchangeOutcome.Done;
        }

        _path = sa.Path;
        _cookie = PathCookie.Draw(sa);
        var payloads = new List<Payload> { new NotifyPayload(NotifyType.UpdateSaAddresses) };
        if (sa.Nat.PeerSupports)
        {
            NatDetection.Contribute(sa, payloads, _path);
        }

        AddressNotifies.ForbidNats(sa, payloads);
        payloads.Add(_cookie.ToNotify());
        var others = sa.Services.Mobility.Paths.OtherOwnAddresses(sa);
        if (!others.Equals(mobility.Told))
        {
            AddressNotifies.AddList(sa, payloads, others);
        }

        return new ExchangeOutcome.Send(payloads);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindErrorNotify() is { } error)
        {
            sa.Services.Failures.Negotiation(
                sa, FailurePhase.Other, PeerFailure.ReasonOf(error.NotifyType), $"the peer refuses the path {_path}: {error.NotifyType.RfcName()}", ErrorNotify.Received(error));
            if (sa.Path == _path && error.NotifyType is NotifyType.UnacceptableAddresses or NotifyType.UnexpectedNatDetected)
            {
                sa.Services.Mobility.Refused(sa);
            }

            return ExchangeOutcome.Done;
        }

        if (_cookie.ProblemOf(payloads) is { } problem)
        {
            return problem;
        }

        if (sa.Path != _path || sa.Requests.WentSeveralWays)
        {
            // It is not known which of the ways the peer has taken for the new one (section 3.5).
            PathChanges.Update(sa);
            return ExchangeOutcome.Done;
        }

        if (payloads.FindNotify(NotifyType.NatDetectionSourceIp) is not null)
        {
            sa.Nat = NatDetection.Inspect(sa, payloads, _path, sa.ResponderSpi);
            NatDetection.NoteOwnMapping(sa, payloads);
        }

        sa.Children.UpdateEndpoints(sa.Path);
        sa.Services.MarkDirty(sa);
        return ExchangeOutcome.Done;
    }
}
