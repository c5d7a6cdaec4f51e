using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Mobility;

/// <summary>What an INFORMATIONAL request of a peer asks for by MOBIKE, and what is done about it (RFC 4555 sections 3.5 to 3.9).</summary>
internal sealed class MobikeAnswer
{
    private readonly NetworkPath _path;
    private readonly IReadOnlyList<Payload> _request;
    private readonly bool _isUpdate;
    private readonly bool _isList;

    private MobikeAnswer(IkeSa sa, MobilityState mobility, IReadOnlyList<Payload> request)
    {
        _path = sa.Incoming.Path;
        _request = request;
        _isUpdate = !mobility.IsOriginalInitiator && request.FindNotify(NotifyType.UpdateSaAddresses) is not null;
        Refusal = request.FindNotify(NotifyType.Cookie2) is { } cookie && !Cookie2Notify.TryRead(cookie, out _) ? NotifyType.InvalidSyntax
            : request.FindNotify(NotifyType.NoNatsAllowed) is { } addresses && !NoNatsAllowedNotify.Matches(addresses, _path.Remote, _path.Local) ? NotifyType.UnexpectedNatDetected
            : null;
        _isList = Refusal is null && AddressNotifies.ReadList(mobility, request);
    }

    /// <summary>Set when nothing of the request is done.</summary>
    public NotifyType? Refusal { get; }

    /// <summary>Null where MOBIKE was not agreed on.</summary>
    public static MobikeAnswer? To(IkeSa sa, IReadOnlyList<Payload> request) => sa.Mobility is { } mobility ? new MobikeAnswer(sa, mobility, request) : null;

    /// <summary>What the answer must carry.</summary>
    public void Contribute(IkeSa sa, List<Payload> answer)
    {
        if (_request.FindNotify(NotifyType.NatDetectionSourceIp) is not null)
        {
            NatDetection.Contribute(sa, answer, _path);
        }

        if (_request.FindNotify(NotifyType.Cookie2) is { } cookie)
        {
            answer.Add(Cookie2Notify.Create(cookie.Data));
        }
    }

    /// <summary>The answer is on its way.</summary>
    public void Apply(IkeSa sa)
    {
        if (Refusal is not null || sa.Mobility is not { } mobility || sa.State is not IkeSaState.Established)
        {
            return;
        }

        if (_isUpdate)
        {
            Follow(sa);
        }
        else if (_isList)
        {
            sa.Services.Mobility.PeerAddressesChanged(sa, mobility, _path);
        }
    }

    /// <summary>The peer has chosen the addresses that its message came with. The Child SAs follow when it has shown that it is there.</summary>
    private void Follow(IkeSa sa)
    {
        var before = sa.Path;
        sa.Path = _path;
        if (_request.FindNotify(NotifyType.NatDetectionSourceIp) is not null)
        {
            sa.Nat = NatDetection.Inspect(sa, _request, _path, sa.ResponderSpi);
        }

        sa.Services.MarkDirty(sa);
        if (before != _path)
        {
            sa.Services.Emit(new PathChanged(sa.Name, before, _path) { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
            sa.Requests.Resend();
        }

        PathCheckInitiator.Ask(sa);
    }
}
