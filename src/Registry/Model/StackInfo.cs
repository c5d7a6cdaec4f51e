namespace MyIkev2.Registry;

/// <summary>Where the filters come from that a stack applies.</summary>
public enum StackFilterSet : byte
{
    /// <summary>The built-in set: no policy is configured.</summary>
    Default = 0,

    /// <summary>The configured security policies.</summary>
    Policy = 1,
}

/// <summary>What one stack (VRF) does about IP security, as it is now. What the service cannot do at all is false.</summary>
public sealed record StackInfo
{
    /// <summary>VRF name; <c>main</c> is the process's own.</summary>
    public required string Name { get; init; }

    /// <summary>Packets are protected and filtered here: the engine runs and carries them itself or has a data plane.</summary>
    public bool IpSecurity { get; init; }

    /// <summary>The same for IPv6: the service also listens on an IPv6 address.</summary>
    public bool Ipv6Security { get; init; }

    /// <summary>Which filters are in force.</summary>
    public StackFilterSet FilterSet { get; init; }

    /// <summary>Filters log what they decide.</summary>
    public bool FilterLogging { get; init; }

    /// <summary>Protected packets pass the filters before they are decapsulated too.</summary>
    public bool PreDecapsulationFiltering { get; init; }

    /// <summary>Only cryptography validated under FIPS 140 is used.</summary>
    public bool Fips140 { get; init; }

    /// <summary>SNMP shows it. The other interfaces always do.</summary>
    public bool IsInSnmp { get; init; } = true;

    /// <summary>Interval of NAT keepalives; zero when none are sent.</summary>
    public TimeSpan NatKeepaliveInterval { get; init; }
}
