using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>
/// Who says that a second proof comes, and when (RFC 4739 section 3): the responder in IKE_SA_INIT that it takes one, the initiator in its first IKE_AUTH request
/// that it knows of it, and beside its first AUTH that another follows.
/// </summary>
internal static class SecondRoundSupport
{
    /// <summary>As responder, to the IKE_SA_INIT answer.</summary>
    public static void Offer(List<Payload> payloads, IReadOnlyList<PeerPolicy> candidates)
    {
        if (candidates.Any(static policy => policy.Second?.Remote is not null))
        {
            payloads.Add(new NotifyPayload(NotifyType.MultipleAuthSupported));
        }
    }

    /// <summary>As initiator: why the responder's IKE_SA_INIT answer is not acceptable, null when it is.</summary>
    public static string? Conclude(IkeSa sa, IReadOnlyList<Payload> answer)
    {
        sa.Peer = sa.Peer with { MultipleAuthentications = answer.FindNotify(NotifyType.MultipleAuthSupported) is not null };
        return sa.Policy!.Second?.Local is not null && !sa.Peer.MultipleAuthentications
            ? $"the peer takes one proof of who we are, and vpn {sa.Policy.Name} is to give two"
            : null;
    }

    /// <summary>As initiator, to the first IKE_AUTH request.</summary>
    public static void Announce(IkeSa sa, List<Payload> payloads)
    {
        if (WillFollow(sa))
        {
            payloads.Add(new NotifyPayload(NotifyType.MultipleAuthSupported));
        }
    }

    /// <summary>As initiator, to what carries AUTH.</summary>
    public static void AnnounceNext(IkeSa sa, List<Payload> payloads)
    {
        if (WillFollow(sa) && payloads.Find<AuthenticationPayload>() is not null)
        {
            payloads.Add(new NotifyPayload(NotifyType.AnotherAuthFollows));
        }
    }

    /// <summary>As initiator: this is the first round of two.</summary>
    public static bool WillFollow(IkeSa sa) => sa.SecondRound is null && sa.Policy!.Second?.Local is not null;

    /// <summary>As responder: this is the first round of two.</summary>
    public static bool IsExpected(IkeSa sa) => sa.SecondRound is null && sa.Policy!.Second?.Remote is not null;

    /// <summary>As responder, what is wrong with a request that carries AUTH: a round too few or too many; null for nothing.</summary>
    public static string? ProblemOf(IkeSa sa, PeerPolicy policy, IReadOnlyList<Payload> request)
    {
        var follows = request.FindNotify(NotifyType.AnotherAuthFollows) is not null;
        return (sa.SecondRound is null && policy.Second?.Remote is not null, follows) switch
        {
            (true, false) => $"the peer proves itself once, and vpn {policy.Name} wants two proofs",
            (false, true) => $"the peer wants to prove itself once more than vpn {policy.Name} asks for",
            _ => null,
        };
    }

    /// <summary>The vpns, and what each says of its second round.</summary>
    public static IEnumerable<PeerPolicy> WithSecond(IEnumerable<PeerPolicy> policies) =>
        policies.SelectMany(static policy => policy.Second is { } second ? [policy, second.Over(policy)] : (PeerPolicy[])[policy]);
}
