using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Vrf;

/// <summary>What is configured for one VRF.</summary>
/// <param name="Vrf">Its name; <c>main</c> is the process's own network namespace.</param>
/// <param name="Engine">Its vpns.</param>
/// <param name="Routing">Its routes into the tunnel device.</param>
public sealed record VrfConfiguration(string Vrf, EngineConfiguration Engine, TunnelRouting Routing)
{
    /// <summary>Name of the process's own VRF.</summary>
    public const string Main = "main";

    /// <summary>A configuration of main that says nothing of routes.</summary>
    public static VrfConfiguration OfMain(EngineConfiguration configuration) => new(Main, configuration, TunnelRouting.Unsaid);

    /// <summary>One configuration with the vpns, keys and manual tunnels of all VRFs, for displays and comparisons: no engine runs it.</summary>
    public static EngineConfiguration Combine(IReadOnlyList<VrfConfiguration> vrfs)
    {
        ArgumentNullException.ThrowIfNull(vrfs);
        return vrfs.Count switch
        {
            0 => EngineConfiguration.Empty,
            1 => vrfs[0].Engine,
            _ => vrfs[0].Engine with
            {
                Peers = vrfs.SelectMany(static vrf => vrf.Engine.Peers).ToValueList(),
                PreSharedKeys = vrfs.SelectMany(static vrf => vrf.Engine.PreSharedKeys).ToValueList(),
                ManualTunnels = vrfs.SelectMany(static vrf => vrf.Engine.ManualTunnels).ToValueList(),
            },
        };
    }
}
