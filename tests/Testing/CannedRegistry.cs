using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.Testing;

/// <summary>
/// A registry with made-up but plausible and fully deterministic tunnels, for tests of front ends without an engine. Tunnel 1 is the worked
/// example: two generations, AES-CBC, a child that was just rekeyed; others vary role, family, algorithms, state and NAT by their number.
/// </summary>
public sealed class CannedRegistry
{
    /// <summary>The moment of every capture.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly AlgorithmInfo Aes256Gcm = new(20, 256, "aes256-gcm-128", true);
    public static readonly AlgorithmInfo Aes128Cbc = new(12, 128, "aes128-cbc");
    public static readonly AlgorithmInfo HmacSha256_128 = new(12, 0, "hmac-sha256");
    public static readonly AlgorithmInfo PrfHmacSha256 = new(5, 0, "hmac-sha256");
    public static readonly AlgorithmInfo PrfHmacSha512 = new(7, 0, "hmac-sha512");
    public static readonly AlgorithmInfo Ecp256 = new(19, 0, "ecp256");
    public static readonly AlgorithmInfo Modp2048 = new(14, 0, "modp2048");

    /// <summary>The one stack.</summary>
    public static readonly StackInfo Stack = new()
    {
        Name = "main",
        IpSecurity = true,
        Ipv6Security = true,
        FilterSet = StackFilterSet.Policy,
        NatKeepaliveInterval = TimeSpan.FromSeconds(20),
    };

    private readonly ulong[] _versions;

    public CannedRegistry(int tunnels = 3, int shards = 2)
    {
        Clock = new ManualTimeProvider(Now);
        Registry = new TunnelRegistry(shards, new EngineInfo
        {
            Version = "0.1.0",
            StartedAt = Now.AddHours(-5),
            HostName = "gateway.example",
            ConfigurationName = "ike.conf",
            CryptoProvider = "canned",
            ShardCount = shards,
            Listeners = [new EndpointInfo(IPAddress.Parse("192.0.2.1"), 500), new EndpointInfo(IPAddress.Parse("192.0.2.1"), 4500)],
        }, Clock, new CannedInterfaces());
        Registry.SetStacks([Stack]);
        _versions = new ulong[shards];
        var perShard = new List<IkeTunnelSnapshot>[shards];
        var vpns = new List<VpnConfiguration>();
        for (var shard = 0; shard < shards; shard++)
        {
            perShard[shard] = [];
        }

        for (var number = 1; number <= tunnels; number++)
        {
            var home = perShard[(number - 1) % shards];
            if (number == 1)
            {
                home.Add(Tunnel(1) with { Generation = 2, UniqueId = (uint)tunnels + 1 });
                home.Add(Tunnel(1) with { State = IkeTunnelState.Rekeyed, Children = [], InitiatorSpi = 0x0102030405060708, ResponderSpi = 0x1112131415161718 });
            }
            else
            {
                home.Add(Tunnel(number));
            }

            vpns.Add(new VpnConfiguration
            {
                Name = $"vpn-{number}",
                LocalAddress = Tunnel(number).Local.Address,
                RemoteAddress = Tunnel(number).Remote.Address,
                LocalIdentity = Tunnel(number).LocalIdentity,
                RemoteIdentity = Tunnel(number).RemoteIdentity,
                SecurityPolicies = ["trunk"],
            });
        }

        vpns.Add(new VpnConfiguration { Name = "vpn-down", RemoteAddress = IPAddress.Parse("198.51.100.250"), SecurityPolicies = ["branch"] });
        Registry.SetConfiguration(vpns);
        for (var shard = 0; shard < shards; shard++)
        {
            var counters = Registry.Publisher(shard).Counters;
            counters.SaInitInRequests.Set(100);
            counters.AuthInRequests.Set(90);
            counters.Established.Set((ulong)perShard[shard].Count(t => t.State == IkeTunnelState.Established));
            counters.HalfOpen.Set((ulong)perShard[shard].Count(t => t.State is IkeTunnelState.InitAnswered or IkeTunnelState.InitSent));
            counters.ChildrenInstalled.Set((ulong)perShard[shard].Sum(t => t.Children.Count(c => c.State == IpsecTunnelState.Installed)));
            counters.IkeSaCreated.Set(50);
            Commit(shard, upserts: [.. perShard[shard]]);
        }
    }

    public TunnelRegistry Registry { get; }

    public ManualTimeProvider Clock { get; }

    /// <summary>Publishes further changes as a shard would.</summary>
    public void Commit(
        int shard,
        IkeTunnelSnapshot[]? upserts = null,
        (TunnelId Id, uint Generation)[]? removals = null,
        TunnelChange[]? changes = null,
        RetiredTotals? retired = null,
        ImmutableDictionary<VpnKey, VpnPast>? ended = null,
        PingTaskList? pings = null)
    {
        Registry.Publisher(shard).Commit(new ShardChanges
        {
            At = Now,
            Upserts = upserts,
            Removals = removals,
            Changes = changes,
            Retired = retired,
            Ended = ended,
            Pings = pings,
        });
        _versions[shard]++;
    }

    /// <summary>Tunnel <paramref name="number"/>, generation 1.</summary>
    public static IkeTunnelSnapshot Tunnel(int number)
    {
        var ipv6 = number % 5 == 0;
        var combined = number % 2 == 0;
        var initiator = number % 3 != 0;
        var halfOpen = number % 7 == 0;
        var nat = number % 4 == 0;
        var local = ipv6 ? IPAddress.Parse("2001:db8::1") : IPAddress.Parse("192.0.2.1");
        var remote = ipv6 ? Ipv6(number) : new IPAddress([198, 51, (byte)(100 + (number >> 8)), (byte)number]);
        var port = (ushort)(nat ? 4500 : 500);
        var established = Now.AddSeconds(-100 - number % 3600);
        var counters = new IkeTunnelCounters();
        counters.InMessages.Set((ulong)number * 10);
        counters.OutMessages.Set((ulong)number * 10 + 1);
        counters.InOctets.Set((ulong)number * 1000);
        counters.OutOctets.Set((ulong)number * 1100);
        counters.InitialRetransmits.Set((ulong)number % 3);
        counters.InitialReplays.Set((ulong)number % 2);
        counters.ChildRetransmits.Set(4);
        counters.ChildReplays.Set(5);
        counters.ChildrenCreatedLocal.Set(initiator ? 2u : 0u);
        counters.ChildrenCreatedRemote.Set(initiator ? 0u : 2u);
        counters.ChildrenFailedLocal.Set(1);
        counters.ChildRekeys.Set(1);
        counters.DpdProbes.Set(7);
        counters.DpdReplies.Set(7);
        counters.LastReceivedUnixMilliseconds.Set((ulong)Now.AddSeconds(-3).ToUnixTimeMilliseconds());
        var id = new TunnelId((ulong)number);
        return new IkeTunnelSnapshot
        {
            Id = id,
            Generation = 1,
            UniqueId = (uint)number,
            VpnName = $"vpn-{number}",
            PolicyTemplate = "iketemp1",
            State = halfOpen ? initiator ? IkeTunnelState.InitSent : IkeTunnelState.InitAnswered : IkeTunnelState.Established,
            IsInitiator = initiator,
            InitiatorSpi = 0xa000_0000_0000_0000 + (ulong)number,
            ResponderSpi = halfOpen && initiator ? 0 : 0xb000_0000_0000_0000 + (ulong)number,
            Local = new EndpointInfo(local, port),
            Remote = new EndpointInfo(remote, port),
            LocalIdentity = new IdentityInfo(2, "localgw.example"u8.ToArray(), "localgw.example"),
            RemoteIdentity = Identity(number, remote),
            LocalAuthenticationMethod = 2,
            RemoteAuthenticationMethod = 2,
            Encryption = combined ? Aes256Gcm : Aes128Cbc,
            Integrity = combined ? AlgorithmInfo.None : HmacSha256_128,
            Prf = combined ? PrfHmacSha512 : PrfHmacSha256,
            KeyExchange = combined ? Ecp256 : Modp2048,
            PeerSupportsNatTraversal = true,
            RemoteNatDetected = nat,
            RemotePortTranslationDetected = nat && number % 8 == 0,
            UdpEncapsulation = nat,
            Fragmentation = true,
            CreatedAt = established.AddSeconds(-1),
            EstablishedAt = halfOpen ? null : established,
            RekeyAt = halfOpen ? null : established.AddSeconds(13_500),
            ExpiresAt = halfOpen ? null : established.AddSeconds(15_840),
            Lifetime = TimeSpan.FromSeconds(15_840),
            RekeyTime = TimeSpan.FromHours(4),
            DpdDelay = TimeSpan.FromSeconds(30),
            NatKeepaliveInterval = nat ? TimeSpan.FromSeconds(20) : TimeSpan.Zero,
            Children = halfOpen ? [] : Children(number, id, initiator, combined, nat, local, remote, port),
            Past = [new PastTraffic("trunk", 1, new IpsecCounterReading { InOctets = 5_000, OutOctets = 6_000, InPackets = 50, OutPackets = 60, InErrors = 3, OutErrors = 2, ReplayDrops = 1 })],
            Counters = counters,
        };
    }

    private static IpsecTunnelSnapshot[] Children(
        int number, TunnelId ike, bool initiator, bool combined, bool nat, IPAddress local, IPAddress remote, ushort port)
    {
        var counters = new IpsecTunnelCounters();
        counters.InOctets.Set((ulong)number * 100_000);
        counters.OutOctets.Set((ulong)number * 200_000);
        counters.InPackets.Set((ulong)number * 100);
        counters.OutPackets.Set((ulong)number * 200);
        counters.ReplayDrops.Set((ulong)number % 4);
        var child = new IpsecTunnelSnapshot
        {
            Id = new TunnelId((ulong)number),
            Generation = 1,
            UniqueId = (uint)number,
            RequestId = 1,
            IkeTunnelId = ike,
            PolicyName = "trunk",
            State = IpsecTunnelState.Installed,
            IsInitiator = initiator,
            SpiIn = 0xc000_0000 + (uint)number,
            SpiOut = 0xd000_0000 + (uint)number,
            Encryption = combined ? Aes256Gcm : Aes128Cbc,
            Integrity = combined ? AlgorithmInfo.None : HmacSha256_128,
            ExtendedSequenceNumbers = number % 6 == 0,
            ReplayWindow = 32,
            UdpEncapsulation = nat,
            Local = new EndpointInfo(local, port),
            Remote = new EndpointInfo(remote, port),
            LocalSelectors = [new SelectorInfo(0, 0, 65535, IPAddress.Parse("192.168.0.0"), IPAddress.Parse("192.168.0.255"))],
            RemoteSelectors = [new SelectorInfo(0, 0, 65535, IPAddress.Parse("192.168.99.0"), IPAddress.Parse("192.168.99.255"))],
            InstalledAt = Now.AddSeconds(-60),
            RekeyAt = Now.AddSeconds(3342),
            ExpiresAt = Now.AddSeconds(3900),
            Lifetime = TimeSpan.FromSeconds(3960),
            RekeyTime = TimeSpan.FromHours(1),
            Counters = counters,
        };
        if (number != 1)
        {
            return [child];
        }

        var old = child with { State = IpsecTunnelState.Deleted, SpiIn = 0xc100_0000, SpiOut = 0xd100_0000, Counters = new IpsecTunnelCounters() };
        return [old, child with { Generation = 2, UniqueId = 1_000_001 }];
    }

    private static IdentityInfo Identity(int number, IPAddress remote) => (number % 4) switch
    {
        0 => new IdentityInfo((byte)(remote.GetAddressBytes().Length == 16 ? 5 : 1), remote.GetAddressBytes(), remote.ToString()),
        1 => new IdentityInfo(2, Encoding.ASCII.GetBytes($"gw{number}.example"), $"gw{number}.example"),
        2 => new IdentityInfo(3, Encoding.ASCII.GetBytes($"user{number}@example.com"), $"user{number}@example.com"),
        _ => KeyId(number),
    };

    private static IdentityInfo KeyId(int number)
    {
        var data = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(data, number);
        return new IdentityInfo(IdentityInfo.KeyIdType, data, Convert.ToHexStringLower(data));
    }

    private static IPAddress Ipv6(int number)
    {
        var bytes = IPAddress.Parse("2001:db8:ffff::").GetAddressBytes();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), number);
        return new IPAddress(bytes);
    }
}
