using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using static MyIkev2.Engine.Exchanges.IkeAuth.AuthEndings;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// IKE_AUTH as initiator (RFC 7296 sections 1.2, 2.19; childless: RFC 6023). How each side proves its identity is for the methods of the vpn.
/// <code>
/// HDR, SK {IDi, [CERT,] [N(INITIAL_CONTACT),] [CERTREQ,] [IDr,] AUTH, [CP(CFG_REQUEST),] [SA, TSi, TSr]}  -->
///                               &lt;--  HDR, SK {IDr, [CERT,] AUTH, [CP(CFG_REPLY),] [SA, TSi, TSr] or N(error)}
///                               &lt;--  HDR, SK {N(AUTHENTICATION_FAILED)}
/// </code>
/// </summary>
/// <param name="child">The child to set up along with it, null for none.</param>
internal sealed class AuthInitiator(ChildNegotiation? child) : InitiatorExchange
{
    private enum Phase
    {
        Proving,
        Asking,
        Checking,
        Conversing,
    }

    private Phase _phase;
    private IAuthMethod? _method;
    private IdentificationPayload? _ownId;
    private IReadOnlyList<Payload> _answer = [];
    private EapInitiator? _eap;
    private IdentificationPayload? _peerId;
    private uint _spi;
    private bool _goesOnElsewhere;

    public override ExchangeType Type => ExchangeType.IkeAuth;

    public override ChildNegotiation? Child => child;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        if (_phase == Phase.Conversing)
        {
            return _eap!.Request(sa);
        }

        var policy = sa.RoundPolicy;
        var isEap = AuthMethods.IsEap(policy.LocalAuthentication);
        _method = AuthMethods.Create(policy.LocalAuthentication);
        if (policy.Second?.Remote is not null)
        {
            return Abort(CloseReason.AuthenticationFailedLocal, $"the peer of vpn {policy.Name} proves itself twice, so only it can initiate");
        }

        if (AuthMethods.IsEap(policy.RemoteAuthentication))
        {
            return Abort(CloseReason.AuthenticationFailedLocal, $"the peer of vpn {policy.Name} proves itself by EAP, so only it can initiate");
        }

        if ((_method is null && !isEap) || (AuthMethods.Create(policy.RemoteAuthentication) is null && !(IsEapOnly(sa) && isEap)))
        {
            return Abort(CloseReason.AuthenticationFailedLocal, $"vpn {policy.Name} wants an authentication that is not supported");
        }

        var namer = AuthMethods.StandsOnTls(policy.LocalAuthentication) ? new SignatureMethod() : _method;
        sa.LocalIdentity = policy.LocalIdentity ?? namer?.DefaultIdentity(sa, null) ?? Identity.Address(sa.Path.Local.Address);
        _ownId = sa.LocalIdentity.ToPayload(ofInitiator: true);
        _phase = Phase.Proving;
        if (!isEap)
        {
            _method = PpkMethod.Around(sa, _method!);
            return Carry(sa, _method.Prove(sa, _ownId));
        }

        _eap = EapInitiator.Create(sa, _ownId, out var problem);
        return _eap is null ? Abort(CloseReason.AuthenticationFailedLocal, problem) : Ask(sa, null);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (_phase == Phase.Conversing)
        {
            return Converse(sa, payloads);
        }

        if (sa.SecondRound is not null)
        {
            return OnSecondAnswer(sa, payloads);
        }

        var auth = payloads.Find<AuthenticationPayload>();
        if ((auth is null && !(IsEapOnly(sa) && payloads.Find<ExtensibleAuthenticationPayload>() is not null))
            || payloads.Find<IdentificationPayload>() is not { } identification)
        {
            return WithoutAuthentication(payloads);
        }

        if ((payloads.Find<ExtensibleAuthenticationPayload>() is null) != (_eap is null))
        {
            return Reject(
                sa,
                CloseReason.AuthenticationFailedLocal,
                _eap is null ? "the peer wants EAP, which this vpn does not use" : "the peer does not want the EAP that this vpn uses");
        }

        _peerId = identification;
        sa.RemoteIdentity = identification.ToIdentity();
        var policy = sa.Policy!;
        if (!policy.RemoteIdentity.Matches(sa.RemoteIdentity))
        {
            return Reject(sa, CloseReason.AuthenticationFailedLocal, $"the peer says it is '{sa.RemoteIdentity}', expected '{policy.RemoteIdentity}'");
        }

        _answer = payloads;
        if (auth is null)
        {
            _phase = Phase.Conversing;
            return Converse(sa, payloads);
        }

        if (!AuthMethods.Accepts(policy, auth.Method))
        {
            return Reject(
                sa,
                CloseReason.AuthenticationFailedLocal,
                $"the peer authenticated with method {auth.Method}, expected {AuthMethods.NameOf(policy.RemoteAuthentication)}");
        }

        _phase = Phase.Checking;
        _method = AuthMethods.Create(policy.RemoteAuthentication)!;
        if (_eap is null)
        {
            // Before EAP the responder does not know the key yet (RFC 8784 section 3).
            _method = PpkMethod.Around(sa, _method);
        }

        return Carry(sa, _method.Check(sa, identification, payloads));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            return _phase == Phase.Conversing ? Carry(sa, _eap!.Resume(result)) : Carry(sa, _method!.OnJob(sa, result));
        }
    }

    public override void Release()
    {
        _eap?.Dispose();
        _eap = null;
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
        sa.Services.ReleaseChildSpi(_spi);
        if (child is not null)
        {
            child.IsOver = true;
        }

        if (!_goesOnElsewhere)
        {
            sa.Services.Reports.Fail(sa, Request, reason, text);
        }
    }

    private ExchangeOutcome Carry(IkeSa sa, AuthStep step) => step switch
    {
        AuthStep.Pending pending => new ExchangeOutcome.Pending(pending.Job),
        AuthStep.Failed failed => _phase == Phase.Proving ? Abort(failed.Reason, failed.Text) : Reject(sa, failed.Reason, failed.Text),
        AuthStep.Done done when _phase == Phase.Proving => Ask(sa, done),
        AuthStep.Done done => _eap is null ? Conclude(sa, done.Method, done.Words) : BeginEap(sa, done),
        _ => throw new InvalidOperationException($"{step.GetType().Name} is no step of an initiator"),
    };

    /// <summary>The first request; without a proof it asks for EAP.</summary>
    private ExchangeOutcome.Send Ask(IkeSa sa, AuthStep.Done? proof)
    {
        var policy = sa.Policy!;
        var services = sa.Services;
        var payloads = new List<Payload> { _ownId! };
        payloads.AddRange(proof?.Payloads.OfType<CertificatePayload>() ?? []);
        if (sa.SecondRound is not null)
        {
            return AskAgain(sa, proof, payloads);
        }

        if (policy.UniqueSa != UniqueSaPolicy.Never && !services.HasOtherSa(sa) && sa.Reauthenticates is null)
        {
            payloads.Add(new NotifyPayload(NotifyType.InitialContact));
        }

        foreach (var authority in CertificateSupport.Request(sa, payloads, [policy]))
        {
            services.Reports.Progress(sa, Request, $"sending cert request for \"{authority.SubjectText}\"");
        }

        if ((policy.RequestedIdentity ?? policy.RemoteIdentity.Exact) is { } expected)
        {
            payloads.Add(expected.ToPayload(ofInitiator: false));
        }

        if (IsEapOnly(sa))
        {
            payloads.Add(new NotifyPayload(NotifyType.EapOnlyAuthentication));
        }

        if (proof is not null)
        {
            payloads.AddRange(proof.Payloads.Where(static payload => payload is not CertificatePayload));
            sa.LocalMethod = proof.Method;
        }

        SecondRoundSupport.Announce(sa, payloads);
        SecondRoundSupport.AnnounceNext(sa, payloads);

        services.Reports.Progress(sa, Request, $"authentication of '{sa.LocalIdentity}' (myself) with {proof?.Words ?? AuthMethods.NameOf(policy.LocalAuthentication)}");
        if (policy.VirtualAddressRequests is { Count: > 0 } wanted)
        {
            payloads.Add(ConfigurationRequests.Of(sa.Reauthenticates?.Family.Assigned is { } before ? ConfigurationRequests.Again(wanted, before.Addresses) : wanted));
        }

        if (child is not null)
        {
            _spi = services.AllocateChildSpi();
            child.SpiIn = _spi;
            child.IsUnderWay = true;
            services.MarkDirty(sa);
            ChildOffer.Contribute(sa, child.Policy, _spi, withKeyExchange: false, payloads);
            child.Number(services);
            services.Reports.Progress(sa, Request, $"establishing CHILD_SA {child.Policy.Name}{{{child.UniqueId}}}");
        }

        AddressNotifies.Offer(sa, payloads);
        _phase = Phase.Asking;
        return new ExchangeOutcome.Send(payloads);
    }

    /// <summary>The request of the second round.</summary>
    private ExchangeOutcome.Send AskAgain(IkeSa sa, AuthStep.Done? proof, List<Payload> payloads)
    {
        payloads.AddRange(proof?.Payloads.Where(static payload => payload is not CertificatePayload) ?? []);
        sa.LocalMethod = proof?.Method ?? sa.LocalMethod;
        sa.Services.Reports.Progress(
            sa, Request, $"authentication of '{sa.LocalIdentity}' (myself) with {proof?.Words ?? AuthMethods.NameOf(sa.RoundPolicy.LocalAuthentication)} as well");
        _phase = Phase.Asking;
        return new ExchangeOutcome.Send(payloads);
    }

    /// <summary>The responder has proved itself; its answer brings the first EAP packet.</summary>
    private ExchangeOutcome BeginEap(IkeSa sa, AuthStep.Done proof)
    {
        sa.RemoteMethod = proof.Method;
        sa.Services.Reports.Progress(sa, Request, $"authentication of '{sa.RemoteIdentity}' with {proof.Words} successful");
        _phase = Phase.Conversing;
        return Converse(sa, _answer);
    }

    private ExchangeOutcome Converse(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (_eap!.IsFinishing)
        {
            _answer = payloads;
            return payloads.Find<AuthenticationPayload>() is null ? WithoutAuthentication(payloads)
                : _eap.Check(sa, payloads) is AuthStep.Failed failed ? Reject(sa, failed.Reason, failed.Text)
                : Conclude(sa, IsEapOnly(sa) ? ProofOfEap.EapOnly : sa.RemoteMethod, _eap.Words);
        }

        if (payloads.Find<ExtensibleAuthenticationPayload>() is not { } packet)
        {
            return WithoutAuthentication(payloads);
        }

        return Carry(sa, _eap.Take(sa, _peerId, packet));
    }

    private ExchangeOutcome Carry(IkeSa sa, EapStep step) => step switch
    {
        EapStep.Pending pending => new ExchangeOutcome.Pending(pending.Work(sa.Services.NextJobSerial())),
        EapStep.Failure failure when _eap!.IsRefused => Abort(CloseReason.AuthenticationFailedRemote, failure.Text),
        EapStep.Failure failure => Reject(sa, CloseReason.AuthenticationFailedLocal, failure.Text),
        EapStep.Success when IsEapOnly(sa) && !_eap!.IsSafeAlone => Reject(
            sa, CloseReason.AuthenticationFailedLocal, $"{_eap.Words} alone does not prove who '{sa.RemoteIdentity}' is"),
        _ => new ExchangeOutcome.Again(SameMessageId: false),
    };

    /// <summary>The peer has proved itself in this round.</summary>
    private ExchangeOutcome Conclude(IkeSa sa, AuthenticationMethod method, string words)
    {
        sa.RemoteMethod = method;
        sa.Services.Reports.Progress(sa, Request, $"authentication of '{sa.RemoteIdentity}' with {words} successful");
        if (_answer.FindNotify(NotifyType.AnotherAuthFollows) is not null)
        {
            return Reject(sa, CloseReason.AuthenticationFailedLocal, $"the peer wants to prove itself once more than vpn {sa.Name} asks for");
        }

        if (!SecondRoundSupport.WillFollow(sa))
        {
            return Finish(sa);
        }

        _eap?.Dispose();
        _eap = null;
        _phase = Phase.Proving;
        sa.SecondRound = new SecondRound(sa, []);
        return new ExchangeOutcome.Again(SameMessageId: false);
    }

    /// <summary>The answer to the second proof, or the first packet of EAP.</summary>
    private ExchangeOutcome OnSecondAnswer(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        _answer = payloads;
        if (_eap is not null)
        {
            _phase = Phase.Conversing;
            return Converse(sa, payloads);
        }

        if (payloads.FindErrorNotify() is { } error && !PeerFailure.ConcernsChildOnly(error.NotifyType))
        {
            return WithoutAuthentication(payloads);
        }

        return payloads.FindNotify(NotifyType.AnotherAuthFollows) is null && payloads.Find<AuthenticationPayload>() is null && payloads.Find<ExtensibleAuthenticationPayload>() is null
            ? Finish(sa)
            : Reject(sa, CloseReason.AuthenticationFailedLocal, $"the peer wants to prove itself once more than vpn {sa.Name} asks for");
    }

    private ExchangeOutcome Finish(IkeSa sa)
    {
        var services = sa.Services;
        var payloads = _answer;
        sa.SecondRound?.End(sa);
        if (payloads.FindNotify(NotifyType.Redirect) is { } redirect && sa.Policy!.FollowsRedirects)
        {
            return Redirect(sa, redirect);
        }

        var wanted = sa.Policy!.VirtualAddressRequests;
        if (wanted.Count > 0 && ConfigurationReplies.Read(payloads, wanted) is { } assigned)
        {
            services.Addresses.Install(sa, assigned.Addresses, assigned.DnsServers);
        }

        AddressNotifies.Conclude(sa, payloads);
        sa.Establish();
        sa.Timers.LimitAuthentication(payloads);
        services.Reports.AnnounceEstablished(sa, Request);
        if (wanted.Count > 0 && sa.Family.Assigned is null)
        {
            return WithoutAddress(sa, payloads);
        }

        if (child is null)
        {
            services.Reports.Succeed(sa, Request);
        }
        else if (ChildOffer.Read(payloads) is { } answer)
        {
            FinishChild(sa, answer);
        }
        else
        {
            var refusal = payloads.FindErrorNotify();
            FailChild(
                sa,
                refusal is null ? CloseReason.ProtocolError : PeerFailure.ReasonOf(refusal.NotifyType),
                refusal is null ? "the peer set up no child" : $"the peer refused the child: {refusal.NotifyType.RfcName()}",
                ErrorNotify.Received(refusal));
        }

        sa.Reauthenticates?.BeginDelete(CloseReason.Replaced, "reauthenticated", 0);
        return ExchangeOutcome.Done;
    }

    /// <summary>The peer has proved who it is, and sends us away: this SA is of no use (RFC 5685 section 6).</summary>
    private ExchangeOutcome.Close Redirect(IkeSa sa, NotifyPayload notify)
    {
        var redirects = sa.Services.Redirects;
        var problem = redirects.Read(sa, notify, out var reason) is { } history ? redirects.Follow(sa, history, Request) : reason;
        _goesOnElsewhere = problem is null;
        sa.Services.SendFinal(sa, DeletePayload.ForIkeSa());
        return problem is null ? Abort(CloseReason.Replaced, "redirected to another gateway") : Abort(CloseReason.Other, problem);
    }

    private void FinishChild(IkeSa sa, ChildOffer answer)
    {
        var selection = ChildSelection.Check(sa, answer, child!.Policy, KeyExchangeId.None, withKeyExchange: false);
        if (selection.Refusal is not null)
        {
            FailChild(sa, selection.Reason, "the peer's answer goes beyond what was asked");
            return;
        }

        var pair = selection.Create(sa, child, _spi, default, sa.InitiatorNonce, sa.ResponderNonce);
        sa.Children.Install(pair, outbound: true, replaces: null);
        sa.Services.Reports.Succeed(sa, Request, pair);
    }

    /// <summary>The IKE SA stands without the child (RFC 7296 section 1.2).</summary>
    private void FailChild(IkeSa sa, CloseReason reason, string text, ErrorNotify notify = default)
    {
        sa.Services.ReleaseChildSpi(_spi);
        child!.IsOver = true;
        sa.Services.ChildFailed(sa, child, Request, reason, text, notify);
    }

    /// <summary>The responder may do without a proof of its own (RFC 5998).</summary>
    private static bool IsEapOnly(IkeSa sa) => sa.Policy!.RemoteAuthentication == AuthenticationKind.EapOnly;
}
