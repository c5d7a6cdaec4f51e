using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>USE_PPK in IKE_SA_INIT (RFC 8784 section 3): the initiator asks where its vpn names a key, the responder agrees where it has any.</summary>
internal static class PpkSupport
{
    /// <summary>As initiator: what keeps the vpn from coming up; null for nothing.</summary>
    public static string? ProblemOf(PeerPolicy policy) => policy is { RequiresPpk: true, Ppk.Length: 0 }
        ? $"vpn {policy.Name} requires a PPK and names none, so only the peer can initiate"
        : null;

    /// <summary>The request.</summary>
    public static void Ask(IkeSa sa, List<Payload> payloads)
    {
        if (sa.Policy!.Ppk.Length > 0)
        {
            payloads.Add(new NotifyPayload(NotifyType.UsePpk));
        }
    }

    /// <summary>Reads the answer: why it is not acceptable, null when it is.</summary>
    public static string? Conclude(IkeSa sa, IReadOnlyList<Payload> answer)
    {
        var policy = sa.Policy!;
        if (policy.Ppk.Length > 0 && answer.FindNotify(NotifyType.UsePpk) is not null)
        {
            sa.Ppk = new PpkNegotiation(sa);
            return null;
        }

        return policy.RequiresPpk ? "the peer does not support PPKs, and the vpn requires one" : null;
    }

    /// <summary>The answer to a request.</summary>
    public static void Answer(IkeSa sa, IReadOnlyList<Payload> request, List<Payload> payloads)
    {
        if (request.FindNotify(NotifyType.UsePpk) is not null && sa.Services.Peers.HasPostQuantumKeys)
        {
            sa.Ppk = new PpkNegotiation(sa);
            payloads.Add(new NotifyPayload(NotifyType.UsePpk));
        }
    }
}
