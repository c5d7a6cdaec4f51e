using MyIkev2.Engine;

namespace MyIkev2.TestInstances.Setup;

/// <summary><c>pingconf</c>: echo requests through the tunnels.</summary>
public sealed record PingSetup
{
    public static PingSetup Default { get; } = new();

    /// <summary><c>autoaddr</c>: the first addresses of TSi and TSr are source and destination.</summary>
    public bool AutoAddresses { get; init; }

    /// <summary><c>ptype</c>.</summary>
    public PingType Type { get; init; } = PingType.Icmp;

    /// <summary><c>udpport</c>: source and destination port.</summary>
    public int UdpPort { get; init; } = 9922;

    /// <summary><c>assignsrc</c>: the source address is added to <c>virtualipif</c>.</summary>
    public bool AssignsSource { get; init; }

    /// <summary><c>destaddr</c>: the first destination; null, and no <see cref="AutoAddresses"/> = no pings.</summary>
    public IpAddress? Destination { get; init; }

    /// <summary><c>deststep</c>: from tunnel to tunnel.</summary>
    public ulong DestinationStep { get; init; } = 1;

    /// <summary><c>srcaddr</c>: the first source; null = picked.</summary>
    public IpAddress? Source { get; init; }

    /// <summary><c>srcstep</c>: from tunnel to tunnel.</summary>
    public ulong SourceStep { get; init; } = 1;

    /// <summary><c>interval</c>: between the requests of a task.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>setupinterval</c>: between the starts of two tasks.</summary>
    public TimeSpan SetupInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary><c>pktlen</c>: octets of the payload.</summary>
    public int PayloadLength { get; init; } = 64;

    /// <summary><c>maxlossrate</c>: percent of lost requests above which a task is an error.</summary>
    public double MaximumLossPercent { get; init; } = 10;

    /// <summary><c>holdtime</c>: wait after the creation of the tunnels (client) or the start (gateway).</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True when tasks are to be started.</summary>
    public bool IsEnabled => AutoAddresses || Destination is not null;
}
