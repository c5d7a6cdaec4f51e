namespace MyIkev2.Registry;

/// <summary>A device through which the service takes and gives the tunnels' inner packets, as the host sees it, with its counters captured.</summary>
public sealed record TunnelDeviceInfo
{
    /// <summary>Name as the system shows it.</summary>
    public required string Name { get; init; }

    /// <summary>Interface index; never 0.</summary>
    public required int Index { get; init; }

    /// <summary>MTU; 0 when the system tells none.</summary>
    public int Mtu { get; init; }

    /// <summary>Somebody has switched it on.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>It carries packets.</summary>
    public bool IsUp { get; init; }

    /// <summary>When it was seen to go up or down last; null if it has been as it is since it was first looked at.</summary>
    public DateTimeOffset? LastChange { get; init; }

    /// <summary>Bits per second that the system tells; 0 for none.</summary>
    public ulong Speed { get; init; }

    /// <summary>Octets that the host has taken from the service.</summary>
    public ulong InOctets { get; init; }

    /// <summary>Octets that the host has given to the service.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>Packets that the host has taken from the service.</summary>
    public ulong InPackets { get; init; }

    /// <summary>Packets that the host has given to the service.</summary>
    public ulong OutPackets { get; init; }

    /// <summary>Packets from the service that the host dropped.</summary>
    public ulong InDiscards { get; init; }

    /// <summary>Packets to the service that the host dropped.</summary>
    public ulong OutDiscards { get; init; }

    /// <summary>Packets from the service that were wrong.</summary>
    public ulong InErrors { get; init; }

    /// <summary>Packets to the service that could not be sent.</summary>
    public ulong OutErrors { get; init; }
}
