using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>A local UDP endpoint that the runtime serves.</summary>
/// <param name="Endpoint">Own address and port; the address may be unspecified when the socket serves every address of its family.</param>
/// <param name="HasNonEspMarker">True for a NAT traversal port (4500).</param>
public readonly record struct IkeListener(IpEndpoint Endpoint, bool HasNonEspMarker);

/// <summary>What a shard is given once, at its making.</summary>
public sealed record ShardContext
{
    public required ShardId Id { get; init; }

    public required ShardMap Map { get; init; }

    /// <summary>The VRF that is served.</summary>
    public string Vrf { get; init; } = "main";

    public required ICryptoProvider Crypto { get; init; }

    public required IRandomSource Random { get; init; }

    public required IShardOutput Output { get; init; }

    /// <summary>
    /// ESP and AH can travel as IP protocols of their own; false = only in UDP, so every vpn behaves as with <c>udp-encap true</c>.
    /// </summary>
    public bool CanSendRaw { get; init; } = true;

    /// <summary>Where Child SAs are installed; null = the shard carries their packets itself.</summary>
    public IDataPlane? DataPlane { get; init; }

    /// <summary>The sessions of inner packets, shared by all shards; null for none. Only for shards that carry packets themselves.</summary>
    public SessionTable? Sessions { get; init; }

    /// <summary>
    /// Answer echo requests to every inner address: the host has no tunnel device, so nobody behind it would.
    /// </summary>
    public bool AnswersEcho { get; init; }

    /// <summary>Live counters of the shard, from its publisher.</summary>
    public required EngineCounters Counters { get; init; }

    /// <summary>Its notify payloads by type.</summary>
    public NotifyCounts Notifies { get; init; } = new();

    public IReadOnlyList<IkeListener> Listeners { get; init; } = [];

    /// <summary>
    /// Which own address the host would use towards an address, "no address" when it has no way there. Asked only to initiate where neither the
    /// vpn nor the listener names one; null = nobody knows.
    /// </summary>
    public Func<IpAddress, IpAddress>? SourceAddressFor { get; init; }

    /// <summary>Emit <see cref="KeysDerived"/> for every SA (<c>--keylog</c>).</summary>
    public bool ExportKeys { get; init; }

    /// <summary>May change while the shard runs (log levels).</summary>
    public TraceSwitches Trace { get; init; } = new();
}

/// <summary>What a shard tells only when somebody wants to know. Whoever runs the shard may switch at any time, from any thread.</summary>
public sealed class TraceSwitches
{
    private static readonly int Subsystems = Enum.GetValues<LogSubsystem>().Length;

    private readonly int[] _levels = [.. Enumerable.Repeat((int)byte.MaxValue, Subsystems)];
    private bool _messages;

    /// <summary>Whether events of this kind have a reader; at first all have.</summary>
    public bool Wants(LogSubsystem subsystem, byte level) => level <= Volatile.Read(ref _levels[(int)subsystem]);

    /// <summary>Nobody reads events of the subsystem above this level; below 0 = none at all.</summary>
    public void Limit(LogSubsystem subsystem, int level) => Volatile.Write(ref _levels[(int)subsystem], level);

    /// <summary>Emit <see cref="MessageEvent"/> for every message.</summary>
    public bool Messages
    {
        get => Volatile.Read(ref _messages);
        set => Volatile.Write(ref _messages, value);
    }
}
