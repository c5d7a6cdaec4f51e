using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary><c>inject-routes</c> of a valid document.</summary>
internal static class RouteInjectionLoader
{
    /// <summary>Null where there is none.</summary>
    public static RouteInjection? Load(ConfigNode? node) => node?.Value("next-hop") is not { } nextHop
        ? null
        : new RouteInjection
        {
            NextHop = Hop(nextHop),
            Backup = node.Value("next-hop-backup") is { } backup ? Hop(backup) : null,
            Vrf = node.Value("vrf")?.Text,
            Table = node.TryGet<long>("table", out var table) ? (uint)table : RouteInjection.MainTable,
        };

    private static NextHop Hop(ConfigValue value) => value.Data is IpAddress address ? NextHop.Through(address) : NextHop.Into(value.Text);
}
