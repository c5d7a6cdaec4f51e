using MyIkev2.Engine.Runtime.Interfaces;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class TunnelDeviceReaderTests
{
    [Fact]
    public void CaptureTunnelDevices_NoDevice_IsEmpty()
    {
        Assert.Empty(new HostInterfaces(TimeProvider.System, static () => null).CaptureTunnelDevices());
        Assert.Empty(new HostInterfaces(TimeProvider.System, static () => "no-such-device").CaptureTunnelDevices());
    }

    [Fact]
    public void CaptureTunnelDevices_DeviceOfTheHost_HasItsNumberAndCounters()
    {
        // Any interface will do; every Linux host has this one.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var traffic = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        traffic.Send(new byte[100], (System.Net.IPEndPoint)traffic.Client.LocalEndPoint!);

        var device = Assert.Single(new HostInterfaces(TimeProvider.System, static () => "lo").CaptureTunnelDevices());

        Assert.Equal(("lo", 1, true, true), (device.Name, device.Index, device.IsEnabled, device.IsUp));
        Assert.True(device.Mtu > 0);
        Assert.True(device.InOctets >= 100 && device.OutOctets >= 100 && device.InPackets > 0 && device.OutPackets > 0);
        Assert.Null(device.LastChange);
    }

    [Fact]
    public void CaptureTunnelDevices_AskedAgainAtOnce_GivesTheSame()
    {
        var host = new HostInterfaces(TimeProvider.System, static () => "lo");
        Assert.Same(host.CaptureTunnelDevices(), host.CaptureTunnelDevices());
    }
}
