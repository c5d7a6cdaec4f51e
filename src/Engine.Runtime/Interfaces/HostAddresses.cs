using System.Runtime.InteropServices;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>Gives addresses to interfaces and takes them back. Never touches what was there before.</summary>
public interface IHostAddresses : IDisposable
{
    /// <summary>Adds an address; false when the interface has it already. Throws <see cref="HostAddressException"/>.</summary>
    bool TryAdd(string interfaceName, IpAddress address, int prefixLength);

    /// <summary>Removes an address that <see cref="TryAdd"/> added; harmless when it is gone, or its interface is.</summary>
    void Remove(string interfaceName, IpAddress address, int prefixLength);

    /// <summary>Makes every address of a network the host's own at once, without one entry each; false when it is so already. Throws <see cref="HostAddressException"/>.</summary>
    bool TryAddNetwork(string interfaceName, IpAddress network, int prefixLength);

    /// <summary>Undoes <see cref="TryAddNetwork"/>; harmless when there is nothing to undo.</summary>
    void RemoveNetwork(string interfaceName, IpAddress network, int prefixLength);
}

/// <summary>
/// The interfaces of this host, or of the network namespace of the thread that opens it, through rtnetlink. What it adds bears <see cref="Mark"/>: <c>ip address show
/// proto 77</c> and <c>ip route show table local proto 77</c> find what a killed process left behind. One thread at a time.
/// </summary>
public sealed class HostAddresses : IHostAddresses
{
    /// <summary>The protocol number of our addresses and routes (IFA_PROTO, rtm_protocol): an M.</summary>
    public const byte Mark = 77;

    private readonly RouteNetlink _netlink;

    private HostAddresses(RouteNetlink netlink) => _netlink = netlink;

    /// <summary>Throws <see cref="HostAddressException"/> where there is no rtnetlink.</summary>
    public static HostAddresses Open()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new HostAddressException("addresses are added to interfaces on Linux only; add them beforehand and name no interface");
        }

        try
        {
            return new HostAddresses(new RouteNetlink());
        }
        catch (TunnelDeviceException e)
        {
            throw new HostAddressException(e.Message);
        }
    }

    public bool TryAdd(string interfaceName, IpAddress address, int prefixLength) => Added(
        _netlink.AddMarkedAddress(IndexOf(interfaceName), new IPNetworkAddress(address, prefixLength), Mark), interfaceName, $"the address {address}/{prefixLength}");

    public void Remove(string interfaceName, IpAddress address, int prefixLength)
    {
        if (_netlink.FindLink(interfaceName) is { } link)
        {
            _ = _netlink.RemoveAddress(link.Index, new IPNetworkAddress(address, prefixLength));
        }
    }

    public bool TryAddNetwork(string interfaceName, IpAddress network, int prefixLength) => Added(
        _netlink.AddLocalNetwork(IndexOf(interfaceName), new IPNetworkAddress(network, prefixLength), Mark), interfaceName, $"the addresses {network}/{prefixLength}");

    public void RemoveNetwork(string interfaceName, IpAddress network, int prefixLength)
    {
        if (_netlink.FindLink(interfaceName) is { } link)
        {
            _ = _netlink.RemoveLocalNetwork(link.Index, new IPNetworkAddress(network, prefixLength), Mark);
        }
    }

    public void Dispose() => _netlink.Dispose();

    private int IndexOf(string interfaceName) => _netlink.FindLink(interfaceName) is { } link
        ? link.Index
        : throw new HostAddressException($"there is no interface {interfaceName}");

    private static bool Added(int error, string interfaceName, string what) => error switch
    {
        0 => true,
        RouteNetlink.Exists => false,
        RouteNetlink.NotPermitted or RouteNetlink.AccessDenied => throw new HostAddressException(
            $"not allowed to give the interface {interfaceName} {what}: run as root or grant CAP_NET_ADMIN, or add it beforehand and name no interface"),
        _ => throw new HostAddressException($"cannot give the interface {interfaceName} {what}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}

/// <summary>An interface cannot be given an address. The message says why and what to do.</summary>
public sealed class HostAddressException(string message) : IOException(message);
