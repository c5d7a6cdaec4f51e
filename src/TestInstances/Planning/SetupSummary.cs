using MyIkev2.Registry;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Planning;

/// <summary>A plan in a sentence.</summary>
public static class SetupSummary
{
    /// <summary>For example <c>client: 100 tunnels from 10.10.10.100 to 10.20.0.1, one every 10ms, each with 1 CHILD_SA</c>.</summary>
    public static string Describe(TestPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var setup = plan.Setup;
        var children = setup.Children.Count == 1 ? "1 CHILD_SA" : $"{setup.Children.Count} CHILD_SAs";
        return setup.Role == TestRole.Gateway
            ? $"gateway: {Tunnels(setup)} expected at {setup.InterfaceAddress?.Address.ToString() ?? "every address"}, each with up to {children}{Pools(setup.Pool)}"
            : $"client: {Tunnels(setup)} from {setup.FirstClientAddress!.Value.Address} to {setup.PeerAddress}, {Pace(setup)}, each with {children}";
    }

    private static string Tunnels(TestSetup setup) => setup.NumberOfTunnels == 1 ? "1 tunnel" : $"{setup.NumberOfTunnels} tunnels";

    private static string Pace(TestSetup setup) => setup.SetupInterval == TimeSpan.Zero
        ? $"as fast as {setup.Runner.MaximumHalfOpen} at once allow"
        : $"one every {GoDuration.Format(setup.SetupInterval)}";

    private static string Pools(PoolSetup pool)
    {
        var starts = new[] { pool.Ipv4, pool.Ipv6 }.OfType<AddressWithPrefix>().ToList();
        return starts.Count == 0 ? string.Empty : $", addresses from {string.Join(" and ", starts)}";
    }
}
