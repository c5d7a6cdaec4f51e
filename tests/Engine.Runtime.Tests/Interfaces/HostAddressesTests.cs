using System.Net;
using System.Net.Sockets;
using MyIkev2.Engine.Runtime.Interfaces;
using MyIkev2.Engine.Runtime.Tests.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Tests.Interfaces;

/// <summary>Addresses of a real interface, in namespaces that live as long as one test.</summary>
public sealed class HostAddressesTests
{
    [NamespaceTheory]
    [InlineData("10.50.0.1", 16)]
    [InlineData("2001:db8::1", 64)]
    public void TryAdd_NewAddress_CanBeUsedUntilItIsRemoved(string text, int prefixLength) => OwnNamespace.Run(() =>
    {
        using var host = Open();
        var address = IpAddress.Parse(text);

        Assert.True(host.TryAdd("lo", address, prefixLength));
        Assert.False(host.TryAdd("lo", address, prefixLength));
        Assert.True(CanBind(text));
        host.Remove("lo", address, prefixLength);
        host.Remove("lo", address, prefixLength);
        Assert.False(CanBind(text));
    });

    [NamespaceFact]
    public void TryAddNetwork_EveryAddressOfIt_IsTheHosts() => OwnNamespace.Run(() =>
    {
        using var host = Open();
        var network = IpAddress.Parse("10.50.0.0");

        Assert.True(host.TryAddNetwork("lo", network, 20));
        Assert.False(host.TryAddNetwork("lo", network, 20));
        Assert.True(CanBind("10.50.0.1"));
        Assert.True(CanBind("10.50.15.254"));
        Assert.False(CanBind("10.50.16.1"));
        host.RemoveNetwork("lo", network, 20);
        Assert.False(CanBind("10.50.0.1"));
    });

    [NamespaceFact]
    public void TryAdd_NoSuchInterface_IsNamed() => OwnNamespace.Run(() =>
    {
        using var host = Open();

        var failure = Assert.Throws<HostAddressException>(() => host.TryAdd("eth9", IpAddress.Parse("10.50.0.1"), 16));
        Assert.Contains("eth9", failure.Message, StringComparison.Ordinal);
        host.Remove("eth9", IpAddress.Parse("10.50.0.1"), 16);
    });

    private static HostAddresses Open()
    {
        using var netlink = new RouteNetlink();
        Assert.Equal(0, netlink.ConfigureLink(netlink.FindLink("lo")!.Value.Index, 65_535));
        return HostAddresses.Open();
    }

    private static bool CanBind(string address)
    {
        var local = IPAddress.Parse(address);
        using var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(local, 0));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
    }
}
