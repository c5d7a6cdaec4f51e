using System.Buffers.Binary;
using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.Informational;

/// <summary>
/// INFORMATIONAL as responder (RFC 7296 sections 1.4, 2.25): deletes, notifies, and the empty message that only wants an answer.
/// </summary>
internal sealed class InformationalResponder : ResponderExchange
{
    private MobikeAnswer? _mobike;
    private RedirectHistory? _redirection;
    private IReadOnlyList<Payload> _request = [];
    private (CloseReason Reason, string Text, ErrorNotify Notify)? _closes;

    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        _request = payloads;
        var answer = new List<Payload>();
        _mobike = MobikeAnswer.To(sa, payloads);
        if (_mobike?.Refusal is { } refused)
        {
            return new ExchangeOutcome.Send([new NotifyPayload(refused)]);
        }

        _mobike?.Contribute(sa, answer);
        foreach (var payload in payloads)
        {
            switch (payload)
            {
                case NotifyPayload { NotifyType: NotifyType.Redirect } redirect when sa is { State: IkeSaState.Established, Policy.RemoteAddress: not null }:
                    _redirection = sa.Services.Redirects.Read(sa, redirect, out var problem);
                    if (_redirection is null)
                    {
                        sa.Services.Reports.Progress(sa, 0, problem);
                    }

                    break;
                case DeletePayload { Protocol: ProtocolId.Ike }:
                    _closes = sa.State is IkeSaState.Rekeyed ? (CloseReason.Replaced, "rekeyed", default) : (CloseReason.PeerDelete, "the peer deleted it", default);
                    break;
                case DeletePayload delete:
                    DeleteChildren(sa, delete, answer);
                    break;
                case NotifyPayload { NotifyType: NotifyType.AuthenticationFailed } when sa.Eap?.Refusal is { } refusal:
                    // Some peers answer a refusal like this instead of letting EAP come to its end.
                    _closes = (CloseReason.AuthenticationFailedLocal, refusal, default);
                    break;
                case NotifyPayload { NotifyType: NotifyType.AuthenticationFailed }:
                    _closes = (CloseReason.AuthenticationFailedRemote, "the peer could not authenticate us", ErrorNotify.Received(NotifyType.AuthenticationFailed));
                    break;
                case NotifyPayload { NotifyType: NotifyType.InvalidSyntax }:
                    _closes = (CloseReason.ProtocolError, "the peer could not read a message of ours", ErrorNotify.Received(NotifyType.InvalidSyntax));
                    break;
            }
        }

        // With the IKE SA its children go without a word (RFC 7296 section 1.4.1).
        return new ExchangeOutcome.Send(_closes is null ? answer : []);
    }

    public override void OnAnswered(IkeSa sa)
    {
        if (_closes is not { } close)
        {
            _mobike?.Apply(sa);
            if (_redirection is not null)
            {
                sa.Services.Redirects.FollowEstablished(sa, _redirection);
            }
            else
            {
                sa.Timers.LimitAuthentication(_request);
            }

            return;
        }

        if (sa.Requests.Current is RekeyIkeInitiator { Colliding: { } colliding } && colliding.Successor.State is not IkeSaState.Closed)
        {
            // The peer has won a simultaneous rekey and is done with the old SA: closing it hands its children over.
            close = (CloseReason.Replaced, "rekeyed", default);
        }

        sa.Close(close.Reason, close.Text, close.Notify);
    }

    private static void DeleteChildren(IkeSa sa, DeletePayload delete, List<Payload> answer)
    {
        var own = new List<ReadOnlyMemory<byte>>();
        foreach (var octets in delete.Spis)
        {
            if (octets.Length != 4 || sa.Children.FindByOutboundSpi(BinaryPrimitives.ReadUInt32BigEndian(octets.Span)) is not { } child)
            {
                continue;
            }

            // A pair that we are deleting too is not named in the answer (RFC 7296 section 2.25.1).
            if (child.State is not (IpsecTunnelState.Deleting or IpsecTunnelState.Expired))
            {
                own.Add(ChildOffer.SpiBytes(child.SpiIn));
            }

            var successor = sa.Children.All.LastOrDefault(other => other.Id == child.Id && other.Generation > child.Generation && other.IsAlive);
            if (successor is not null)
            {
                sa.Children.ActivateOutbound(successor);
            }

            var wasReplaced = successor is not null || child.State == IpsecTunnelState.Rekeyed;
            sa.Children.Retire(child, wasReplaced ? CloseReason.Replaced : CloseReason.PeerDelete);
            if (!wasReplaced)
            {
                sa.Services.Connector.OnChildClosedByPeer(sa, child);
            }
        }

        if (own.Count > 0)
        {
            answer.Add(new DeletePayload(delete.Protocol, own));
        }
    }
}
