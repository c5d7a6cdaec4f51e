using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// IKE_AUTH with a preshared key, as responder (RFC 7296 section 1.2; childless: RFC 6023).
/// <code>
/// HDR, SK {IDi, [IDr,] AUTH, [SA, TSi, TSr]}  -->
///                            &lt;--  HDR, SK {IDr, AUTH, [SA, TSi, TSr] or N(error)}
/// </code>
/// </summary>
internal sealed class AuthResponder : ResponderExchange
{
    private ChildSa? _child;
    private bool _initialContact;

    public override ExchangeType Type => ExchangeType.IkeAuth;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        var services = sa.Services;
        var identification = (IdentificationPayload)payloads.Find(PayloadType.IdentificationInitiator)!;
        sa.RemoteIdentity = new Identity(identification.IdType, ValueList.Create(identification.Data.Span));
        Identity? wanted = payloads.Find(PayloadType.IdentificationResponder) is IdentificationPayload idr
            ? new Identity(idr.IdType, ValueList.Create(idr.Data.Span))
            : null;
        if (payloads.Find<AuthenticationPayload>() is not { } auth)
        {
            return Refuse("the peer wants EAP, which no vpn here uses");
        }

        if (auth.Method != AuthenticationMethod.SharedKeyMessageIntegrityCode)
        {
            return Refuse($"the peer authenticates with method {auth.Method}, only preshared keys are configured");
        }

        if (services.FindPeer(sa, sa.RemoteIdentity, wanted) is not { } policy)
        {
            return Refuse($"no vpn for peer '{sa.RemoteIdentity}'{(wanted is null ? string.Empty : $" asking for '{wanted}'")}");
        }

        sa.Policy = policy;
        sa.IsPolicyCertain = true;
        sa.LocalIdentity = policy.LocalIdentity ?? wanted ?? Identity.Address(sa.Path.Local.Address);
        if (services.FindPreSharedKey(sa.LocalIdentity, sa.RemoteIdentity) is not { } key)
        {
            return Refuse($"no preshared key for '{sa.RemoteIdentity}' is configured");
        }

        if (!PskAuthentication.Verify(sa, key, identification, auth))
        {
            return Refuse($"authentication of '{sa.RemoteIdentity}' with pre-shared key failed");
        }

        if (policy.UniqueSa == UniqueSaPolicy.Keep && services.HasOtherSa(sa))
        {
            return Refuse($"'{sa.RemoteIdentity}' has an SA already (unique-sa keep)");
        }

        services.Reports.Progress(sa, 0, $"authentication of '{sa.RemoteIdentity}' with pre-shared key successful");
        sa.RemoteMethod = auth.Method;
        sa.LocalMethod = auth.Method;
        _initialContact = payloads.FindNotify(NotifyType.InitialContact) is not null;
        var ownId = new IdentificationPayload(IsInitiator: false, sa.LocalIdentity.Type, sa.LocalIdentity.Data.ToArray());
        var answer = new List<Payload> { ownId, PskAuthentication.Sign(sa, key, ownId) };
        AnswerChild(sa, payloads, answer);
        return new ExchangeOutcome.Send(answer);
    }

    public override void OnAnswered(IkeSa sa)
    {
        sa.Establish();
        sa.Services.CloseDuplicatesOf(sa, _initialContact);
        sa.Services.Reports.AnnounceEstablished(sa, 0);
        if (_child is { } child)
        {
            _child = null;
            sa.Children.Install(child, outbound: true, replaces: null);
        }
    }

    public override void Release()
    {
        _child?.Dispose();
        _child = null;
    }

    private void AnswerChild(IkeSa sa, IReadOnlyList<Payload> payloads, List<Payload> answer)
    {
        if (ChildOffer.Read(payloads) is not { } offer)
        {
            return;
        }

        var selection = ChildSelection.Choose(sa, offer, sa.Policy!.Children, KeyExchangeId.None, withKeyExchange: false);
        if (selection.Refusal is not null)
        {
            sa.Services.CountChildFailure(sa, byPeer: true);
            sa.Services.CountFailure(sa, selection.Reason);
            sa.Services.Failures.Negotiation(
                sa,
                FailurePhase.Child,
                selection.Reason,
                $"child request of the peer refused: {selection.Refusal.NotifyType.RfcName()}",
                ErrorNotify.Sent(selection.Refusal.NotifyType));
            answer.Add(selection.Refusal);
            return;
        }

        var spi = sa.Services.AllocateChildSpi();
        var negotiation = new ChildNegotiation(selection.Policy!, ActivationMethod.Remote, isInitiator: false);
        _child = selection.Create(sa, negotiation, spi, default, sa.InitiatorNonce, sa.ResponderNonce);
        selection.Contribute(spi, withKeyExchange: false, answer);
    }

    private static ExchangeOutcome.Refuse Refuse(string text) => new(
        new NotifyPayload(NotifyType.AuthenticationFailed), CloseReason.AuthenticationFailedLocal, text, ClosesSa: true);
}
