using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>
/// Hears which packets of the local host are to go into the tunnel device, and which virtual addresses the host has. Thread-safe; never waits.
/// </summary>
public interface IRouteSink
{
    /// <summary>One wish more, or one less, for packets between these selectors (<see cref="Shard.IShardOutput.RouteTo"/>).</summary>
    void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted);

    /// <summary>One Child SA more, or one less, leads to these addresses (<see cref="Shard.IShardOutput.Reach"/>).</summary>
    void Reach(in TrafficSelector remote, ChildPolicy policy, bool reached)
    {
    }

    /// <summary>Interfaces have come or gone, and routes with them: those that Child SAs bring are to stand again.</summary>
    void Restore()
    {
    }

    /// <summary>Other tables and rules from now on; what stands moves.</summary>
    void Configure(RouteSettings settings)
    {
    }

    /// <summary>One wish more, or one less, that the host have an address (<see cref="Shard.IShardOutput.HaveAddress"/>).</summary>
    void HaveAddress(IpAddress address, string interfaceName, bool wanted);

    /// <summary>Completes when everything that was asked for before has been done, or cannot be done.</summary>
    Task SettleAsync();
}

/// <summary>Where no routes are installed.</summary>
internal sealed class NoRoutes : IRouteSink
{
    public void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted)
    {
    }

    public void HaveAddress(IpAddress address, string interfaceName, bool wanted)
    {
    }

    public Task SettleAsync() => Task.CompletedTask;
}
