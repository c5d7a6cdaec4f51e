using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>Takes a protected packet; the span is the sender's.</summary>
public delegate void PacketHandler(in NetworkPath path, in OuterHeader outer, Span<byte> packet);

/// <summary>Takes an IP packet; the span is valid during the call.</summary>
public delegate void InnerPacketHandler(ReadOnlySpan<byte> innerPacket);

/// <summary>One engine with one shard on a <see cref="SimNetwork"/>: records what the engine says and runs its jobs inline.</summary>
public sealed class SimHost : IShardOutput
{
    private static readonly IkeListener[] Everywhere =
    [
        .. from address in new[] { IpAddress.Parse("0.0.0.0"), IpAddress.Parse("::") }
           from port in new ushort[] { 500, 4500 }
           select new IkeListener(new IpEndpoint(address, port), port == 4500),
    ];

    private readonly SimNetwork _network;
    private readonly Queue<CryptoJob> _jobs = new();
    private readonly ICryptoProvider _crypto;
    private readonly SeededRandom _random;
    private readonly List<IpAddress> _owned = [];
    private long _request;
    private byte[] _room = [];

    public SimHost(string name, IpAddress address, SimNetwork network, ICryptoProvider crypto, ulong seed, bool carriesPackets = false, bool answersEcho = false, SessionTableOptions? sessions = null, int sessionShards = 1, bool mobile = false)
    {
        Name = name;
        Address = address;
        _owned.Add(address);
        _network = network;
        _crypto = crypto;
        _random = new SeededRandom(seed);
        Sessions = sessions is null ? null : new SessionTable(sessions, sessionShards, seed);
        Registry = new TunnelRegistry(1, new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch, HostName = name });
        Shard = new IkeShard(new ShardContext
        {
            Id = new ShardId(0),
            Map = new ShardMap(1, seed),
            Crypto = crypto,
            Random = _random,
            Output = this,
            DataPlane = carriesPackets ? null : DataPlane,
            Notifies = Registry.Publisher(0).Notifies,
            Counters = Registry.Publisher(0).Counters,
            Listeners = mobile ? Everywhere : [new IkeListener(new IpEndpoint(address, 500), false), new IkeListener(new IpEndpoint(address, 4500), true)],
            AnswersEcho = answersEcho,
            Sessions = Sessions,
            SourceAddressFor = mobile ? RouteTo : sessions is null ? null : to => SourceAddressFor(to),
            ExportKeys = true,
        });
    }

    public string Name { get; }

    public IpAddress Address { get; }

    /// <summary>Addresses at which the host is reached now; a mobile one tells its engine when they change.</summary>
    public IReadOnlyList<IpAddress> OwnAddresses => _owned;

    /// <summary>Addresses that a mobile host has no way to.</summary>
    public HashSet<IpAddress> Unreachable { get; } = [];

    /// <summary>A mobile host gets other addresses; the first of a family is the one that its routes prefer.</summary>
    public void Relocate(params ReadOnlySpan<IpAddress> addresses)
    {
        _owned.Clear();
        _owned.AddRange(addresses);
        Command(new ShardCommand.NetworkChanged(_owned.ToValueList()));
    }

    private IpAddress RouteTo(IpAddress remote) => Unreachable.Contains(remote) ? default : _owned.FirstOrDefault(own => own.IsIpv6 == remote.IsIpv6);

    public IkeShard Shard { get; }

    /// <summary>The sessions of inner packets, when asked for.</summary>
    public SessionTable? Sessions { get; }

    /// <summary>What the host would use as its own address; asked only with sessions.</summary>
    public Func<IpAddress, IpAddress> SourceAddressFor { get; set; } = static _ => default;

    /// <summary>What the engine installed, unless it carries the packets itself.</summary>
    public SimDataPlane DataPlane { get; } = new();

    public TunnelRegistry Registry { get; }

    public List<EngineEvent> Events { get; } = [];

    /// <summary>What RADIUS servers were told.</summary>
    public List<AccountingRecord> Accounting { get; } = [];

    /// <summary>The RADIUS server that is asked; null = nobody answers.</summary>
    public Func<RadiusQuestion, RadiusReply>? RadiusServer { get; set; }

    /// <summary>Takes protected packets in place of the network: for measurements that must not copy.</summary>
    public PacketHandler? OnPacket { get; set; }

    /// <summary>Takes packets that came out of tunnels in place of <see cref="Delivered"/>.</summary>
    public InnerPacketHandler? OnDelivered { get; set; }

    /// <summary>IP packets that came out of tunnels.</summary>
    public List<byte[]> Delivered { get; } = [];

    /// <summary>IP packets that a policy let pass in clear.</summary>
    public List<byte[]> Bypassed { get; } = [];

    /// <summary>What the engine wanted routed into it, and took back, in order.</summary>
    public List<(TrafficSelector Local, TrafficSelector Remote, bool Wanted)> Routes { get; } = [];

    /// <summary>Virtual addresses that the engine wanted the host to have, and took back, in order.</summary>
    public List<(IpAddress Address, string InterfaceName, bool Wanted)> Addresses { get; } = [];

    public Dictionary<long, List<ShardReply>> Replies { get; } = [];

    public EngineCounterReading Counters => Registry.Capture().ReadEngineCounters();

    /// <summary>All IKE SAs as published.</summary>
    public IReadOnlyList<IkeTunnelSnapshot> Tunnels => [.. Registry.Capture().Enumerate()];

    /// <summary>The one IKE SA that is established.</summary>
    public IkeTunnelSnapshot Tunnel => Tunnels.Single(tunnel => tunnel.State == IkeTunnelState.Established);

    /// <summary>Jobs wait until the test calls <see cref="RunJobs"/>.</summary>
    public bool HoldJobs { get; set; }

    private EngineInstant Now => new(_network.Now, 1_700_000_000_000 + _network.Now);

    public void Configure(EngineConfiguration configuration, params string[] start)
    {
        Shard.HandleCommand(Now, new ShardCommand.ApplyConfiguration(configuration, new HashSet<string>(start)));
        Turn();
    }

    /// <summary>Runs an operator's command and returns its request number.</summary>
    public long Execute(EngineCommand command)
    {
        Shard.HandleCommand(Now, new ShardCommand.Execute(++_request, command));
        Turn();
        return _request;
    }

    public void Command(ShardCommand command)
    {
        Shard.HandleCommand(Now, command);
        Turn();
    }

    /// <summary>The final result of a request, or null while it runs.</summary>
    public CommandResult? ResultOf(long request) =>
        Replies.GetValueOrDefault(request)?.OfType<ShardReply.Completed>().SingleOrDefault()?.Result;

    public void Receive(SimDatagram datagram)
    {
        if (datagram.Outer is { } outer)
        {
            Shard.HandleProtected(Now, new NetworkPath(datagram.Destination, datagram.Source, datagram.HasNonEspMarker), outer.Encapsulation, outer.TrafficClass, datagram.Octets.ToArray());
            Turn();
        }
        else if (!datagram.IsKeepalive)
        {
            Shard.HandleDatagram(Now, new NetworkPath(datagram.Destination, datagram.Source, datagram.HasNonEspMarker), datagram.Octets);
            Turn();
        }
    }

    /// <summary>The local host sends an IP packet.</summary>
    public void SendInner(ReadOnlySpan<byte> packet)
    {
        Shard.HandleInnerPacket(Now, packet);
        Turn();
    }

    public long? NextDeadline => Shard.NextDeadline?.Monotonic;

    public void Fire()
    {
        Shard.HandleTimers(Now);
        Turn();
    }

    public bool RunJobs()
    {
        var any = false;
        while (_jobs.TryDequeue(out var job))
        {
            any = true;
            Shard.HandleJobResult(Now, job is RadiusJob { Question: var question } && RadiusServer is { } server
                ? new CryptoJobResult(job, null, null) { Radius = server(question) }
                : CryptoJobRunner.Run(job, _crypto, _random));
        }

        Shard.EndTurn(Now);
        return any;
    }

    void IShardOutput.Send(in NetworkPath path, ReadOnlySpan<byte> message) =>
        _network.Send(new SimDatagram(path.Local, path.Remote, path.HasNonEspMarker, message.ToArray()));

    void IShardOutput.SendKeepalive(in NetworkPath path) =>
        _network.Send(new SimDatagram(path.Local, path.Remote, path.HasNonEspMarker, [0xff], IsKeepalive: true));

    Span<byte> IShardOutput.BeginPacket(int octets)
    {
        if (_room.Length < octets)
        {
            _room = new byte[octets];
        }

        return _room.AsSpan(0, octets);
    }

    void IShardOutput.EndPacket(in NetworkPath path, in OuterHeader outer, int octets)
    {
        if (OnPacket is { } onPacket)
        {
            onPacket(path, outer, _room.AsSpan(0, octets));
            return;
        }

        _network.Send(new SimDatagram(path.Local, path.Remote, outer.Encapsulation == PacketEncapsulation.Udp, _room[..octets]) { Outer = outer });
    }

    void IShardOutput.Deliver(ReadOnlySpan<byte> innerPacket)
    {
        if (OnDelivered is { } onDelivered)
        {
            onDelivered(innerPacket);
            return;
        }

        Delivered.Add(innerPacket.ToArray());
    }

    void IShardOutput.Bypass(ReadOnlySpan<byte> innerPacket) => Bypassed.Add(innerPacket.ToArray());

    void IShardOutput.RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted) => Routes.Add((local, remote, wanted));

    void IShardOutput.HaveAddress(IpAddress address, string interfaceName, bool wanted) => Addresses.Add((address, interfaceName, wanted));

    void IShardOutput.Start(CryptoJob job) => _jobs.Enqueue(job);

    void IShardOutput.Post(ShardId target, ShardCommand command) => throw new InvalidOperationException("there is one shard only");

    void IShardOutput.Commit(in ShardChanges changes) => Registry.Publisher(0).Commit(changes);

    void IShardOutput.Emit(EngineEvent engineEvent) => Events.Add(engineEvent);

    void IShardOutput.Account(AccountingRecord record) => Accounting.Add(record);

    void IShardOutput.Reply(long request, ShardReply reply)
    {
        if (!Replies.TryGetValue(request, out var list))
        {
            Replies[request] = list = [];
        }

        list.Add(reply);
    }

    private void Turn()
    {
        if (!HoldJobs)
        {
            RunJobs();
        }

        Shard.EndTurn(Now);
    }
}
