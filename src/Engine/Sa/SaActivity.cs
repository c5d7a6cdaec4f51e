using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Mobility;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>What an IKE SA is busy with, for displays and gauges.</summary>
internal sealed class SaActivity(IkeSa sa)
{
    private IkeTunnelActivity _counted;

    /// <summary>Publishes what the SA is busy with.</summary>
    public void Note()
    {
        sa.Counters.Activity = sa.Requests.Current switch
        {
            LivenessInitiator => IkeTunnelActivity.LivenessCheck,
            UpdateAddressesInitiator => IkeTunnelActivity.UpdatingAddress,
            ChildInitiator { IsRekey: true } => IkeTunnelActivity.ChildRekeying,
            RekeyIkeInitiator => IkeTunnelActivity.IkeRekeying,
            _ => IkeTunnelActivity.None,
        };

        // The generations of a tunnel share the fact, as they share the counters that it is in.
        foreach (var generation in sa.Family.Living)
        {
            generation.Activity.Count();
        }
    }

    /// <summary>Keeps the gauges of what established SAs are busy with.</summary>
    public void Count()
    {
        var activity = sa.State is IkeSaState.Established ? sa.Counters.Activity : IkeTunnelActivity.None;
        if (activity == _counted)
        {
            return;
        }

        var gauges = sa.Services.Context.Counters;
        if (_counted != IkeTunnelActivity.None)
        {
            gauges.Busy(_counted).Decrement();
        }

        if (activity != IkeTunnelActivity.None)
        {
            gauges.Busy(activity).Increment();
        }

        _counted = activity;
    }
}
