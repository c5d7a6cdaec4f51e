using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;

namespace MyIkev2.Engine.Runtime;

/// <summary>How the engine listens, and how much it may use. Section <c>Engine</c> of the settings; which VPNs exist is not said here.</summary>
public sealed class EngineRuntimeOptions
{
    public const string Section = "Engine";

    /// <summary>The most that <see cref="StopDeadline"/> may be.</summary>
    public static TimeSpan LongestStopDeadline { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Addresses to serve, each in its VRF. None for a VRF: every IPv4 address, and every IPv6 address where the host has IPv6, on ports 500 and 4500.</summary>
    public IList<ListenerOptions> Listeners { get; init; } = [];

    /// <summary>Shards, each with a thread of its own; 0 = cores - 1, at least 1 and at most 8.</summary>
    public int ShardCount { get; set; }

    /// <summary>Shards of each VRF other than main; every one has a thread of its own.</summary>
    public int VrfShardCount { get; set; } = 1;

    /// <summary>Datagrams that may wait for a shard; more are dropped and counted.</summary>
    public int InboxDatagrams { get; set; } = 4096;

    /// <summary>Octets of datagrams that may wait for a shard.</summary>
    public int InboxOctets { get; set; } = 8 * 1024 * 1024;

    /// <summary>Threads for slow cryptography; 0 = one per core, at most 8.</summary>
    public int JobThreads { get; set; }

    /// <summary>Jobs that may wait for a thread; a shard that asks for more runs them itself, which slows its intake down.</summary>
    public int JobQueue { get; set; } = 1024;

    /// <summary>Events that may wait to be logged; more are dropped and counted.</summary>
    public int EventQueue { get; set; } = 8192;

    /// <summary>Octets of the sockets' receive buffers; the host may grant less.</summary>
    public int ReceiveBufferSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Octets of the sockets' send buffers; the host may grant less.</summary>
    public int SendBufferSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Send and receive ESP and AH as IP protocols of their own where privileges allow; false = ESP in UDP only.</summary>
    public bool RawSockets { get; set; } = true;

    /// <summary>Use segmentation and receive offload for ESP in UDP where the host has it.</summary>
    public bool UdpOffload { get; set; } = true;

    /// <summary>
    /// Longest time in microseconds that a shard goes on looking for packets, before it sleeps, after it carried one of the local host; 0 = sleeps at
    /// once. It only looks where packets have been coming that soon.
    /// </summary>
    public int BusyPollMicroseconds { get; set; } = 200;

    /// <summary>Share of one core, in percent, that a shard may spend on looking, over time.</summary>
    public int BusyPollPercent { get; set; } = 5;

    /// <summary>The device of the tunnels' inner packets.</summary>
    public TunnelOptions Tunnel { get; init; } = new();

    /// <summary>How long a stop waits for peers to answer DELETE.</summary>
    public TimeSpan StopDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Writes the keys of every IKE SA to this file, in the form of Wireshark's <c>ikev2_decryption_table</c>, and those of every Child SA to
    /// a second one whose name has <c>.esp_sa</c> appended, in the form of its <c>esp_sa</c>. Whoever reads them can decrypt the tunnels'
    /// negotiations and traffic. Null = off.
    /// </summary>
    public string? KeyLogFile { get; set; }

    /// <summary>Uses the portable sockets even where the host has better ones.</summary>
    public bool PortableSockets { get; set; }

    /// <summary>
    /// Uses the cryptography that every system has even where the host has faster one: neither its libcrypto and libsodium nor our own code for its
    /// processor. For comparisons, and for when one of them is suspected. The status shows which is in use.
    /// </summary>
    public bool PortableCryptography { get; set; }

    /// <summary>The options of an engine beside the one of main: fewer threads, files of its own.</summary>
    internal EngineRuntimeOptions For(string vrf)
    {
        const int Threads = 2;
        var copy = (EngineRuntimeOptions)MemberwiseClone();
        copy.ShardCount = VrfShardCount;
        copy.JobThreads = Math.Min(EffectiveJobThreads, Threads);
        copy.KeyLogFile = KeyLogFile is { Length: > 0 } file ? $"{file}.{vrf}" : null;
        return copy;
    }

    internal int EffectiveShardCount => ShardCount > 0 ? ShardCount : Math.Clamp(Environment.ProcessorCount - 1, 1, 8);

    internal int EffectiveJobThreads => JobThreads > 0 ? JobThreads : Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>What is wrong with these options, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Check(errors, nameof(ShardCount), ShardCount, 0, 64);
        Check(errors, nameof(VrfShardCount), VrfShardCount, 1, 64);
        Check(errors, nameof(InboxDatagrams), InboxDatagrams, DatagramBatch.Capacity, 1 << 20);
        Check(errors, nameof(InboxOctets), InboxOctets, 65536, 1 << 30);
        Check(errors, nameof(JobThreads), JobThreads, 0, 64);
        Check(errors, nameof(JobQueue), JobQueue, 1, 1 << 20);
        Check(errors, nameof(EventQueue), EventQueue, 16, 1 << 20);
        Check(errors, nameof(ReceiveBufferSize), ReceiveBufferSize, 4096, 1 << 30);
        Check(errors, nameof(SendBufferSize), SendBufferSize, 4096, 1 << 30);
        Check(errors, nameof(BusyPollMicroseconds), BusyPollMicroseconds, 0, 1000);
        Check(errors, nameof(BusyPollPercent), BusyPollPercent, 1, 100);
        if (StopDeadline < TimeSpan.Zero || StopDeadline > LongestStopDeadline)
        {
            errors.Add($"{Section}:{nameof(StopDeadline)} is {StopDeadline}, allowed is 00:00:00 to {LongestStopDeadline}");
        }

        Tunnel.Validate(errors);
        for (var i = 0; i < Listeners.Count; i++)
        {
            Listeners[i].Validate($"{Section}:{nameof(Listeners)}:{i}", errors);
        }

        return errors;
    }

    internal static void Check(List<string> errors, string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            errors.Add($"{Section}:{name} is {value}, allowed is {minimum} to {maximum}");
        }
    }
}

/// <summary>One local address with its two ports.</summary>
public sealed class ListenerOptions
{
    /// <summary>An IPv4 or IPv6 address; <c>0.0.0.0</c> and <c>::</c> serve every address of their family.</summary>
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>The VRF that it is for. A VRF without one serves every address on ports 500 and 4500.</summary>
    public string Vrf { get; set; } = "main";

    /// <summary>UDP port for IKE; 0 lets the system choose one.</summary>
    public int Port { get; set; } = 500;

    /// <summary>UDP port for IKE and ESP behind a NAT (RFC 3948); 0 lets the system choose one, -1 = none.</summary>
    public int NatTraversalPort { get; set; } = 4500;

    /// <summary>True: a host without this address family or address only gets a warning.</summary>
    public bool Optional { get; set; }

    internal void Validate(string where, List<string> errors)
    {
        if (!System.Net.IPAddress.TryParse(Address, out _))
        {
            errors.Add($"{where}:{nameof(Address)} is '{Address}', which is not an IPv4 or IPv6 address");
        }

        if (Port is < 0 or > 65535)
        {
            errors.Add($"{where}:{nameof(Port)} is {Port}, allowed is 0 to 65535");
        }

        if (NatTraversalPort is < -1 or > 65535)
        {
            errors.Add($"{where}:{nameof(NatTraversalPort)} is {NatTraversalPort}, allowed is -1 to 65535");
        }

        if (Port == NatTraversalPort && Port != 0)
        {
            errors.Add($"{where}: {nameof(Port)} and {nameof(NatTraversalPort)} are both {Port}; they must differ");
        }
    }
}
