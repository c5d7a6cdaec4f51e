using System.Net;

namespace MyIkev2.Registry;

/// <summary>One address of an interface of the host; an interface with several addresses gives several.</summary>
public sealed record InterfaceInfo
{
    /// <summary>Interface name as the system shows it.</summary>
    public required string Name { get; init; }

    /// <summary>IPv4 or IPv6 address; an IPv6 address carries no zone.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The interface is up.</summary>
    public bool IsUp { get; init; }

    /// <summary>It is the device through which the service takes and gives the tunnels' inner packets.</summary>
    public bool IsTunnelDevice { get; init; }

    /// <summary>The stack (VRF) it belongs to.</summary>
    public string Stack { get; init; } = "main";

    /// <summary>Interface index; 0 when the system gives none.</summary>
    public int Index { get; init; }

    /// <summary>MTU; 0 when the system tells none.</summary>
    public int Mtu { get; init; }
}

/// <summary>The interfaces of the host, asked for when somebody wants to see them. Thread-safe.</summary>
public interface IHostInterfaces
{
    /// <summary>All addresses of all interfaces, by interface index and then in the system's order. Never throws; may be up to a second old.</summary>
    IReadOnlyList<InterfaceInfo> Capture();

    /// <summary>The devices through which the service takes and gives inner packets, by index. Never throws; may be up to a second old.</summary>
    IReadOnlyList<TunnelDeviceInfo> CaptureTunnelDevices() => [];
}
