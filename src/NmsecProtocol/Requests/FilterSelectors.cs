namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>The conditions of a filter record that apply, NMsFltSelect. Bit 0 is the most significant one.</summary>
[Flags]
public enum FilterSelectors : uint
{
    /// <summary>No condition.</summary>
    None = 0,

    /// <summary>Bit 0: the tunnel ID is equal.</summary>
    TunnelId = 0x8000_0000,

    /// <summary>Bit 1: the name is equal.</summary>
    ObjectName = 0x4000_0000,

    /// <summary>Bit 2: the local address is in the prefix.</summary>
    LocalAddress = 0x2000_0000,

    /// <summary>Bit 3: the remote address is in the prefix.</summary>
    RemoteAddress = 0x1000_0000,

    /// <summary>Bit 4: the state is equal.</summary>
    State = 0x0800_0000,

    /// <summary>Bit 5: only the newest generation of a tunnel.</summary>
    CurrentGeneration = 0x0400_0000,

    /// <summary>Bit 6: the discipline is equal.</summary>
    Discipline = 0x0200_0000,

    /// <summary>Bit 7: the addresses of the record are IPv6. No condition of its own.</summary>
    Ipv6 = 0x0100_0000,

    /// <summary>Everything that selects IKE tunnels; the name is that of the key exchange rule.</summary>
    IkeTunnels = TunnelId | ObjectName | LocalAddress | RemoteAddress | State | CurrentGeneration | Ipv6,

    /// <summary>Everything that selects dynamic tunnels; the name is that of the VPN action, the addresses are the security endpoints.</summary>
    DynamicTunnels = IkeTunnels,

    /// <summary>Everything that selects manual tunnels; the name is that of the VPN action, the addresses are the security endpoints.</summary>
    ManualTunnels = TunnelId | ObjectName | LocalAddress | RemoteAddress | State | Ipv6,

    /// <summary>Everything that selects IP filters; the name is that of the rule.</summary>
    IpFilters = TunnelId | ObjectName,

    /// <summary>Everything that selects port translations; the address is the peer's public one.</summary>
    PortTranslations = RemoteAddress | Ipv6,

    /// <summary>Everything that selects interfaces; the name is the first 16 characters of the interface's, the address its own.</summary>
    Interfaces = ObjectName | LocalAddress | Ipv6,

    /// <summary>Everything that selects clients of the network security service.</summary>
    NssClients = Discipline,
}
