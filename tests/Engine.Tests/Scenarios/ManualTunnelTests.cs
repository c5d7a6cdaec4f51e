using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Tunnels with configured SPIs and keys, between two engines that exchange no IKE message.</summary>
public sealed class ManualTunnelTests
{
    private const string HostOfA = "10.1.1.5";
    private const string HostOfB = "10.2.1.7";

    private static readonly byte[] Payload = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];

    public static TheoryData<IpsecProtocol, EncryptionId, int, int, bool> Suites => new()
    {
        { IpsecProtocol.Esp, EncryptionId.AesCbc, 256, 32, false },
        { IpsecProtocol.Esp, EncryptionId.AesCbc, 128, 16, true },
        { IpsecProtocol.Esp, EncryptionId.TripleDes, 0, 24, false },
        { IpsecProtocol.Esp, EncryptionId.Null, 0, 0, false },
        { IpsecProtocol.Ah, EncryptionId.Null, 0, 0, false },
        { IpsecProtocol.Ah, EncryptionId.Null, 0, 0, true },
    };

    [Theory]
    [MemberData(nameof(Suites))]
    public void Packet_ThroughManualTunnel_ArrivesBothWaysAndIsCounted(IpsecProtocol protocol, EncryptionId cipher, int bits, int keyLength, bool ipv6)
    {
        var pair = new SimPair(ipv6: ipv6, carriesPackets: true);
        SimManualTunnel.Configure(pair, new SimManualTunnel { Protocol = protocol, Encryption = new EncryptionChoice(cipher, bits), EncryptionKeyLength = keyLength });
        var there = IpPackets.Udp(HostOfA, HostOfB, Payload);
        var back = IpPackets.Udp(HostOfB, HostOfA, Payload, 9, 40_000);

        Send(pair, there, back);

        Assert.Equal(there, Assert.Single(pair.B.Delivered));
        Assert.Equal(back, Assert.Single(pair.A.Delivered));
        var (ofA, ofB) = (Only(pair.A).Counters.Read(), Only(pair.B).Counters.Read());
        Assert.Equal((1ul, 1ul), (ofA.OutPackets, ofA.InPackets));
        Assert.Equal((ofA.OutOctets, ofA.InOctets), (ofB.InOctets, ofB.OutOctets));
        Assert.Equal(0ul, ofA.InDrops + ofA.OutDrops + ofB.InDrops + ofB.OutDrops);
        Assert.Empty(pair.A.Tunnels);
    }

    [Fact]
    public void Packet_TransportMode_IsBetweenTheAddresses()
    {
        var pair = new SimPair(carriesPackets: true);
        SimManualTunnel.Configure(pair, new SimManualTunnel { Mode = IpsecMode.Transport, NetOfA = null, NetOfB = null });
        var there = IpPackets.Udp("192.0.2.1", "198.51.100.1", Payload);

        Send(pair, there);

        Assert.Equal(Payload, IpPackets.PayloadOf(Assert.Single(pair.B.Delivered)));
        Assert.Equal(1ul, Only(pair.B).Counters.Read().InPackets);
    }

    [Fact]
    public void Packet_Twice_ArrivesTwice()
    {
        // RFC 4303 section 3.4.3: with configured keys there is no replay protection.
        var pair = Configured();
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        var sent = pair.Network.Sent[^1];
        var again = sent with { Octets = [.. sent.Octets] };
        pair.Drive();
        pair.B.Receive(again);

        Assert.Equal(2, pair.B.Delivered.Count);
        Assert.Equal(2ul, Only(pair.B).Counters.Read().InPackets);
    }

    [Fact]
    public void Snapshot_OfActiveTunnel_SaysWhatIsConfigured()
    {
        var pair = Configured();

        var tunnel = Only(pair.A);

        Assert.Equal("M1", tunnel.Id.ToManualName());
        Assert.Equal(("manual", "Gold", true, IpsecProtocol.Esp, IpsecMode.Tunnel), (tunnel.Name, tunnel.VpnAction, tunnel.IsActive, tunnel.Protocol, tunnel.Mode));
        Assert.Equal((0x1000u, 0x2000u, "192.0.2.1", "198.51.100.1"), (tunnel.SpiIn, tunnel.SpiOut, tunnel.Local.Address.ToString(), tunnel.Remote.Address.ToString()));
        Assert.Equal(("aes256-cbc", "hmac-sha256"), (tunnel.Encryption.Name, tunnel.Integrity.Name));
        Assert.Equal(("10.1.1.0/24", "10.2.1.0/24"), (Assert.Single(tunnel.LocalSelectors).ToString(), Assert.Single(tunnel.RemoteSelectors).ToString()));
        Assert.NotNull(tunnel.ActivatedAt);
    }

    [Fact]
    public void Deactivate_ThenActivate_DropsMeanwhileAndGoesOnCounting()
    {
        var pair = Configured();
        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));
        var spareOfB = pair.Network.Sent[^1];

        var off = Result(pair.A, new EngineCommand.DeactivateManualTunnel(new SaSelector("manual")));
        Assert.Equal((CommandStatus.Succeeded, 1), (off.Status, off.Affected));
        Assert.Equal((false, null), (Only(pair.A).IsActive, Only(pair.A).ActivatedAt));
        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));
        Assert.Single(pair.B.Delivered);
        Assert.Equal((1ul, 1ul), (pair.A.Counters.PolicyDrops, pair.A.Counters.FilterDenies));

        Assert.Equal(CommandStatus.AlreadySet, Result(pair.A, new EngineCommand.DeactivateManualTunnel(SaSelector.All)).Status);
        Assert.Equal(CommandStatus.Succeeded, Result(pair.A, new EngineCommand.ActivateManualTunnel(SaSelector.ByUniqueId(1))).Status);
        Assert.Equal(CommandStatus.AlreadySet, Result(pair.A, new EngineCommand.ActivateManualTunnel(SaSelector.ByUniqueId(1))).Status);
        Assert.Equal(CommandStatus.NotFound, Result(pair.A, new EngineCommand.ActivateManualTunnel(new SaSelector("other"))).Status);
        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));

        Assert.Equal(2, pair.B.Delivered.Count);
        Assert.Equal(2ul, Only(pair.A).Counters.Read().OutPackets);

        // Under one key a sequence number is used once, on and off notwithstanding.
        Assert.Equal((1u, 2u), (SequenceOf(spareOfB), SequenceOf(pair.Network.Sent[^1])));
    }

    [Fact]
    public void Deactivated_Receiver_CountsUnknownSpi()
    {
        var pair = Configured();
        pair.B.Execute(new EngineCommand.DeactivateManualTunnel(SaSelector.All));

        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));

        Assert.Empty(pair.B.Delivered);
        Assert.Equal(1ul, pair.B.Counters.EspUnknownSpi);
    }

    [Fact]
    public void Configure_ActivateNone_WaitsForTheOperator()
    {
        var pair = new SimPair(carriesPackets: true);
        SimManualTunnel.Configure(pair, new SimManualTunnel { StartsActive = false });
        Assert.False(Only(pair.A).IsActive);

        pair.A.Execute(new EngineCommand.ActivateManualTunnel(SaSelector.All));
        pair.B.Execute(new EngineCommand.ActivateManualTunnel(SaSelector.All));
        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));

        Assert.Single(pair.B.Delivered);
    }

    [Fact]
    public void Configure_Again_LeavesWhatIsUnchangedAndReplacesWhatChanged()
    {
        var (same, moved, rekeyed) = (Tunnel(1), Tunnel(2), Tunnel(3));
        var pair = new SimPair(carriesPackets: true);
        SimManualTunnel.Configure(pair, same, moved, rekeyed);
        for (var net = 1; net <= 3; net++)
        {
            Send(pair, IpPackets.Udp($"10.1.{net}.5", $"10.2.{net}.7", Payload));
        }

        var before = pair.A.Registry.Capture().ManualTunnels;
        moved.NetOfB = new ConfiguredSelector(IpAddress.Parse("10.9.0.0"), 16);
        (rekeyed.SpiOfA, rekeyed.SpiOfB, rekeyed.Seed) = (0x9001, 0x9002, 9);
        SimManualTunnel.Configure(pair, same, moved, rekeyed);
        Send(pair, IpPackets.Udp("10.1.1.5", "10.2.1.7", Payload), null, IpPackets.Udp("10.1.2.5", "10.9.2.7", Payload), IpPackets.Udp("10.1.3.5", "10.2.3.7", Payload));
        var after = pair.A.Registry.Capture().ManualTunnels;

        Assert.Equal(6, pair.B.Delivered.Count);
        Assert.Equal([1ul, 2ul, 3ul], after.Select(static tunnel => tunnel.Id.Value));
        Assert.Same(before[0].Counters, after[0].Counters);
        Assert.Equal(before[0].ActivatedAt, after[0].ActivatedAt);
        Assert.Equal(2ul, after[0].Counters.Read().OutPackets);

        // Other traffic through the same SAs: they go on. Other SAs: they begin.
        Assert.Same(before[1].Counters, after[1].Counters);
        Assert.Equal(2ul, after[1].Counters.Read().OutPackets);
        Assert.NotSame(before[2].Counters, after[2].Counters);
        Assert.Equal((1ul, 0x9001u), (after[2].Counters.Read().OutPackets, after[2].SpiIn));
        Assert.Equal([2u, 2u, 1u], pair.Network.Sent.TakeLast(3).Select(SequenceOf));
        Assert.Null(pair.A.Shard.Services.Packets!.Find(3 * 0x1000));
    }

    [Fact]
    public void Configure_TunnelRemoved_TakesSasPoliciesAndRoutesBack()
    {
        var pair = Configured();
        SimManualTunnel.Configure(pair);

        Assert.Empty(pair.A.Registry.Capture().ManualTunnels);
        Assert.Equal(0, pair.A.Shard.Services.Packets!.PairCount);
        Assert.Equal(0, pair.A.Shard.Services.Packets!.Policies.Table.Count);
        Assert.Equal([true, false], pair.A.Routes.Select(static route => route.Wanted));
    }

    [Fact]
    public void SequenceNumbers_UsedUp_EndTheTunnelAndAreTold()
    {
        var pair = Configured();
        var outbound = pair.A.Shard.Services.Packets!.Find(0x1000)!.Outbound!;
        outbound.ResumeAt(uint.MaxValue - 1);

        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));
        Assert.Single(pair.B.Delivered);
        Assert.Contains(pair.A.Events, static e => e.Describe().Contains("nine tenths", StringComparison.Ordinal));
        Assert.True(Only(pair.A).IsActive);
        Send(pair, IpPackets.Udp(HostOfA, HostOfB, Payload));

        var tunnel = Only(pair.A);
        Assert.Single(pair.B.Delivered);
        Assert.False(tunnel.IsActive);
        Assert.Equal("its sequence numbers are used up; configure new SPIs and keys", tunnel.Problem);
        Assert.Equal(1ul, tunnel.Counters.Read().SequenceOverflows);
        Assert.Contains(pair.A.Events, static e => e is ManualTunnelDeactivated);

        var again = Result(pair.A, new EngineCommand.ActivateManualTunnel(SaSelector.All));
        Assert.Equal(CommandStatus.Failed, again.Status);
        Assert.Contains("sequence numbers are used up", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packet_OfOthers_IsASelectorMismatch()
    {
        var pair = new SimPair(carriesPackets: true);
        var ofA = new SimManualTunnel { NetOfA = new ConfiguredSelector(IpAddress.Parse("10.0.0.0"), 8), NetOfB = new ConfiguredSelector(IpAddress.Parse("10.0.0.0"), 8) };
        pair.A.Configure(new EngineConfiguration { ManualTunnels = [ofA.Build(true, pair.A.Address, pair.B.Address)] });
        pair.B.Configure(new EngineConfiguration { ManualTunnels = [new SimManualTunnel().Build(false, pair.B.Address, pair.A.Address)] });

        Send(pair, IpPackets.Udp("10.77.0.1", "10.2.1.7", Payload));

        Assert.Empty(pair.B.Delivered);
        Assert.Equal(1ul, Only(pair.B).Counters.Read().NoPolicyDrops);
        Assert.Equal((0ul, 1ul), (pair.B.Counters.FilterMatches, pair.B.Counters.FilterDenies));
    }

    [Fact]
    public void Spi_OfManualTunnel_IsNeverGivenToAChild()
    {
        var scripted = new ScriptedRandom(0x1000, 0x1234);
        var context = new SimPair(carriesPackets: true).A.Shard.Context with { Random = scripted };
        var allocator = new SpiAllocator(context, new IkeSaTable());
        allocator.Reserve(0x1000);

        Assert.Equal(0x1234u, allocator.AllocateChild());
        Assert.True(allocator.IsChild(0x1234));
        Assert.False(allocator.IsChild(0x1000));
    }

    [Fact]
    public void Stop_OfTheService_RemovesTheSas()
    {
        var pair = Configured();
        pair.A.Command(new ShardCommand.CloseAll(1, 1000));

        Assert.Equal(0, pair.A.Shard.Services.Packets!.PairCount);
        Assert.False(Only(pair.A).IsActive);
    }

    private static SimManualTunnel Tunnel(uint number) => new()
    {
        Name = $"m{number}",
        Number = number,
        SpiOfA = number * 0x1000,
        SpiOfB = (number * 0x1000) + 1,
        NetOfA = new ConfiguredSelector(IpAddress.Parse($"10.1.{number}.0"), 24),
        NetOfB = new ConfiguredSelector(IpAddress.Parse($"10.2.{number}.0"), 24),
    };

    private static SimPair Configured()
    {
        var pair = new SimPair(carriesPackets: true);
        SimManualTunnel.Configure(pair, new SimManualTunnel());
        return pair;
    }

    private static ManualTunnelSnapshot Only(SimHost host) => Assert.Single(host.Registry.Capture().ManualTunnels);

    private static CommandResult Result(SimHost host, EngineCommand command) => host.ResultOf(host.Execute(command))!;

    private static uint SequenceOf(SimDatagram packet) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(packet.Octets.AsSpan(4));

    private static void Send(SimPair pair, byte[] there, byte[]? back = null, params byte[][] more)
    {
        foreach (var packet in (byte[][])[there, .. more])
        {
            pair.A.SendInner(packet);
        }

        pair.Drive();
        if (back is not null)
        {
            pair.B.SendInner(back);
            pair.Drive();
        }
    }

    /// <summary>Gives these numbers, one after the other.</summary>
    private sealed class ScriptedRandom(params uint[] numbers) : IRandomSource
    {
        private int _next;

        public void Fill(Span<byte> destination)
        {
            destination.Clear();
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(destination[^4..], numbers[_next++]);
        }
    }
}
