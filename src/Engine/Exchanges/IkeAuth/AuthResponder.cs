using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
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
    private bool _isRound;
    private bool _redirects;
    private bool _isConversing;
    private string? _failure;
    private IAuthMethod? _method;
    private AddressSources? _sources;
    private IdentificationPayload? _ownId;
    private IReadOnlyList<Payload> _request = [];
    private List<Payload> _answer = [];

    public override ExchangeType Type => ExchangeType.IkeAuth;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (sa.Intermediate?.Next is { } missing)
        {
            return Misplaced($"the peer's IKE_AUTH request comes before its additional key exchange {missing}");
        }

        if (sa.Eap is { } rounds)
        {
            return rounds.IsFinishing ? Conclude(sa, rounds, payloads) : Converse(sa, rounds, payloads);
        }

        var services = sa.Services;
        if (payloads.Find(PayloadType.IdentificationInitiator) is not IdentificationPayload identification)
        {
            return Misplaced("the peer's IKE_AUTH request says not who it is");
        }

        if (sa.SecondRound is { } second)
        {
            return CheckAgain(sa, second, identification, payloads);
        }

        sa.RemoteIdentity = identification.ToIdentity();
        Identity? wanted = (payloads.Find(PayloadType.IdentificationResponder) as IdentificationPayload)?.ToIdentity();
        var auth = payloads.Find<AuthenticationPayload>();
        if (services.FindPeer(sa, sa.RemoteIdentity, wanted, auth?.Method) is not { } policy)
        {
            return Refuse($"no vpn for peer '{sa.RemoteIdentity}'{(wanted is null ? string.Empty : $" asking for '{wanted}'")}");
        }

        if (!AuthMethods.Accepts(policy, auth?.Method))
        {
            var method = auth is null ? "EAP" : $"method {auth.Method}";
            return Refuse($"the peer authenticates with {method}, expected {AuthMethods.NameOf(policy.RemoteAuthentication)}");
        }

        if (auth is not null && SecondRoundSupport.ProblemOf(sa, policy, payloads) is { } wrong)
        {
            return Refuse(wrong);
        }

        var isEapOnly = policy.LocalAuthentication == AuthenticationKind.EapOnly;
        if (isEapOnly && (auth is not null || payloads.FindNotify(NotifyType.EapOnlyAuthentication) is null))
        {
            return Refuse($"the peer wants a proof that vpn {policy.Name} does not give: it asks not for EAP alone");
        }

        if ((isEapOnly ? new SignatureMethod() : AuthMethods.Create(policy.LocalAuthentication)) is not { } own)
        {
            return Refuse(AuthMethods.IsEap(policy.LocalAuthentication)
                ? $"this side of vpn {policy.Name} proves itself by EAP, so only it can initiate"
                : $"vpn {policy.Name} wants an authentication that is not supported");
        }

        if (policy.Second?.Local is not null)
        {
            return Refuse($"this side of vpn {policy.Name} proves itself twice, so only it can initiate");
        }

        if (policy.RequiresPpk && sa.Ppk is null)
        {
            return Refuse($"vpn {policy.Name} requires a PPK, and the peer asked for none");
        }

        sa.Policy = policy;
        sa.IsPolicyCertain = true;
        if (AddressNotifies.MeetsForbiddenNat(sa, payloads))
        {
            return new ExchangeOutcome.Refuse(
                new NotifyPayload(NotifyType.UnexpectedNatDetected), CloseReason.Other, "the peer forbids NATs, and there is one on the way", ClosesSa: true);
        }

        sa.LocalIdentity = policy.LocalIdentity ?? own.DefaultIdentity(sa, wanted);
        CertificateSupport.Inspect(sa, payloads);
        _request = payloads;
        if (auth is null)
        {
            sa.Eap = new EapResponder(sa, payloads, identification);
            _isRound = true;
            return isEapOnly ? Begin(sa, [OwnId(sa)]) : Prove(sa, own);
        }

        _method = PpkMethod.Around(sa, AuthMethods.Create(policy.RemoteAuthentication)!);
        return Carry(sa, _method.Check(sa, identification, payloads));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            return _isConversing ? Carry(sa, sa.Eap!.Resume(result)) : Carry(sa, _method!.OnJob(sa, result));
        }
    }

    public override ExchangeOutcome OnGrant(IkeSa sa, AddressGrant grant)
    {
        if (_sources!.Complete(grant) is { } reply)
        {
            return AnswerConfigured(sa, reply);
        }

        RefuseChild(sa, new NotifyPayload(NotifyType.InternalAddressFailure), CloseReason.ResourceLimit, "no virtual address left for the peer");
        return new ExchangeOutcome.Send(_answer);
    }

    public override void OnAnswered(IkeSa sa)
    {
        if (_failure is not null)
        {
            sa.Close(CloseReason.AuthenticationFailedLocal, _failure);
        }

        if (_isRound || _redirects)
        {
            return;
        }

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

    private ExchangeOutcome ProveOwn(IkeSa sa, AuthStep.Done proof) =>
        Accept(sa, proof.Method, proof.Words)
        ?? (sa.SecondRound is null ? Prove(sa, PpkMethod.Around(sa, AuthMethods.Create(sa.Policy!.LocalAuthentication)!)) : Grant(sa));

    /// <summary>The peer's second proof, or that it comes by EAP.</summary>
    private ExchangeOutcome CheckAgain(IkeSa sa, SecondRound second, IdentificationPayload identification, IReadOnlyList<Payload> payloads)
    {
        var policy = second.Policy;
        var auth = payloads.Find<AuthenticationPayload>();
        sa.RemoteIdentity = identification.ToIdentity();
        if (!policy.RemoteIdentity.Matches(sa.RemoteIdentity))
        {
            return Refuse($"the peer says at last that it is '{sa.RemoteIdentity}', expected '{policy.RemoteIdentity}'");
        }

        if (!AuthMethods.Accepts(policy, auth?.Method))
        {
            var method = auth is null ? "EAP" : $"method {auth.Method}";
            return Refuse($"the second proof of '{sa.RemoteIdentity}' is by {method}, expected {AuthMethods.NameOf(policy.RemoteAuthentication)}");
        }

        _request = second.FirstRequest;
        if (auth is null)
        {
            sa.Eap = new EapResponder(sa, second.FirstRequest, identification);
            _isRound = true;
            return Begin(sa, []);
        }

        if (SecondRoundSupport.ProblemOf(sa, policy, payloads) is { } wrong)
        {
            return Refuse(wrong);
        }

        _method = AuthMethods.Create(policy.RemoteAuthentication)!;
        return Carry(sa, _method.Check(sa, identification, payloads));
    }

    /// <summary>Half of it is done: the peer proves itself once more.</summary>
    private ExchangeOutcome.Send AwaitSecond(IkeSa sa)
    {
        _isRound = true;
        sa.Eap?.Dispose();
        sa.Eap = null;
        sa.SecondRound = new SecondRound(sa, _request);
        return new ExchangeOutcome.Send(_answer);
    }

    /// <summary>The peer has proved who it is; null when it may come in.</summary>
    private ExchangeOutcome.Refuse? Accept(IkeSa sa, AuthenticationMethod method, string words)
    {
        var identity = sa.RemoteIdentity;
        sa.SecondRound?.End(sa);
        if (sa.Policy!.UniqueSa == UniqueSaPolicy.Keep && sa.Services.HasOtherSa(sa))
        {
            return Refuse($"'{sa.RemoteIdentity}' has an SA already (unique-sa keep)");
        }

        sa.Services.Reports.Progress(sa, 0, $"authentication of '{identity}' with {words} successful");
        sa.RemoteMethod = method;
        _initialContact = _request.FindNotify(NotifyType.InitialContact) is not null;
        return null;
    }

    private ExchangeOutcome Prove(IkeSa sa, IAuthMethod method)
    {
        _isProving = true;
        _ownId = OwnId(sa);
        _method = method;
        return Carry(sa, method.Prove(sa, _ownId));
    }

    /// <summary>This side has proved who it is: the answer, or the first one of EAP.</summary>
    private ExchangeOutcome Answer(IkeSa sa, AuthStep.Done proof)
    {
        sa.LocalMethod = proof.Method;
        if (_isRound)
        {
            return Begin(sa, [_ownId!, .. proof.Payloads]);
        }

        _answer = [_ownId!, .. proof.Payloads];
        return SecondRoundSupport.IsExpected(sa) ? AwaitSecond(sa) : Grant(sa);
    }

    /// <summary>The first answer of EAP.</summary>
    private ExchangeOutcome Begin(IkeSa sa, List<Payload> answer)
    {
        _answer = answer;
        _isConversing = true;
        return Carry(sa, sa.Eap!.Begin());
    }

    /// <summary>A round of EAP.</summary>
    private ExchangeOutcome Converse(IkeSa sa, EapResponder rounds, IReadOnlyList<Payload> payloads)
    {
        if (payloads.Find<ExtensibleAuthenticationPayload>() is not { } packet)
        {
            return Misplaced("the peer's IKE_AUTH request carries no EAP packet while EAP is not over");
        }

        _isRound = true;
        _isConversing = true;
        return Carry(sa, rounds.Take(packet));
    }

    private ExchangeOutcome Carry(IkeSa sa, EapStep step)
    {
        switch (step)
        {
            case EapStep.Pending pending:
                return new ExchangeOutcome.Pending(pending.Work(sa.Services.NextJobSerial()));
            case EapStep.Continue next:
                return AnswerRound(next.Packet);
            case EapStep.Success keyless when sa.Policy!.LocalAuthentication == AuthenticationKind.EapOnly && !sa.Eap!.HasKey:
                _failure = $"{sa.Eap.Words} made no key: it cannot prove this side";
                return AnswerRound(EapPacket.Failure(keyless.Packet[1]));
            case EapStep.Success success:
                return AnswerRound(success.Packet);
            case EapStep.Failure failure:
                _failure = failure.Text;
                return AnswerRound(failure.Packet);
            default:
                throw new InvalidOperationException("EAP has no other step");
        }
    }

    private ExchangeOutcome.Send AnswerRound(byte[] packet)
    {
        _answer.Add(new ExtensibleAuthenticationPayload(packet));
        return new ExchangeOutcome.Send(_answer);
    }

    /// <summary>EAP was a success: AUTH shows that it was with this peer.</summary>
    private ExchangeOutcome Conclude(IkeSa sa, EapResponder rounds, IReadOnlyList<Payload> payloads)
    {
        if (SecondRoundSupport.ProblemOf(sa, sa.Policy!, payloads) is { } wrong)
        {
            return Refuse(wrong);
        }

        if (rounds.Check(sa, payloads) is AuthStep.Failed failed)
        {
            return Refuse(failed.Text, failed.Reason);
        }

        _request = rounds.FirstRequest;
        if (Accept(sa, ProofOfEap.Eap, rounds.Words) is { } refusal)
        {
            return refusal;
        }

        if (sa.Policy!.LocalAuthentication == AuthenticationKind.EapOnly)
        {
            sa.LocalMethod = ProofOfEap.EapOnly;
        }

        _answer = [.. ((AuthStep.Done)rounds.Prove(sa, OwnId(sa))).Payloads];
        return SecondRoundSupport.IsExpected(sa) ? AwaitSecond(sa) : Grant(sa);
    }

    /// <summary>Both are who they say: what the peer wants beyond that follows, virtual addresses first.</summary>
    private ExchangeOutcome Grant(IkeSa sa)
    {
        if (Redirects.TargetFor(sa) is { } gateway)
        {
            // It stays half-open until the peer deletes it, or its time is over (RFC 5685 section 6).
            _redirects = true;
            sa.Services.Reports.Progress(sa, 0, $"'{sa.RemoteIdentity}' redirected to {gateway}");
            return new ExchangeOutcome.Send([.. _answer, RedirectNotify.Create(NotifyType.Redirect, gateway)]);
        }

        if (ConfigurationRequests.Read(_request) is not { } wanted || AddressSources.Of(sa, wanted) is not { } sources)
        {
            return AnswerConfigured(sa, null);
        }

        _sources = sources;
        return sources.Missing.Count > 0 && sa.Policy!.AddressPools.Count > 0
            ? new ExchangeOutcome.PendingAddresses(sa.Services.Addresses.RequestOf(sa, sources.Missing, _initialContact))
            : OnGrant(sa, new AddressGrant(0, []));
    }

    private static IdentificationPayload OwnId(IkeSa sa) => sa.LocalIdentity!.ToPayload(ofInitiator: false);

    private ExchangeOutcome.Send AnswerConfigured(IkeSa sa, ConfigurationPayload? configuration)
    {
        if (configuration is not null)
        {
            _answer.Add(configuration);
        }

        AnswerChild(sa);
        AddressNotifies.Accept(sa, _request, _answer);
        if (SaTimers.AuthenticationLimitOf(sa.Policy!, sa.Family.Radius?.Grant.SessionTimeout) is { } lifetime)
        {
            _answer.Add(UInt32Notify.Create(NotifyType.AuthLifetime, lifetime));
        }

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

    /// <summary>A request that is legal, but not now.</summary>
    private static ExchangeOutcome.Refuse Misplaced(string text) => new(
        new NotifyPayload(NotifyType.InvalidSyntax), CloseReason.ProtocolError, text, ClosesSa: true);

    private static ExchangeOutcome.Refuse Refuse(string text, CloseReason reason = CloseReason.AuthenticationFailedLocal) => new(
        new NotifyPayload(NotifyType.AuthenticationFailed), reason, text, ClosesSa: true);
}
