using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>Interfaces of the namespace that a test runs in.</summary>
internal static class NamespaceLink
{
    /// <summary>Switches an interface on with that MTU.</summary>
    public static void SetMtu(string name, int mtu)
    {
        using var netlink = new RouteNetlink();
        Assert.Equal(0, netlink.ConfigureLink(netlink.FindLink(name)!.Value.Index, mtu));
    }
}
