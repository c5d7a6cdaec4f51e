using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The <c>radius</c> container of a valid document to its policy.</summary>
internal static class RadiusLoader
{
    /// <summary>Null when no server is configured.</summary>
    public static RadiusPolicy? Load(ConfigNode? radius)
    {
        if (radius is null || radius.Entries("server").Count == 0)
        {
            return null;
        }

        var accounting = ChildOrDefaults(radius, "accounting");
        return new RadiusPolicy
        {
            Servers = radius.Entries("server").Select(LoadServer).ToValueList(),
            NasIdentifier = radius.Value("nas-identifier")?.Text ?? string.Empty,
            RetransmitTimeout = TimeSpan.FromSeconds(radius.Get<double>("retransmit-timeout")),
            RetransmitBase = radius.Get<double>("retransmit-base"),
            RetransmitTries = (int)radius.Get<long>("retransmit-tries"),
            DeadTime = radius.Get<TimeSpan>("dead-time"),
            Accounting = accounting.Get<bool>("enabled"),
            InterimInterval = accounting.Get<TimeSpan>("interim-interval"),
            SendClass = accounting.Get<bool>("send-class"),
            ClassGroup = radius.Get<bool>("class-group"),
            FilterIdGroup = radius.Get<bool>("filter-id-group"),
            VendorId = radius.TryGet<long>("vendor-id", out var vendor) ? (uint)vendor : 0,
            VendorType = (byte)radius.Get<long>("vendor-type"),
            KeyPassword = Secret(radius, "key-password"),
            DynamicAuthorization = LoadDynamicAuthorization(ChildOrDefaults(radius, "dynamic-authorization")),
        };
    }

    private static RadiusServerPolicy LoadServer(ConfigNode server) => new(server.Key!, (IpAddress)server.Value("address")!.Data, Secret(server, "secret"))
    {
        AuthenticationPort = (ushort)server.Get<long>("auth-port"),
        AccountingPort = (ushort)server.Get<long>("acct-port"),
        Preference = (int)server.Get<long>("preference"),
    };

    private static DynamicAuthorizationPolicy? LoadDynamicAuthorization(ConfigNode node) => node.Get<bool>("enabled")
        ? new DynamicAuthorizationPolicy(
            node.TryGet<IpAddress>("address", out var address) ? address : IpAddress.FromBits(0, ipv6: false),
            (ushort)node.Get<long>("port"),
            Secret(node, "secret"),
            node.Values("client").Select(static client => (IpAddress)client.Data).ToValueList())
        : null;

    private static ValueList<byte> Secret(ConfigNode node, string leaf) => node.Value(leaf) is { Data: byte[] octets } ? ValueList.Create<byte>(octets) : [];

    private static ConfigNode ChildOrDefaults(ConfigNode parent, string container) =>
        parent.Container(container) ?? new ConfigNode(parent.Definition.Find(container)!, parent, null, default);
}
