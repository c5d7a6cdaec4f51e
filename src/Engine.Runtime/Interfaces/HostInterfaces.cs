using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>
/// The interfaces of this host, asked of the system at most once a second and only when somebody wants to see them. What the system does not tell
/// is left out; a failure leaves what was known before.
/// </summary>
/// <param name="time">The clock of the one second.</param>
/// <param name="tunnelDevice">Name of the tunnel device, null while there is none.</param>
/// <param name="read">How to ask; null = the system. For tests.</param>
public sealed class HostInterfaces(TimeProvider time, Func<string?> tunnelDevice, Func<string?, IReadOnlyList<InterfaceInfo>>? read = null) : IHostInterfaces
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Func<string?, IReadOnlyList<InterfaceInfo>> _read = read ?? ReadSystem;
    private readonly Lock _reading = new();
    private readonly TunnelDeviceReader _devices = new(time);
    private volatile Reading? _last;
    private DeviceReading? _lastDevices;

    /// <inheritdoc/>
    public IReadOnlyList<InterfaceInfo> Capture()
    {
        if (IsFresh(_last))
        {
            return _last!.Interfaces;
        }

        // One asks, whoever comes meanwhile waits for the same answer.
        lock (_reading)
        {
            if (!IsFresh(_last))
            {
                _last = new Reading(ReadOr(_last), time.GetTimestamp());
            }

            return _last!.Interfaces;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TunnelDeviceInfo> CaptureTunnelDevices()
    {
        lock (_reading)
        {
            if (_lastDevices is not { } last || time.GetElapsedTime(last.Timestamp) >= Freshness)
            {
                _lastDevices = new DeviceReading(ReadDevicesOr(_lastDevices), time.GetTimestamp());
            }

            return _lastDevices.Devices;
        }
    }

    private bool IsFresh(Reading? reading) => reading is not null && time.GetElapsedTime(reading.Timestamp) < Freshness;

    private IReadOnlyList<InterfaceInfo> ReadOr(Reading? before)
    {
        try
        {
            return _read(tunnelDevice());
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return before?.Interfaces ?? [];
        }
    }

    private IReadOnlyList<TunnelDeviceInfo> ReadDevicesOr(DeviceReading? before)
    {
        try
        {
            return _devices.Read(tunnelDevice());
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return before?.Devices ?? [];
        }
    }

    private static List<InterfaceInfo> ReadSystem(string? tunnelDevice)
    {
        var all = new List<InterfaceInfo>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            try
            {
                Add(all, network, tunnelDevice);
            }
            catch (NetworkInformationException)
            {
                // It went away while we looked.
            }
        }

        // Stable: addresses of one interface keep the system's order.
        return [.. all.OrderBy(static address => address.Index)];
    }

    private static void Add(List<InterfaceInfo> all, NetworkInterface network, string? tunnelDevice)
    {
        var properties = network.GetIPProperties();
        var (index, mtu) = InterfaceFacts.Of(network, properties);
        foreach (var unicast in properties.UnicastAddresses)
        {
            if (unicast.Address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
            {
                all.Add(new InterfaceInfo
                {
                    Name = network.Name,
                    Address = new IPAddress(unicast.Address.GetAddressBytes()),

                    // Linux tells "unknown" for interfaces without a carrier to watch, such as the loopback and TUN devices that are up.
                    IsUp = network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown,
                    IsTunnelDevice = network.Name == tunnelDevice,
                    Index = index,
                    Mtu = mtu,
                });
            }
        }
    }

    private sealed record Reading(IReadOnlyList<InterfaceInfo> Interfaces, long Timestamp);

    private sealed record DeviceReading(IReadOnlyList<TunnelDeviceInfo> Devices, long Timestamp);
}
