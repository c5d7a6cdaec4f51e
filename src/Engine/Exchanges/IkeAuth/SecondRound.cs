using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// The second of two rounds of authentication (RFC 4739), from the end of the first on. The initiator proves itself again, by another method, identity or
/// certificate; the responder has proved itself. What the first request asked for is granted at the end, and the SA bears the identities of the first round.
/// <code>
/// HDR, SK {IDi, [CERT,] AUTH, .., N(MULTIPLE_AUTH_SUPPORTED), N(ANOTHER_AUTH_FOLLOWS)}  --&gt;   &lt;--  HDR, SK {IDr, [CERT,] AUTH}
/// HDR, SK {IDi, [CERT,] AUTH}  --&gt;   &lt;--  HDR, SK {[CP,] [SA, TSi, TSr]}              or
/// HDR, SK {IDi}  --&gt;   &lt;--  HDR, SK {EAP}                                              and so on as EAP does
/// </code>
/// </summary>
internal sealed class SecondRound
{
    private readonly Identity? _local;
    private readonly Identity? _remote;

    /// <param name="sa">The SA; its vpn has a second proof.</param>
    /// <param name="firstRequest">As responder, the request that began it all; empty as initiator.</param>
    public SecondRound(IkeSa sa, IReadOnlyList<Payload> firstRequest)
    {
        (_local, _remote) = (sa.LocalIdentity, sa.RemoteIdentity);
        FirstRequest = firstRequest;
        Policy = sa.Policy!.Second!.Over(sa.Policy);
    }

    /// <summary>What the methods go by.</summary>
    public PeerPolicy Policy { get; }

    public IReadOnlyList<Payload> FirstRequest { get; }

    /// <summary>The peer has proved who it is in this round too.</summary>
    public void End(IkeSa sa) => (sa.LocalIdentity, sa.RemoteIdentity) = (_local, _remote);
}
