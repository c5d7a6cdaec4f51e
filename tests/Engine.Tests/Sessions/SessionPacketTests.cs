using System.Buffers.Binary;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;
using static MyIkev2.Engine.Tests.Sessions.Flows;

namespace MyIkev2.Engine.Tests.Sessions;

/// <summary>Inner packets of a tunnel that the engine carries, and the sessions that they meet.</summary>
public sealed class SessionPacketTests
{
    private const string Here = "10.1.1.5";
    private const string There = "10.2.1.7";
    private const byte Fin = 0x11;
    private const byte Reset = 0x04;
    private const byte Push = 0x18;

    private readonly SimPair _pair = SimPair.Established(seed: 1, carriesPackets: true, sessions: new SessionTableOptions { Capacity = 100, FinWait = 5_000 });

    private static SessionDefinition Flow => new()
    {
        Id = 1001,
        InInterface = SessionInterfaces.Inside,
        OutInterface = SessionInterfaces.Outside,
        Source = Address(Here),
        Destination = Address(There),
        SourcePort = 40_000,
        DestinationPort = 7,
        Protocol = Udp,
        Action = SessionAction.Forward,
    };

    private SessionTable Table => _pair.A.Sessions!;

    private SessionReading Reading => Table.Find(1001)!.Value;

    [Fact]
    public void Forward_PacketsOfBothDirections_AreCountedAndArrive()
    {
        Add(Flow);

        Send(_pair.A, Datagram(100));
        Send(_pair.A, Datagram(50));
        Send(_pair.B, Answer(10));

        Assert.Equal((2, 1), (_pair.B.Delivered.Count, _pair.A.Delivered.Count));
        Assert.Equal((2ul, 206ul), (Reading.InPackets, Reading.InOctets));
        Assert.Equal((1ul, 38ul), (Reading.OutPackets, Reading.OutOctets));
        Assert.Equal((3ul, 0ul, 0ul), (Table.Facts.Matches, Table.Facts.Drops, Table.Facts.Copies));
    }

    [Fact]
    public void Drop_PacketsOfEitherSide_EndHere()
    {
        Add(Flow with { Action = SessionAction.Drop });

        Send(_pair.A, Datagram(100));
        Send(_pair.B, Answer(100));

        Assert.Empty(_pair.B.Delivered);
        Assert.Empty(_pair.A.Delivered);
        Assert.Equal((1ul, 1ul, 2ul), (Reading.InPackets, Reading.OutPackets, Table.Facts.Drops));
    }

    [Theory]
    [InlineData(Here, There, (ushort)40_001, (ushort)7)]
    [InlineData(Here, There, (ushort)7, (ushort)40_000)] // swapped ports are another flow
    [InlineData("10.1.1.6", There, (ushort)40_000, (ushort)7)]
    [InlineData(Here, "10.2.1.8", (ushort)40_000, (ushort)7)]
    public void Drop_PacketsOfOtherFlows_PassUncounted(string source, string destination, ushort sourcePort, ushort destinationPort)
    {
        Add(Flow with { Action = SessionAction.Drop });

        Send(_pair.A, IpPackets.Udp(source, destination, new byte[10], sourcePort, destinationPort));
        Send(_pair.A, IpPackets.Packet(Here, There, IpPackets.Tcp, TcpSegment(40_000, 7, Push)));
        Send(_pair.A, IpPackets.Packet(Here, There, IpPackets.Icmp, new byte[8]));

        Assert.Equal((3, 0ul), (_pair.B.Delivered.Count, Reading.InPackets));
    }

    [Fact]
    public void Deleted_Session_DropsNoMore()
    {
        Add(Flow with { Action = SessionAction.Drop });
        Send(_pair.A, Datagram(1));
        _pair.A.Command(new ShardCommand.ChangeSessions(2, new SessionChange.Delete(1001)));

        Send(_pair.A, Datagram(1));

        Assert.Single(_pair.B.Delivered);
        Assert.Equal((SessionState.Closed, 1ul), (Reading.State, Reading.InPackets));
    }

    [Theory]
    [InlineData(SessionAction.Mirror)]
    [InlineData(SessionAction.Snoop)]
    public void Copies_OfBothDirections_GoToTheCollectorInGre(SessionAction action)
    {
        _pair.A.SourceAddressFor = static _ => IpAddress.Parse("192.0.2.1");
        Add(Flow with { Action = action, NextHop = Address("203.0.113.9") });
        var (there, back) = (Datagram(100), Answer(60));

        Send(_pair.A, there);
        Send(_pair.B, back);

        Assert.Equal([there, back], [_pair.B.Delivered[0], _pair.A.Delivered[0]]);
        Assert.Equal([there, back], _pair.A.Bypassed.Select(copy => copy[24..]));
        Assert.All(_pair.A.Bypassed, copy =>
        {
            Assert.Equal((4, 47, copy.Length), (copy[0] >> 4, copy[9], BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(2))));
            Assert.Equal(("192.0.2.1", "203.0.113.9"), (IpAddress.FromBytes(copy.AsSpan(12, 4)).ToString(), IpAddress.FromBytes(copy.AsSpan(16, 4)).ToString()));
            Assert.Equal(0, IpPackets.Checksum(copy.AsSpan(0, 20)));
            Assert.Equal([0, 0, 8, 0], copy[20..24]);
        });
        Assert.Equal(2ul, Table.Facts.Copies);
    }

    [Fact]
    public void Copies_ToAnIpv6Collector_HaveItsHeader()
    {
        _pair.A.SourceAddressFor = static _ => IpAddress.Parse("2001:db8::1");
        Add(Flow with { Action = SessionAction.Mirror, NextHop = Address("2001:db8::9") });
        var there = Datagram(100);

        Send(_pair.A, there);

        var copy = Assert.Single(_pair.A.Bypassed);
        Assert.Equal((6, 47, there.Length + 4), (copy[0] >> 4, copy[6], BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(4))));
        Assert.Equal(there, copy[44..]);
    }

    /// <summary>A copy never takes a way that the policies do not give it.</summary>
    [Fact]
    public void Copies_CollectorBehindTheTunnel_GoThroughIt()
    {
        _pair.A.SourceAddressFor = static _ => IpAddress.Parse("10.1.1.1");
        Add(Flow with { Action = SessionAction.Snoop, NextHop = Address("10.2.1.99") });
        var there = Datagram(100);

        Send(_pair.A, there);

        Assert.Empty(_pair.A.Bypassed);
        Assert.Equal([there, there], [_pair.B.Delivered[0], _pair.B.Delivered[1][24..]]);
    }

    [Fact]
    public void Mirror_NoWayToTheCollector_PacketGoesOn()
    {
        Add(Flow with { Action = SessionAction.Mirror, NextHop = Address("203.0.113.9") });

        Send(_pair.A, Datagram(1));

        Assert.Single(_pair.B.Delivered);
        Assert.Empty(_pair.A.Bypassed);
        Assert.Equal((1ul, 0ul, 1ul), (Table.Facts.Matches, Table.Facts.Copies, Table.Facts.FailedCopies));
    }

    [Theory]
    [InlineData(SessionInterfaces.Inside, SessionInterfaces.Outside, true)]
    [InlineData(SessionInterfaces.Any, SessionInterfaces.Any, true)]
    [InlineData(SessionInterfaces.Inside, SessionInterfaces.TunnelBase + 1, true)]
    [InlineData(SessionInterfaces.Inside, SessionInterfaces.TunnelBase + 2, false)]
    [InlineData(SessionInterfaces.Outside, SessionInterfaces.Inside, false)]
    [InlineData(SessionInterfaces.Outside, SessionInterfaces.TunnelBase + 1, false)]
    public void Interfaces_OfThePacket_MustBeThoseOfTheSession(int comesIn, int leaves, bool meets)
    {
        Add(Flow with { InInterface = comesIn, OutInterface = leaves });

        Send(_pair.A, Datagram(1));
        Send(_pair.B, Answer(1));

        // A session between tunnels meets the answers, which come out of one; what leaves came from the host.
        var answers = meets || (comesIn == SessionInterfaces.Outside && leaves == SessionInterfaces.TunnelBase + 1);
        Assert.Equal((meets ? 1ul : 0, answers ? 1ul : 0), (Reading.InPackets, Reading.OutPackets));
    }

    [Fact]
    public void Interfaces_TwoSessionsForOneFlow_TheOneThatNamesTheTunnelCounts()
    {
        Add(Flow, Flow with { Id = 1002, OutInterface = SessionInterfaces.TunnelBase + 1 }, Flow with { Id = 1003, OutInterface = SessionInterfaces.Any });

        Send(_pair.A, Datagram(1));

        Assert.Equal([0ul, 1, 0], new ulong[] { 1001, 1002, 1003 }.Select(id => Table.Find(id)!.Value.InPackets));
    }

    [Fact]
    public void Session_OpenedFromOutside_CountsItsSourceAsIn()
    {
        Add(Flow with { InInterface = SessionInterfaces.Outside, OutInterface = SessionInterfaces.Inside, Source = Address(There), Destination = Address(Here), SourcePort = 7, DestinationPort = 40_000 });

        Send(_pair.B, Answer(1));
        Send(_pair.A, Datagram(1));

        Assert.Equal((1ul, 1ul), (Reading.InPackets, Reading.OutPackets));
    }

    [Fact]
    public void Tcp_FinsOfBothSides_CloseTheSessionAfterAWhile()
    {
        Add(Flow with { Protocol = Tcp });

        SendTcp(_pair.A, Push);
        Assert.Equal(SessionState.Established, Reading.State);
        SendTcp(_pair.A, Fin);
        Assert.Equal(SessionState.Closing1, Reading.State);
        SendTcp(_pair.B, Fin);
        Assert.Equal(SessionState.Closing2, Reading.State);
        _pair.Advance(4);
        SendTcp(_pair.A, Push);
        _pair.Advance(3);

        Assert.Equal((SessionState.Closed, SessionCloseCode.FinAck, 3ul, 1ul), (Reading.State, Reading.CloseCode, Reading.InPackets, Reading.OutPackets));
    }

    [Fact]
    public void Tcp_FinTwiceFromOneSide_StaysHalfOpen()
    {
        Add(Flow with { Protocol = Tcp });

        SendTcp(_pair.A, Fin);
        SendTcp(_pair.A, Fin);
        _pair.Advance(60);

        Assert.Equal(SessionState.Closing1, Reading.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tcp_Reset_ClosesTheSessionAtOnce(bool byUs)
    {
        Add(Flow with { Protocol = Tcp });

        SendTcp(byUs ? _pair.A : _pair.B, Reset);

        Assert.Equal((SessionState.Closed, SessionCloseCode.Reset), (Reading.State, Reading.CloseCode));
        Assert.Equal(1, _pair.A.Delivered.Count + _pair.B.Delivered.Count);
    }

    /// <summary>What does not arrive ends nothing.</summary>
    [Fact]
    public void Tcp_ResetOfADroppedSession_ChangesNothing()
    {
        Add(Flow with { Protocol = Tcp, Action = SessionAction.Drop });

        SendTcp(_pair.A, Reset);
        SendTcp(_pair.A, Push);

        Assert.Equal((SessionState.Established, 2ul), (Reading.State, Reading.InPackets));
        Assert.Empty(_pair.B.Delivered);
    }

    [Fact]
    public void Tcp_HeaderCutShort_IsCountedAndEndsNothing()
    {
        Add(Flow with { Protocol = Tcp });

        Send(_pair.A, IpPackets.Packet(Here, There, IpPackets.Tcp, TcpSegment(40_000, 7, Reset).AsSpan(0, 13)));

        Assert.Equal((SessionState.Established, 1ul), (Reading.State, Reading.InPackets));
    }

    [Fact]
    public void Idle_PacketsOfEitherDirection_KeepTheSession()
    {
        Add(Flow with { IdleSeconds = 10 });
        for (var i = 0; i < 3; i++)
        {
            _pair.Advance(8);
            Send(_pair.A, Datagram(1));
            _pair.Advance(8);
            Send(_pair.B, Answer(1));
        }

        Assert.Equal(SessionState.Established, Reading.State);
        _pair.Advance(11.2);
        Assert.Equal((SessionState.Closed, SessionCloseCode.Timeout), (Reading.State, Reading.CloseCode));
    }

    [Fact]
    public void Rekey_OfTheTunnel_SessionAndItsInterfaceStay()
    {
        Add(Flow with { OutInterface = SessionInterfaces.TunnelBase + 1 });
        Send(_pair.A, Datagram(1));
        _pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        _pair.Drive();
        _pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        _pair.Drive();

        Send(_pair.A, Datagram(1));

        Assert.Equal(2ul, Reading.InPackets);
    }

    [Fact]
    public void Packets_ThatMeetSessions_AllocateNothing()
    {
        _pair.A.SourceAddressFor = static _ => IpAddress.Parse("192.0.2.1");
        Add(Flow, Flow with { Id = 2, Protocol = Tcp, Action = SessionAction.Drop });
        _pair.A.OnPacket = static (in NetworkPath _, in OuterHeader _, Span<byte> _) => { };
        var (datagram, segment) = (Datagram(500), IpPackets.Packet(Here, There, IpPackets.Tcp, TcpSegment(40_000, 7, Push)));
        Carry(10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Carry(200);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(210ul, Reading.InPackets);

        void Carry(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _pair.A.Shard.HandleInnerPacket(At(1), datagram);
                _pair.A.Shard.HandleInnerPacket(At(1), segment);
            }
        }
    }

    private static byte[] Datagram(int octets) => IpPackets.Udp(Here, There, new byte[octets], 40_000, 7);

    private static byte[] Answer(int octets) => IpPackets.Udp(There, Here, new byte[octets], 7, 40_000);

    private static byte[] TcpSegment(ushort source, ushort destination, byte flags)
    {
        var segment = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(segment, source);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), destination);
        segment[12] = 0x50;
        segment[13] = flags;
        return segment;
    }

    private void Add(params SessionDefinition[] sessions) => _pair.A.Command(new ShardCommand.ChangeSessions(1, new SessionChange.Add(sessions)));

    private void Send(SimHost host, byte[] packet)
    {
        host.SendInner(packet);
        _pair.Drive();
    }

    private void SendTcp(SimHost host, byte flags) => Send(host, host == _pair.A
        ? IpPackets.Packet(Here, There, IpPackets.Tcp, TcpSegment(40_000, 7, flags))
        : IpPackets.Packet(There, Here, IpPackets.Tcp, TcpSegment(7, 40_000, flags)));
}
