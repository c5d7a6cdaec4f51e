using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>VRFs other than main are network namespaces of Linux, and there is room for some of them.</summary>
internal static class VrfRules
{
    public static void Check(string vrf, ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        if (vrf == VrfConfiguration.Main)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            diagnostics.Error(ike.Position, ike.Path, "VRFs other than main are network namespaces, which only Linux has");
        }

        if (ike.Container("logging") is { } logging)
        {
            diagnostics.Warning(logging.Position, logging.Path, "has no effect: the levels of vrf main hold for the whole service");
        }
    }

    /// <summary>How many there may be.</summary>
    public static void CheckAll(ConfigDocument document, ConfigDiagnostics diagnostics)
    {
        foreach (var (vrf, ike) in document.Services.Where(static service => service.Vrf != VrfConfiguration.Main).Skip(NumberRange.Others))
        {
            diagnostics.Error(ike.Position, ike.Path, $"too many VRFs: {NumberRange.Others} beside main can be served, {vrf} is one more");
        }
    }
}
