using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.FollowupKe;
using MyIkev2.Engine.Exchanges.IkeAuth;
using MyIkev2.Engine.Exchanges.IkeIntermediate;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>The way of a message to an existing SA: window, authenticity, syntax, legality, then its exchange.</summary>
internal sealed class MessageReceiver(ShardServices services)
{
    public void Handle(IkeSa sa, in NetworkPath path, in IkeHeader header, ReadOnlyMemory<byte> datagram)
    {
        sa.Counters.InMessages.Increment();
        sa.Counters.InOctets.Add((ulong)datagram.Length);
        if (header.IsFromInitiator == sa.IsInitiator || PeerSpiDiffers(sa, header))
        {
            services.Stats.CountInvalid(NegotiationPhases.Of(header.Exchange));
            Drop(sa, path, "SPIs or flags of another SA");
            return;
        }

        if (header.IsResponse)
        {
            HandleAnswer(sa, path, header, datagram);
        }
        else
        {
            HandleRequest(sa, path, header, datagram);
        }
    }

    private void HandleAnswer(IkeSa sa, in NetworkPath path, in IkeHeader header, ReadOnlyMemory<byte> datagram)
    {
        if (!sa.Requests.IsAnswerToOutstanding(header))
        {
            services.Stats.CountReplay(sa, sa.Requests.PhaseOfLast(header.Exchange));
            return;
        }

        var phase = sa.Requests.Current?.Negotiates ?? NegotiationPhases.Of(header.Exchange);
        if (Decode(sa, path, phase, datagram, out var message, out var payloads, out var error) is not { } status)
        {
            return;
        }

        services.Stats.CountReceived(sa, header.Exchange, isResponse: true, payloads);
        services.Reports.Trace(sa, received: true, header, payloads, datagram.Length);
        var violation = status == DecodeStatus.Malformed
            ? error.ToString()
            : MessageRules.Check(header.Exchange, isResponse: true, sa.Codec.Protection is not null && header.Exchange != ExchangeType.IkeSaInit, payloads)?.ToString();
        if (violation is null)
        {
            sa.Requests.HandleAnswer(message, payloads, path);
            return;
        }

        CountMalformed(sa, phase);
        sa.Requests.CountVerdict(ChildVerdict.Invalid);
        if (sa.Codec.Protection is not null)
        {
            // An authentic answer that makes no sense: the two sides disagree for good (RFC 7296 section 2.21.3).
            services.SendFinalNotify(sa, NotifyType.InvalidSyntax);
            sa.Close(CloseReason.ProtocolError, $"the peer's answer is malformed: {violation}", ErrorNotify.Sent(NotifyType.InvalidSyntax));
        }
        else
        {
            services.Emit(new DatagramDropped(path.Remote, violation));
            services.Failures.Message(sa, path, FailureCause.Malformed, $"answer dropped: {violation}");
        }
    }

    private void HandleRequest(IkeSa sa, in NetworkPath path, in IkeHeader header, ReadOnlyMemory<byte> datagram)
    {
        switch (sa.Window.Judge(header.MessageId))
        {
            case RequestStanding.Repeat:
                services.Stats.CountRepeat(sa, sa.Incoming.PhaseOfLast(header.Exchange));
                if (IsFirstFragmentOrWhole(datagram.Span))
                {
                    sa.Transmit(sa.Window.LastResponse, path);
                }

                return;
            case RequestStanding.OutOfWindow:
                Drop(sa, path, $"message ID {header.MessageId} is outside the window");
                return;
        }

        if (sa.Incoming.IsBusy)
        {
            services.Stats.CountReplay(sa, sa.Incoming.PhaseOfLast(header.Exchange));
            return;
        }

        if (header.Exchange == ExchangeType.IkeSaInit || sa.Codec.Protection is null)
        {
            services.Stats.CountInvalid(NegotiationPhases.Of(header.Exchange));
            Drop(sa, path, "a clear request on an SA with keys, or a protected one on an SA without");
            return;
        }

        if (Decode(sa, path, NegotiationPhases.Of(header.Exchange), datagram, out var message, out var payloads, out var error) is not { } status)
        {
            return;
        }

        FollowPeer(sa, path);
        sa.Incoming.Path = path;
        services.Stats.CountReceived(sa, header.Exchange, isResponse: false, payloads);
        sa.Incoming.Note(header.Exchange, payloads);
        services.Reports.Trace(sa, received: true, header, payloads, datagram.Length);
        if (status == DecodeStatus.Malformed)
        {
            Reject(sa, header, error);
            return;
        }

        if (MessageRules.Check(header.Exchange, isResponse: false, wasProtected: true, payloads) is { } violation)
        {
            CountMalformed(sa, ChildExchange.IsIkeRekey(payloads) ? NegotiationPhase.Initial : NegotiationPhases.Of(header.Exchange));
            sa.Incoming.AnswerDirectly(header, [new NotifyPayload(NotifyType.InvalidSyntax)]);
            sa.Close(CloseReason.ProtocolError, $"the peer's request is malformed: {violation}", ErrorNotify.Sent(NotifyType.InvalidSyntax));
            return;
        }

        if (ResponderFor(sa, header.Exchange, payloads) is { } exchange)
        {
            sa.Incoming.Handle(exchange, message, payloads);
        }
        else
        {
            sa.Incoming.AnswerDirectly(header, [new NotifyPayload(NotifyType.InvalidSyntax)]);
        }
    }

    /// <summary>TABLE: exchange type x state -> who answers.</summary>
    private static ResponderExchange? ResponderFor(IkeSa sa, ExchangeType exchange, IReadOnlyList<Payload> payloads) => (exchange, sa.State) switch
    {
        (ExchangeType.IkeAuth, IkeSaState.HalfOpen) => new AuthResponder(),
        (ExchangeType.IkeIntermediate, IkeSaState.HalfOpen) when sa.Intermediate is not null => new IntermediateResponder(),
        (_, IkeSaState.HalfOpen or IkeSaState.Initiating or IkeSaState.Authenticating) when exchange != ExchangeType.Informational => null,
        (ExchangeType.CreateChildSa, _) when ChildExchange.IsIkeRekey(payloads) => new RekeyIkeResponder(),
        (ExchangeType.CreateChildSa, _) => new ChildResponder(),
        (ExchangeType.IkeFollowupKe, _) => new FollowupKeResponder(),
        (ExchangeType.Informational, _) => new InformationalResponder(),
        _ => null,
    };

    /// <summary>Null when the message ends here: dropped, or a fragment that waits for others.</summary>
    private DecodeStatus? Decode(
        IkeSa sa,
        in NetworkPath path,
        NegotiationPhase phase,
        ReadOnlyMemory<byte> datagram,
        out IkeMessage message,
        out IReadOnlyList<Payload> payloads,
        out WireError error)
    {
        payloads = [];
        error = IkeMessageReader.TryRead(datagram, out message);
        if (error.IsError)
        {
            // Not authenticated yet: anybody may have sent it.
            CountMalformed(sa, phase);
            services.Emit(new DatagramDropped(path.Remote, error.ToString()));
            services.Failures.Message(sa, path, FailureCause.Malformed, $"message dropped: {error}");
            return null;
        }

        if (message.Fragment is not null)
        {
            services.Context.Counters.FragmentsIn.Increment();
        }

        var status = sa.Codec.Decode(message, out payloads, out error, out var badIntegrity);
        if (badIntegrity)
        {
            sa.Counters.BadIntegrity.Increment();
            services.Context.Counters.InBadIntegrity.Increment();
            services.Stats.CountInvalid(phase);
            services.Emit(new DatagramDropped(path.Remote, "integrity check failed"));
            services.Failures.Message(sa, path, FailureCause.BadIntegrity, "message dropped: its integrity check failed");
        }

        if (status is DecodeStatus.Malformed or DecodeStatus.BadPadding)
        {
            services.Context.Counters.IkeDecryptionFailures.Increment();
        }

        if (status == DecodeStatus.BadPadding)
        {
            CountMalformed(sa, phase);
            services.Emit(new DatagramDropped(path.Remote, "padding is longer than the message"));
        }

        if (status is DecodeStatus.Drop or DecodeStatus.Incomplete or DecodeStatus.BadPadding)
        {
            return null;
        }

        sa.LastInboundAt = services.Now;
        sa.Counters.LastReceivedUnixMilliseconds.Set((ulong)services.Now.UnixMilliseconds);
        return status;
    }

    /// <summary>
    /// An authentic new request from another address or port: a peer behind a NAT, or one that has just floated to the NAT traversal port (RFC 7296
    /// section 2.23). With MOBIKE the peer says so itself (RFC 4555 section 3.8).
    /// </summary>
    private void FollowPeer(IkeSa sa, in NetworkPath path)
    {
        if (path == sa.Path || !(sa is { Nat.RemoteNat: true, Mobility: null } || sa.State is IkeSaState.HalfOpen))
        {
            return;
        }

        sa.Path = path;
        sa.Children.UpdateEndpoints(sa.Path);
        services.MarkDirty(sa);
    }

    private void Reject(IkeSa sa, in IkeHeader header, WireError error)
    {
        CountMalformed(sa, NegotiationPhases.Of(header.Exchange));
        if (error.Code == WireErrorCode.UnknownCriticalPayload)
        {
            sa.Incoming.AnswerDirectly(header, [UnsupportedCriticalPayloadNotify.Create(error.PayloadType)]);
            if (!sa.State.IsUsable)
            {
                sa.Close(CloseReason.ProtocolError, $"the peer requires an unknown payload: {error}", ErrorNotify.Sent(NotifyType.UnsupportedCriticalPayload));
            }

            return;
        }

        sa.Incoming.AnswerDirectly(header, [new NotifyPayload(NotifyType.InvalidSyntax)]);
        sa.Close(CloseReason.ProtocolError, $"the peer's request is malformed: {error}", ErrorNotify.Sent(NotifyType.InvalidSyntax));
    }

    private static bool PeerSpiDiffers(IkeSa sa, in IkeHeader header)
    {
        var peerSpi = sa.IsInitiator ? header.ResponderSpi : header.InitiatorSpi;
        return sa.PeerSpi != 0 ? peerSpi != sa.PeerSpi : header.Exchange != ExchangeType.IkeSaInit;
    }

    /// <summary>Of a repeated fragmented request only its first fragment is answered (RFC 7383 section 2.6.1).</summary>
    private static bool IsFirstFragmentOrWhole(ReadOnlySpan<byte> datagram) =>
        datagram[IkeHeader.NextPayloadOffset] != (byte)PayloadType.EncryptedFragment
        || (datagram.Length >= IkeHeader.Size + 6 && datagram[IkeHeader.Size + 4] == 0 && datagram[IkeHeader.Size + 5] == 1);

    private void CountMalformed(IkeSa sa, NegotiationPhase phase)
    {
        sa.Counters.Malformed.Increment();
        services.Context.Counters.InMalformed.Increment();
        services.Stats.CountInvalid(phase);
    }

    private void Drop(IkeSa sa, in NetworkPath path, string reason)
    {
        sa.Counters.InDropped.Increment();
        services.Context.Counters.InDropped.Increment();
        services.Emit(new DatagramDropped(path.Remote, reason));
    }
}
