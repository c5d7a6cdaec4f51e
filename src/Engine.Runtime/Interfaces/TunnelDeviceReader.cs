using System.Net.NetworkInformation;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Interfaces;

/// <summary>Asks the system about the tunnel device, which need not have an address. Not thread-safe.</summary>
internal sealed class TunnelDeviceReader(TimeProvider time)
{
    private TunnelDeviceInfo? _last;

    /// <summary>The device; none while there is none.</summary>
    /// <exception cref="NetworkInformationException">The system does not tell.</exception>
    public IReadOnlyList<TunnelDeviceInfo> Read(string? name)
    {
        if (name is null || NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(candidate => candidate.Name == name) is not { } network)
        {
            _last = null;
            return [];
        }

        var properties = network.GetIPProperties();
        var (index, mtu) = InterfaceFacts.Of(network, properties);
        if (index <= 0)
        {
            return [];
        }

        // A TUN device that is up has no carrier to watch: Linux tells "unknown".
        var isUp = network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown;
        var counters = network.GetIPStatistics();
        var device = new TunnelDeviceInfo
        {
            Name = name,
            Index = index,
            Mtu = mtu,
            IsEnabled = IsEnabled(name) ?? isUp,
            IsUp = isUp,
            LastChange = _last is null || _last.Index != index ? null : _last.IsUp == isUp ? _last.LastChange : time.GetUtcNow(),
            Speed = Unsigned(network.Speed),
            InOctets = Unsigned(counters.BytesReceived),
            OutOctets = Unsigned(counters.BytesSent),
            InPackets = Unsigned(counters.UnicastPacketsReceived),
            OutPackets = Unsigned(OperatingSystem.IsWindows() || OperatingSystem.IsLinux() ? counters.UnicastPacketsSent : 0),
            InDiscards = Unsigned(counters.IncomingPacketsDiscarded),
            OutDiscards = Unsigned(OperatingSystem.IsWindows() || OperatingSystem.IsLinux() ? counters.OutgoingPacketsDiscarded : 0),
            InErrors = Unsigned(counters.IncomingPacketsWithErrors),
            OutErrors = Unsigned(counters.OutgoingPacketsWithErrors),
        };
        _last = device;
        return [device];
    }

    /// <summary>IFF_UP; null where the system does not show it.</summary>
    private static bool? IsEnabled(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var flags = File.ReadAllText($"/sys/class/net/{name}/flags").Trim();
            return (Convert.ToUInt32(flags, 16) & 1) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Where the system tells nothing it says -1.</summary>
    private static ulong Unsigned(long value) => value < 0 ? 0 : (ulong)value;
}
