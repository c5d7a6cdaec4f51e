using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Radius;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>What all generations of one IKE tunnel share: its id, its counters, the traffic of its past children, and the count of generations.</summary>
internal sealed class TunnelFamily(TunnelId id)
{
    private readonly List<IkeSa> _living = new(1);
    private uint _generations;
    private bool _hasEnded;

    public TunnelId Id { get; } = id;

    public IkeTunnelCounters Counters { get; } = new();

    /// <summary>When its first generation came up.</summary>
    public EngineInstant? UpSince { get; set; }

    /// <summary>Traffic of children that are gone.</summary>
    public IReadOnlyList<PastTraffic> Past { get; private set; } = [];

    /// <summary>The vpn for which it came up; null while it has not.</summary>
    public VpnKey? UpAs { get; set; }

    /// <summary>Virtual addresses that we gave the peer; a rekey keeps them, they go back when the tunnel ends.</summary>
    public ValueList<GrantedAddress> Leases { get; set; } = [];

    /// <summary>What a RADIUS server has said of the peer; null when none was asked, or it has not said yes.</summary>
    public RadiusSession? Radius { get; set; }

    /// <summary>What the peer gave us; null when it was not asked, or gave nothing.</summary>
    public AssignedAddresses? Assigned { get; set; }

    /// <summary>IKE SAs of the family that are still there, oldest first.</summary>
    public IReadOnlyList<IkeSa> Living => _living;

    public uint Enter(IkeSa sa)
    {
        _living.Add(sa);
        return ++_generations;
    }

    public void Leave(IkeSa sa) => _living.Remove(sa);

    /// <summary>True when the tunnel ends with <paramref name="gone"/>: no other generation carries it on. True once only.</summary>
    public bool EndsWith(IkeSa gone)
    {
        if (_hasEnded || UpSince is null)
        {
            return false;
        }

        foreach (var other in _living)
        {
            // An SA that was replaced, or is redundant, lingers after the tunnel's end.
            if (other.State is IkeSaState.Established || (other.State is IkeSaState.Closing && other.Generation > gone.Generation))
            {
                return false;
            }
        }

        return _hasEnded = true;
    }

    public void Fold(PastTraffic traffic) => Past = PastTraffic.Fold(Past, traffic);
}
