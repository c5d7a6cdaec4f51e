using System.Net;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>Interfaces of a made-up host: one with two addresses, one that is down, and the tunnel device.</summary>
public sealed class CannedInterfaces : IHostInterfaces
{
    public static readonly IReadOnlyList<InterfaceInfo> All =
    [
        new() { Name = "eth0", Address = IPAddress.Parse("192.0.2.1"), IsUp = true, Index = 2, Mtu = 1500 },
        new() { Name = "eth0", Address = IPAddress.Parse("2001:db8::1"), IsUp = true, Index = 2, Mtu = 1500 },
        new() { Name = "eth1", Address = IPAddress.Parse("192.168.0.1"), Index = 3, Mtu = 9000 },
        new() { Name = "ipsec0", Address = IPAddress.Parse("10.0.0.1"), IsUp = true, IsTunnelDevice = true, Index = 4, Mtu = 1400 },
    ];

    public static readonly TunnelDeviceInfo Device = new()
    {
        Name = "ipsec0",
        Index = 4,
        Mtu = 1400,
        IsEnabled = true,
        IsUp = true,
        Speed = 10_000_000_000,
        InOctets = 0x1_0000_0001,
        OutOctets = 0x2_0000_0002,
        InPackets = 3,
        OutPackets = 4,
        InDiscards = 5,
        OutDiscards = 6,
        InErrors = 7,
        OutErrors = 8,
    };

    public IReadOnlyList<InterfaceInfo> Capture() => All;

    public IReadOnlyList<TunnelDeviceInfo> CaptureTunnelDevices() => [Device];
}
