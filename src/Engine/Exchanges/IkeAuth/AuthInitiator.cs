using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// IKE_AUTH with a preshared key, as initiator (RFC 7296 section 1.2; childless: RFC 6023).
/// <code>
/// HDR, SK {IDi, [N(INITIAL_CONTACT),] [IDr,] AUTH, [SA, TSi, TSr]}  -->
///                               &lt;--  HDR, SK {IDr, AUTH, [SA, TSi, TSr] or N(error)}
///                               &lt;--  HDR, SK {N(AUTHENTICATION_FAILED)}
/// </code>
/// </summary>
/// <param name="child">The child to set up along with it, null for none.</param>
internal sealed class AuthInitiator(ChildNegotiation? child) : InitiatorExchange
{
    private uint _spi;

    public override ExchangeType Type => ExchangeType.IkeAuth;

    public override ChildNegotiation? Child => child;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        var policy = sa.Policy!;
        var services = sa.Services;
        sa.LocalIdentity = policy.LocalIdentity ?? Identity.Address(sa.Path.Local.Address);
        var expected = policy.RequestedIdentity ?? policy.RemoteIdentity.Exact;
        if (services.FindPreSharedKey(sa.LocalIdentity, expected ?? Identity.Address(sa.Path.Remote.Address)) is not { } key)
        {
            return Abort(CloseReason.AuthenticationFailedLocal, $"no preshared key for '{expected?.Text ?? sa.Path.Remote.Address.ToString()}' is configured");
        }

        var identification = new IdentificationPayload(IsInitiator: true, sa.LocalIdentity.Type, sa.LocalIdentity.Data.ToArray());
        var payloads = new List<Payload> { identification };
        if (policy.UniqueSa != UniqueSaPolicy.Never && !services.HasOtherSa(sa) && sa.Reauthenticates is null)
        {
            payloads.Add(new NotifyPayload(NotifyType.InitialContact));
        }

        if (expected is not null)
        {
            payloads.Add(new IdentificationPayload(IsInitiator: false, expected.Type, expected.Data.ToArray()));
        }

        sa.LocalMethod = AuthenticationMethod.SharedKeyMessageIntegrityCode;
        payloads.Add(PskAuthentication.Sign(sa, key, identification));
        services.Reports.Progress(sa, Request, $"authentication of '{sa.LocalIdentity}' (myself) with pre-shared key");
        if (child is not null)
        {
            _spi = services.AllocateChildSpi();
            child.SpiIn = _spi;
            child.IsUnderWay = true;
            services.MarkDirty(sa);
            ChildOffer.Contribute(sa, child.Policy, _spi, withKeyExchange: false, payloads);
            services.Reports.Progress(sa, Request, $"establishing CHILD_SA {child.Policy.Name}");
        }

        return new ExchangeOutcome.Send(payloads);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        var services = sa.Services;
        if (payloads.Find<AuthenticationPayload>() is not { } auth || payloads.Find<IdentificationPayload>() is not { } identification)
        {
            var error = payloads.OfType<NotifyPayload>().FirstOrDefault(notify => notify.IsError);
            return error is null
                ? Abort(CloseReason.ProtocolError, "the peer's IKE_AUTH answer carries neither AUTH nor an error")
                : Abort(PeerFailure.ReasonOf(error.NotifyType), $"the peer refused: {error.NotifyType.RfcName()}", ErrorNotify.Received(error));
        }

        sa.RemoteIdentity = new Identity(identification.IdType, ValueList.Create(identification.Data.Span));
        if (!sa.Policy!.RemoteIdentity.Matches(sa.RemoteIdentity))
        {
            return Reject(sa, $"the peer says it is '{sa.RemoteIdentity}', expected '{sa.Policy.RemoteIdentity}'");
        }

        if (auth.Method != AuthenticationMethod.SharedKeyMessageIntegrityCode)
        {
            return Reject(sa, $"the peer authenticated with method {auth.Method}, expected a preshared key");
        }

        if (services.FindPreSharedKey(sa.LocalIdentity!, sa.RemoteIdentity) is not { } key || !PskAuthentication.Verify(sa, key, identification, auth))
        {
            return Reject(sa, $"authentication of '{sa.RemoteIdentity}' with pre-shared key failed");
        }

        sa.RemoteMethod = auth.Method;
        services.Reports.Progress(sa, Request, $"authentication of '{sa.RemoteIdentity}' with pre-shared key successful");
        sa.Establish();
        services.Reports.AnnounceEstablished(sa, Request);
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
            var refusal = payloads.OfType<NotifyPayload>().FirstOrDefault(notify => notify.IsError);
            FailChild(
                sa,
                refusal is null ? CloseReason.ProtocolError : PeerFailure.ReasonOf(refusal.NotifyType),
                refusal is null ? "the peer set up no child" : $"the peer refused the child: {refusal.NotifyType.RfcName()}",
                ErrorNotify.Received(refusal));
        }

        sa.Reauthenticates?.BeginDelete(CloseReason.Replaced, "reauthenticated", 0);
        return ExchangeOutcome.Done;
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
        sa.Services.ReleaseChildSpi(_spi);
        if (child is not null)
        {
            child.IsOver = true;
        }

        sa.Services.Reports.Fail(sa, Request, reason, text);
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

    private static ExchangeOutcome.Close Abort(CloseReason reason, string text, ErrorNotify notify = default) =>
        new(reason, text, SendDelete: false) { Notify = notify };

    /// <summary>The responder believes that the SA stands: tell it otherwise (RFC 7296 section 2.21.2).</summary>
    private static ExchangeOutcome.Close Reject(IkeSa sa, string text)
    {
        sa.Services.SendFinalNotify(sa, NotifyType.AuthenticationFailed);
        return Abort(CloseReason.AuthenticationFailedLocal, text, ErrorNotify.Sent(NotifyType.AuthenticationFailed));
    }
}
