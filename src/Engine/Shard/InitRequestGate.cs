using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Exchanges.IkeSaInit;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The way of an IKE_SA_INIT request to an SA: repeat of a known one, refusal, cookie, limits, and only then state is made (RFC 7296 sections 2.1,
/// 2.6; 6WIND <c>dos-protection</c>).
/// </summary>
internal sealed class InitRequestGate(ShardServices services)
{
    public void Handle(in NetworkPath path, in IkeHeader header, ReadOnlyMemory<byte> datagram)
    {
        var counters = services.Context.Counters;
        if (services.Sas.FindHalfOpen(header.InitiatorSpi, path.Remote) is { } known)
        {
            known.Counters.InMessages.Increment();
            known.Counters.InOctets.Add((ulong)datagram.Length);
            services.Stats.CountRepeat(known, NegotiationPhase.Initial);
            known.Transmit(known.Window.LastResponse);
            return;
        }

        services.Stats.Count(ExchangeType.IkeSaInit, isReceived: true, isResponse: false);
        if (!services.IsConfigured)
        {
            // A refusal would send a peer away that is welcome a moment later; without an answer it repeats itself.
            Drop(path, "no configuration has been applied yet");
            return;
        }

        if (services.Configuration.Limits.InitiatorOnly || services.IsStopping)
        {
            const string Reason = "this side only initiates (initiator-only)";
            Drop(path, Reason);
            if (!services.IsStopping)
            {
                services.Failures.OfStranger(path, FailurePhase.SaInit, CloseReason.Other, FailureCause.None, Reason);
            }

            return;
        }

        var error = IkeMessageReader.TryRead(datagram, out var message);
        if (error.IsError)
        {
            AnswerError(path, header, error);
            return;
        }

        services.Stats.CountNotifiesIn(message.Payloads);
        if (MessageRules.Check(ExchangeType.IkeSaInit, isResponse: false, wasProtected: false, message.Payloads) is { } violation)
        {
            counters.InMalformed.Increment();
            services.Stats.CountInvalid(NegotiationPhase.Initial);
            Answer(path, header, new NotifyPayload(NotifyType.InvalidSyntax));
            services.Emit(new DatagramDropped(path.Remote, violation.ToString()));
            services.Failures.OfStranger(
                path, FailurePhase.SaInit, CloseReason.ProtocolError, FailureCause.Malformed, $"request refused: {violation}", ErrorNotify.Sent(NotifyType.InvalidSyntax));
            return;
        }

        var nonce = message.Find<NoncePayload>()!.Data;
        if (services.Cookies.IsDemanding(services.Configuration.Limits, counters.HalfOpen.Value)
            && !HasValidCookie(path, header, message, nonce))
        {
            return;
        }

        if (services.HalfOpen.Refusal(services.Configuration.Limits, path.Remote.Address, services.UnfinishedJobs) is { } refusal)
        {
            counters.HalfOpenRefused.Increment();
            counters.CapacityRefusals.Increment();
            Drop(path, refusal);
            services.Failures.OfStranger(path, FailurePhase.SaInit, CloseReason.ResourceLimit, FailureCause.Capacity, $"request dropped: {refusal}");
            return;
        }

        var candidates = services.Peers.Candidates(path);
        if (candidates.Count == 0)
        {
            counters.NoProposalFailures.Increment();
            Answer(path, header, new NotifyPayload(NotifyType.NoProposalChosen));
            services.Emit(new DatagramDropped(path.Remote, "no vpn is configured for this address"));
            services.Failures.OfStranger(
                path,
                FailurePhase.SaInit,
                CloseReason.NoProposalChosen,
                FailureCause.None,
                "request refused: no vpn is configured for this address",
                ErrorNotify.Sent(NotifyType.NoProposalChosen));
            return;
        }

        Accept(path, message, candidates);
    }

    /// <summary>RFC 7296 section 2.5: a higher major version is answered with the highest that we speak; anything else is dropped.</summary>
    public void AnswerVersion(in NetworkPath path, in IkeHeader request)
    {
        services.Context.Counters.InDropped.Increment();
        services.Emit(new DatagramDropped(path.Remote, $"IKE major version {request.MajorVersion}"));
        if (request.MajorVersion <= IkeHeader.SupportedMajorVersion || request.IsResponse)
        {
            return;
        }

        Span<byte> room = stackalloc byte[64];
        var flags = IkeHeaderFlags.Response | (request.IsFromInitiator ? 0 : IkeHeaderFlags.Initiator);
        var header = IkeHeader.ForSending(request.InitiatorSpi, request.ResponderSpi, request.Exchange, flags, request.MessageId);
        services.Stats.CountNotifyOut(NotifyType.InvalidMajorVersion);
        services.Send(path, room[..IkeMessageWriter.Write(room, header, [new NotifyPayload(NotifyType.InvalidMajorVersion)])]);
        services.Failures.OfStranger(
            path,
            FailurePhase.SaInit,
            CloseReason.ProtocolError,
            FailureCause.Malformed,
            $"message refused: IKE major version {request.MajorVersion}",
            ErrorNotify.Sent(NotifyType.InvalidMajorVersion));
    }

    private void Accept(in NetworkPath path, IkeMessage message, IReadOnlyList<Policy.PeerPolicy> candidates)
    {
        var sa = new IkeSa(services, isInitiator: false, services.NextFamily(), path)
        {
            InitiatorSpi = message.Header.InitiatorSpi,
            ResponderSpi = services.AllocateIkeSpi(),
            Policy = candidates[0],
            Activation = Registry.ActivationMethod.Remote,
        };
        services.ReleaseIkeSpi(sa.ResponderSpi);
        services.Sas.AddHalfOpen(sa);
        services.HalfOpen.Add(path.Remote.Address);
        services.Context.Counters.HalfOpen.Increment();
        sa.Counters.InMessages.Increment();
        sa.Counters.InOctets.Add((ulong)message.Raw.Length);
        sa.Counters.InNotifies.Add((ulong)message.Payloads.Count(static payload => payload is NotifyPayload));
        services.MarkDirty(sa);
        services.Reports.Trace(sa, received: true, message.Header, message.Payloads, message.Raw.Length);
        sa.Incoming.Path = path;
        sa.Incoming.Handle(new SaInitResponder(candidates), message, message.Payloads);
        if (sa.State is not IkeSaState.Closed)
        {
            sa.Timers.Reschedule();
        }
    }

    private bool HasValidCookie(in NetworkPath path, in IkeHeader header, IkeMessage message, ReadOnlyMemory<byte> nonce)
    {
        var counters = services.Context.Counters;
        if (message.FindNotify(NotifyType.Cookie) is { } notify && CookieNotify.TryRead(notify, out var cookie))
        {
            if (services.Cookies.Verify(services.Now, cookie.Span, path.Remote, header.InitiatorSpi, nonce.Span))
            {
                return true;
            }

            counters.CookiesRejected.Increment();
        }

        counters.CookiesSent.Increment();
        Answer(path, header, CookieNotify.Create(services.Cookies.Make(services.Now, path.Remote, header.InitiatorSpi, nonce.Span)));
        return false;
    }

    private void AnswerError(in NetworkPath path, in IkeHeader header, WireError error)
    {
        services.Context.Counters.InMalformed.Increment();
        services.Stats.CountInvalid(NegotiationPhase.Initial);
        var isAnswered = error.Code == WireErrorCode.UnknownCriticalPayload;
        if (isAnswered)
        {
            Answer(path, header, UnsupportedCriticalPayloadNotify.Create(error.PayloadType));
        }

        services.Emit(new DatagramDropped(path.Remote, error.ToString()));
        services.Failures.OfStranger(
            path,
            FailurePhase.SaInit,
            CloseReason.ProtocolError,
            FailureCause.Malformed,
            $"request {(isAnswered ? "refused" : "dropped")}: {error}",
            isAnswered ? ErrorNotify.Sent(NotifyType.UnsupportedCriticalPayload) : default);
    }

    /// <summary>A stateless answer: no SPI of ours, nothing kept.</summary>
    private void Answer(in NetworkPath path, in IkeHeader request, NotifyPayload notify)
    {
        Span<byte> room = stackalloc byte[256];
        var header = IkeHeader.ForSending(request.InitiatorSpi, 0, ExchangeType.IkeSaInit, IkeHeaderFlags.Response, request.MessageId);
        var length = IkeMessageWriter.Write(room, header, [notify]);
        services.Stats.Count(ExchangeType.IkeSaInit, isReceived: false, isResponse: true);
        services.Stats.CountNotifyOut(notify.NotifyType);
        services.Send(path, room[..length]);
    }

    private void Drop(in NetworkPath path, string reason)
    {
        services.Context.Counters.InDropped.Increment();
        services.Emit(new DatagramDropped(path.Remote, reason));
    }
}
