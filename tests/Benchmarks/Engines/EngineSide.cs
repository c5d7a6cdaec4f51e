using System.Diagnostics;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Benchmarks.Engines;

/// <summary>
/// One engine with one shard and nothing around it: datagrams go into a queue, jobs run inline, events are only counted, and packets are carried only where
/// asked for. Its cost is that of the engine, its registry and its cryptography.
/// </summary>
internal sealed class EngineSide : IShardOutput, IDisposable
{
    private readonly IkeShard _shard;
    private readonly ICryptoProvider _crypto;
    private readonly SystemRandomSource _random = new();
    private readonly TunnelRegistry _registry;
    private readonly IShardPublisher _publisher;
    private readonly Queue<CryptoJob> _jobs = new();
    private readonly Queue<QueuedDatagram> _sent = new();
    private readonly PacketBatch _packets = new();
    private readonly Func<EngineInstant> _now;
    private long _request;
    private bool _discards;

    /// <param name="address">Its address.</param>
    /// <param name="crypto">Its cryptography.</param>
    /// <param name="clock">The time it is told; null = the machine's.</param>
    /// <param name="carriesPackets">It installs its Child SAs and sends and takes their packets.</param>
    public EngineSide(string address, ICryptoProvider crypto, Func<EngineInstant>? clock = null, bool carriesPackets = false)
    {
        Address = IpAddress.Parse(address);
        _now = clock ?? MachineNow;
        _crypto = crypto;
        _registry = new TunnelRegistry(1, new EngineInfo { Version = "benchmark", StartedAt = DateTimeOffset.UtcNow, HostName = address });
        _publisher = _registry.Publisher(0);
        _shard = new IkeShard(new ShardContext
        {
            Id = new ShardId(0),
            Map = new ShardMap(1, 1),
            Crypto = crypto,
            Random = _random,
            Output = this,
            DataPlane = carriesPackets ? null : new EmptyDataPlane(),
            Counters = _publisher.Counters,
            Notifies = _publisher.Notifies,
            Listeners = [new IkeListener(new IpEndpoint(Address, 500), false), new IkeListener(new IpEndpoint(Address, 4500), true)],
        });
    }

    public IpAddress Address { get; }

    /// <summary>What monitors read.</summary>
    public TunnelRegistry Registry => _registry;

    public ThreadCost Cost { get; private set; } = new();

    /// <summary>What forged requests have cost.</summary>
    public ThreadCost ForgedCost { get; private set; } = new();

    /// <summary>Established IKE SAs.</summary>
    public int Established => (int)_publisher.Counters.Established.Value;

    /// <summary>Half-open IKE SAs.</summary>
    public int HalfOpen => (int)_publisher.Counters.HalfOpen.Value;

    public long CookiesSent => (long)_publisher.Counters.CookiesSent.Value;

    /// <summary>Packets that came out of tunnels.</summary>
    public int Delivered { get; private set; }

    public int ChildrenInstalled => (int)_publisher.Counters.ChildrenInstalled.Value;

    public EngineCounters Counters => _publisher.Counters;

    /// <summary>Datagrams that nobody has taken yet.</summary>
    public int Waiting => _sent.Count;

    /// <summary>When <see cref="HandleTimers"/> has something to do.</summary>
    public EngineInstant? NextDeadline => _shard.NextDeadline;

    public void HandleTimers()
    {
        Cost.Begin();
        _shard.HandleTimers(Now());
        EndTurn();
        Cost.End();
    }

    /// <summary>Protects IP packets, at most <see cref="PacketBatch.Length"/>; they wait until the other side takes them.</summary>
    public void SendPackets(ReadOnlySpan<byte[]> packets)
    {
        _packets.Clear();
        var now = Now();
        Cost.Begin();
        foreach (var packet in packets)
        {
            _shard.HandleInnerPacket(now, packet);
        }

        Cost.End();
    }

    /// <summary>Takes the packets that the other side has protected; returns how many came out of tunnels.</summary>
    public int TakePacketsFrom(EngineSide other)
    {
        var before = Delivered;
        var now = Now();
        Cost.Begin();
        for (var i = 0; i < other._packets.Count; i++)
        {
            var packet = other._packets.Take(i, out var path, out var outer);
            _shard.HandleProtected(now, new NetworkPath(path.Remote, path.Local, path.HasNonEspMarker), outer.Encapsulation, outer.TrafficClass, packet);
        }

        Cost.End();
        other._packets.Clear();
        return Delivered - before;
    }

    /// <summary>The datagrams that wait are lost.</summary>
    public void Lose() => _sent.Clear();

    public void ResetCost() => (Cost, ForgedCost) = (new ThreadCost(), new ThreadCost());

    /// <summary>The first message of the negotiation of a child, which nobody gets.</summary>
    public byte[] FirstMessage(string vpn, string child)
    {
        Initiate(vpn, child);
        return _sent.Dequeue().Octets;
    }

    public void Configure(EngineConfiguration configuration)
    {
        _shard.HandleCommand(Now(), new ShardCommand.ApplyConfiguration(configuration, new HashSet<string>()));
        EndTurn();
    }

    /// <summary>The same, and its cost counts.</summary>
    public void ConfigureMeasured(EngineConfiguration configuration)
    {
        Cost.Begin();
        Configure(configuration);
        Cost.End();
    }

    /// <summary>Starts the negotiation of a child and its IKE SA.</summary>
    public void Initiate(string vpn, string child)
    {
        Cost.Begin();
        _shard.HandleCommand(Now(), new ShardCommand.Execute(++_request, new EngineCommand.InitiateChild(child, vpn)));
        EndTurn();
        Cost.End();
    }

    /// <summary>Lets this side take what the other one sent; false when there was nothing.</summary>
    public bool TakeFrom(EngineSide other)
    {
        if (!other._sent.TryDequeue(out var datagram))
        {
            return false;
        }

        Take(datagram);
        return true;
    }

    /// <summary>Gives the first datagram of this side to whoever has its address; false when there was none. What is for nobody is lost.</summary>
    public bool GiveTo(ReadOnlySpan<EngineSide> others)
    {
        if (!_sent.TryDequeue(out var datagram))
        {
            return false;
        }

        foreach (var other in others)
        {
            if (other.Address == datagram.Path.Remote.Address)
            {
                other.Take(datagram);
            }
        }

        return true;
    }

    /// <summary>Takes a request from an address that nobody is at: the answer goes nowhere.</summary>
    public void TakeForged(IpAddress from, ReadOnlySpan<byte> request)
    {
        _discards = true;
        ForgedCost.Begin();
        _shard.HandleDatagram(Now(), new NetworkPath(new IpEndpoint(Address, 500), new IpEndpoint(from, 500), false), request);
        EndTurn();
        ForgedCost.End();
        _discards = false;
    }

    public void Dispose() => _random.Dispose();

    void IShardOutput.Send(in NetworkPath path, ReadOnlySpan<byte> message)
    {
        if (!_discards)
        {
            _sent.Enqueue(new QueuedDatagram(path, message.ToArray()));
        }
    }

    void IShardOutput.SendKeepalive(in NetworkPath path)
    {
    }

    Span<byte> IShardOutput.BeginPacket(int octets) => _packets.Begin(octets);

    void IShardOutput.EndPacket(in NetworkPath path, in OuterHeader outer, int octets) => _packets.End(path, outer, octets);

    void IShardOutput.Deliver(ReadOnlySpan<byte> innerPacket) => Delivered++;

    void IShardOutput.Bypass(ReadOnlySpan<byte> innerPacket) => throw new InvalidOperationException("no policy lets packets by");

    void IShardOutput.RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted)
    {
    }

    void IShardOutput.HaveAddress(IpAddress address, string interfaceName, bool wanted)
    {
    }

    void IShardOutput.Start(CryptoJob job) => _jobs.Enqueue(job);

    void IShardOutput.Post(ShardId target, ShardCommand command) => throw new InvalidOperationException("there is one shard only");

    void IShardOutput.Commit(in ShardChanges changes) => _publisher.Commit(changes);

    void IShardOutput.Emit(EngineEvent engineEvent)
    {
    }

    void IShardOutput.Account(AccountingRecord record)
    {
    }

    void IShardOutput.Reply(long request, ShardReply reply)
    {
    }

    private void Take(in QueuedDatagram datagram)
    {
        Cost.Begin();
        _shard.HandleDatagram(Now(), new NetworkPath(datagram.Path.Remote, datagram.Path.Local, datagram.Path.HasNonEspMarker), datagram.Octets);
        EndTurn();
        Cost.End();
    }

    private EngineInstant Now() => _now();

    private static EngineInstant MachineNow() => new(Stopwatch.GetTimestamp() * 1000 / Stopwatch.Frequency, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    private void EndTurn()
    {
        while (_jobs.TryDequeue(out var job))
        {
            _shard.HandleJobResult(Now(), CryptoJobRunner.Run(job, _crypto, _random));
        }

        _shard.EndTurn(Now());
    }

    private readonly record struct QueuedDatagram(NetworkPath Path, byte[] Octets);
}
