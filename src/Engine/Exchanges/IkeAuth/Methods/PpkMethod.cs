using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// A post-quantum preshared key around another method (RFC 8784 section 3). The initiator names the key and, unless the vpn insists on it, proves itself without it
/// too, for a responder that does not have it. The responder's answer says by PPK_IDENTITY whether the key is used.
/// <code>
/// HDR, SK {IDi, AUTH, N(PPK_IDENTITY, id), [N(NO_PPK_AUTH),] ...}  -->
///                                &lt;--  HDR, SK {IDr, AUTH, [N(PPK_IDENTITY),] ...}
/// </code>
/// </summary>
internal sealed class PpkMethod : IAuthMethod
{
    private enum Phase
    {
        ProvingWithoutKey,
        Proving,
        Checking,
    }

    private readonly IAuthMethod _inner;
    private Phase _phase;
    private IdentificationPayload? _ownId;
    private ReadOnlyMemory<byte>? _proofWithoutKey;

    private PpkMethod(IAuthMethod inner) => _inner = inner;

    /// <summary>
    /// The method as it is where both sides have not said USE_PPK, else with a key around it. In a second round the key is in SK_pi and SK_pr already, or is not used.
    /// </summary>
    public static IAuthMethod Around(IkeSa sa, IAuthMethod method) => sa.Ppk is null || sa.SecondRound is not null ? method : new PpkMethod(method);

    public Identity DefaultIdentity(IkeSa sa, Identity? wanted) => _inner.DefaultIdentity(sa, wanted);

    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId)
    {
        var ppk = sa.Ppk!;
        var policy = sa.Policy!;
        _ownId = ownId;
        _phase = Phase.Proving;
        if (sa.IsInitiator)
        {
            if (sa.Services.Peers.FindPostQuantumKey(policy.Ppk) is not { } key)
            {
                return Failed($"ppk '{policy.Ppk}' of vpn {policy.Name} is not configured");
            }

            ppk.Mix(key);
            if (!policy.RequiresPpk)
            {
                ppk.Use(false);
                _phase = Phase.ProvingWithoutKey;
            }
        }

        return Carry(sa, _inner.Prove(sa, ownId));
    }

    public AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads)
    {
        _phase = Phase.Checking;
        var problem = sa.IsInitiator ? Conclude(sa, payloads) : Choose(sa, ref payloads);
        return problem is null ? _inner.Check(sa, peerId, payloads) : Failed(problem);
    }

    public AuthStep OnJob(IkeSa sa, CryptoJobResult result) => Carry(sa, _inner.OnJob(sa, result));

    private AuthStep Carry(IkeSa sa, AuthStep step)
    {
        if (step is not AuthStep.Done done || _phase == Phase.Checking)
        {
            return step;
        }

        var ppk = sa.Ppk!;
        if (_phase == Phase.ProvingWithoutKey)
        {
            _proofWithoutKey = done.Payloads.Find<AuthenticationPayload>()!.Data;
            _phase = Phase.Proving;
            ppk.Use(true);
            return Carry(sa, _inner.Prove(sa, _ownId!));
        }

        var payloads = new List<Payload>(done.Payloads);
        if (!sa.IsInitiator)
        {
            if (ppk.IsUsed)
            {
                payloads.Add(PpkIdentityNotify.Accepted);
            }
        }
        else
        {
            payloads.Add(PpkIdentityNotify.Create(ppk.Key!.Identity.AsSpan()));
            if (_proofWithoutKey is { } proof)
            {
                payloads.Add(new NotifyPayload(NotifyType.NoPpkAuth, proof));
            }
        }

        return done with { Payloads = payloads };
    }

    /// <summary>As initiator: whether the responder uses the key.</summary>
    private static string? Conclude(IkeSa sa, IReadOnlyList<Payload> answer)
    {
        var ppk = sa.Ppk!;
        if (answer.FindNotify(NotifyType.PpkIdentity) is not null)
        {
            ppk.Use(true);
            return Using(sa, ppk.Key!);
        }

        ppk.Use(false);
        return sa.Policy!.RequiresPpk
            ? $"the peer does not use ppk '{ppk.Key!.Name}', which the vpn requires"
            : NotUsing(sa, $"the peer does not use ppk '{ppk.Key!.Name}', going on without");
    }

    /// <summary>As responder: with the key that the initiator names, or without one. The table is that of RFC 8784 section 3.</summary>
    private static string? Choose(IkeSa sa, ref IReadOnlyList<Payload> request)
    {
        var policy = sa.Policy!;
        if (request.FindNotify(NotifyType.PpkIdentity) is not { } named)
        {
            return policy.RequiresPpk ? $"'{sa.RemoteIdentity}' names no PPK, and vpn {policy.Name} requires one" : null;
        }

        if (PpkIdentityNotify.TryRead(named, out var identity) && sa.Services.Peers.FindPostQuantumKey(identity.Span) is { } key
            && (policy.Ppk.Length == 0 || policy.Ppk == key.Name))
        {
            sa.Ppk!.Mix(key);
            return Using(sa, key);
        }

        if (policy.RequiresPpk)
        {
            return $"the PPK that '{sa.RemoteIdentity}' names is not one of vpn {policy.Name}, which requires one";
        }

        if (request.FindNotify(NotifyType.NoPpkAuth) is not { } proof || request.Find<AuthenticationPayload>() is not { } auth)
        {
            return $"the PPK that '{sa.RemoteIdentity}' names is not one of vpn {policy.Name}, and the peer insists on it";
        }

        request = [.. request.Select(payload => payload == auth ? new AuthenticationPayload(auth.Method, proof.Data) : payload)];
        return NotUsing(sa, $"the PPK that '{sa.RemoteIdentity}' names is not one of vpn {policy.Name}, going on without");
    }

    private static string? Using(IkeSa sa, PostQuantumKey key)
    {
        sa.Services.Reports.Progress(sa, 0, $"using PPK '{key.Name}'");
        return null;
    }

    private static string? NotUsing(IkeSa sa, string text)
    {
        sa.Services.Reports.Progress(sa, 0, text);
        return null;
    }

    private static AuthStep.Failed Failed(string text) => new(CloseReason.AuthenticationFailedLocal, text);
}
