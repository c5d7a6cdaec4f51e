using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Radius;

/// <summary>
/// A tunnel whose peer was authenticated by a RADIUS server, from the server's word on: all generations of the tunnel share it. Owned by one shard.
/// </summary>
internal sealed class RadiusSession(TunnelFamily family, string id, uint port, ReadOnlyMemory<byte> userName, RadiusGrant grant)
{
    public string Id => id;

    /// <summary>The number of the SA that was authenticated; rekeys do not change it.</summary>
    public uint Port => port;

    /// <summary>The name that the server knows it by.</summary>
    public ReadOnlyMemory<byte> UserName { get; } = grant.UserName.IsEmpty ? userName : grant.UserName;

    public RadiusGrant Grant => grant;

    /// <summary>The SA that carries the tunnel now; null when none is usable.</summary>
    public IkeSa? Sa => family.Living.LastOrDefault(static sa => sa.State is IkeSaState.Established);

    /// <summary>When the tunnel came up; null before.</summary>
    public EngineInstant? Since { get; private set; }

    /// <summary>The server was told that it began, and is to be told that it ended.</summary>
    public bool IsAccounted { get; set; }

    public EngineInstant? InterimAt { get; set; }

    /// <summary>Session-Timeout.</summary>
    public EngineInstant? EndsAt { get; set; }

    /// <summary>Session-Timeout has come.</summary>
    public bool IsTimedOut { get; set; }

    public EngineInstant? NextDeadline => InterimAt is not { } interim ? EndsAt : EndsAt is { } end && end < interim ? end : interim;

    /// <summary>Virtual addresses of the peer.</summary>
    public ValueList<IpAddress> Addresses { get; private set; } = [];

    /// <summary>Acct-Session-Id of a tunnel: no two tunnels have the same, not even over a restart.</summary>
    public static string IdOf(IkeSa sa) => $"{sa.CreatedAt.UnixMilliseconds / 1000:x8}-{sa.TunnelId.Value}";

    /// <summary>The tunnel came up.</summary>
    public void Begin(EngineInstant now)
    {
        Since = now;
        EndsAt = Grant.SessionTimeout is { } timeout ? now.Plus(timeout) : null;
        Addresses = family.Leases.Select(static lease => lease.Address).ToValueList();
    }

    /// <summary>What the server is told now.</summary>
    /// <param name="status">What happens.</param>
    /// <param name="sa">The SA that carries the tunnel, or carried it last.</param>
    /// <param name="now">The moment.</param>
    /// <param name="policy">How much is told.</param>
    public AccountingRecord Record(AccountingStatus status, IkeSa sa, EngineInstant now, RadiusPolicy policy)
    {
        var traffic = Traffic();
        return new AccountingRecord
        {
            Status = status,
            SessionId = Id,
            UserName = UserName,
            Port = Port,
            VpnName = sa.Name,
            Path = sa.Path,
            Addresses = Addresses,
            Classes = policy.SendClass ? Grant.Classes : [],
            At = now,
            SessionTime = TimeSpan.FromMilliseconds(Since is { } since ? now.Since(since) : 0),
            InOctets = traffic.InOctets,
            OutOctets = traffic.OutOctets,
            InPackets = traffic.InPackets,
            OutPackets = traffic.OutPackets,
        };
    }

    /// <summary>All that went through the tunnel: pairs that are gone, and those that stand. The owner of the counters reads them, so that no packet is missed or counted twice.</summary>
    private IpsecCounterReading Traffic()
    {
        var sum = default(IpsecCounterReading);
        foreach (var past in family.Past)
        {
            sum += past.Counters;
        }

        foreach (var sa in family.Living)
        {
            foreach (var child in sa.Children.All)
            {
                sum += child.Counters.Read();
            }
        }

        return sum;
    }
}
