using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// IKE_AUTH as responder (RFC 7296 sections 1.2, 2.19; childless: RFC 6023). How each side proves its identity is for the methods of the vpn: the peer's is checked first.
/// <code>
/// HDR, SK {IDi, [CERT,] [CERTREQ,] [IDr,] AUTH, [CP(CFG_REQUEST),] [SA, TSi, TSr]}  -->
///                            &lt;--  HDR, SK {IDr, [CERT,] AUTH, [CP(CFG_REPLY),] [SA, TSi, TSr] or N(error)}
/// </code>
/// </summary>
internal sealed class AuthResponder : ResponderExchange
{
    private ChildSa? _child;
    private bool _initialContact;
    private bool _isProving;
    private IAuthMethod? _method;
    private IdentificationPayload? _ownId;
    private IReadOnlyList<Payload> _request = [];
    private List<Payload> _answer = [];

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

        if (services.FindPeer(sa, sa.RemoteIdentity, wanted, auth.Method) is not { } policy)
        {
            return Refuse($"no vpn for peer '{sa.RemoteIdentity}'{(wanted is null ? string.Empty : $" asking for '{wanted}'")}");
        }

        if (!AuthMethods.Accepts(policy.RemoteAuthentication, auth.Method))
        {
            return Refuse($"the peer authenticates with method {auth.Method}, expected {AuthMethods.NameOf(policy.RemoteAuthentication)}");
        }

        if (AuthMethods.Create(policy.LocalAuthentication) is not { } own || AuthMethods.Create(policy.RemoteAuthentication) is not { } method)
        {
            return Refuse($"vpn {policy.Name} wants an authentication that is not supported");
        }

        sa.Policy = policy;
        sa.IsPolicyCertain = true;
        sa.LocalIdentity = policy.LocalIdentity ?? own.DefaultIdentity(sa, wanted);
        CertificateSupport.Inspect(sa, payloads);
        _request = payloads;
        _method = method;
        return Carry(sa, method.Check(sa, identification, payloads));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            return Carry(sa, _method!.OnJob(sa, result));
        }
    }

    public override ExchangeOutcome OnGrant(IkeSa sa, AddressGrant grant)
    {
        if (grant.Addresses.Count == 0)
        {
            RefuseChild(sa, new NotifyPayload(NotifyType.InternalAddressFailure), CloseReason.ResourceLimit, "no virtual address left for the peer");
            return new ExchangeOutcome.Send(_answer);
        }

        return AnswerConfigured(sa, ConfigurationReplies.Of(sa.Services.Configuration.AddressPools, sa.Policy!.AddressPools, grant));
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

    private ExchangeOutcome Carry(IkeSa sa, AuthStep step) => step switch
    {
        AuthStep.Pending pending => new ExchangeOutcome.Pending(pending.Job),
        AuthStep.Failed failed => Refuse(failed.Text, failed.Reason),
        AuthStep.Done done => _isProving ? Answer(sa, done) : ProveOwn(sa, done),
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no step of a responder"),
    };

    private ExchangeOutcome ProveOwn(IkeSa sa, AuthStep.Done proof)
    {
        var policy = sa.Policy!;
        if (policy.UniqueSa == UniqueSaPolicy.Keep && sa.Services.HasOtherSa(sa))
        {
            return Refuse($"'{sa.RemoteIdentity}' has an SA already (unique-sa keep)");
        }

        sa.Services.Reports.Progress(sa, 0, $"authentication of '{sa.RemoteIdentity}' with {proof.Words} successful");
        sa.RemoteMethod = proof.Method;
        _initialContact = _request.FindNotify(NotifyType.InitialContact) is not null;
        _isProving = true;
        _ownId = new IdentificationPayload(IsInitiator: false, sa.LocalIdentity!.Type, sa.LocalIdentity.Data.ToArray());
        _method = AuthMethods.Create(policy.LocalAuthentication)!;
        return Carry(sa, _method.Prove(sa, _ownId));
    }

    /// <summary>Both are who they say: what the peer wants beyond that follows, virtual addresses first.</summary>
    private ExchangeOutcome Answer(IkeSa sa, AuthStep.Done proof)
    {
        sa.LocalMethod = proof.Method;
        _answer = [_ownId!, .. proof.Payloads];
        if (ConfigurationRequests.Read(_request) is not { } wanted || sa.Policy!.AddressPools is not { Count: > 0 } pools)
        {
            return AnswerConfigured(sa, null);
        }

        return wanted.Count == 0
            ? AnswerConfigured(sa, ConfigurationReplies.Of(sa.Services.Configuration.AddressPools, pools, null))
            : new ExchangeOutcome.PendingAddresses(sa.Services.Addresses.RequestOf(sa, wanted, _initialContact));
    }

    private ExchangeOutcome.Send AnswerConfigured(IkeSa sa, ConfigurationPayload? configuration)
    {
        if (configuration is not null)
        {
            _answer.Add(configuration);
        }

        AnswerChild(sa);
        return new ExchangeOutcome.Send(_answer);
    }

    private void AnswerChild(IkeSa sa)
    {
        if (ChildOffer.Read(_request) is not { } offer)
        {
            return;
        }

        var selection = ChildSelection.Choose(sa, offer, sa.Policy!.Children, KeyExchangeId.None, withKeyExchange: false);
        if (selection.Refusal is not null)
        {
            RefuseChild(sa, selection.Refusal, selection.Reason, $"child request of the peer refused: {selection.Refusal.NotifyType.RfcName()}");
            return;
        }

        var spi = sa.Services.AllocateChildSpi();
        var negotiation = new ChildNegotiation(selection.Policy!, ActivationMethod.Remote, isInitiator: false);
        _child = selection.Create(sa, negotiation, spi, default, sa.InitiatorNonce, sa.ResponderNonce);
        selection.Contribute(spi, withKeyExchange: false, _answer);
    }

    /// <summary>The IKE SA comes up without the child (RFC 7296 section 1.2).</summary>
    private void RefuseChild(IkeSa sa, NotifyPayload refusal, CloseReason reason, string text)
    {
        sa.Services.CountChildFailure(sa, byPeer: true);
        sa.Services.CountFailure(sa, reason);
        sa.Services.Failures.Negotiation(sa, FailurePhase.Child, reason, text, ErrorNotify.Sent(refusal.NotifyType));
        _answer.Add(refusal);
    }

    private static ExchangeOutcome.Refuse Refuse(string text, CloseReason reason = CloseReason.AuthenticationFailedLocal) => new(
        new NotifyPayload(NotifyType.AuthenticationFailed), reason, text, ClosesSa: true);
}
