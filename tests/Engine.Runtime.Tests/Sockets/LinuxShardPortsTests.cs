using System.Net;
using MyIkev2.Engine.Shard;

using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Sockets;

public sealed class LinuxShardPortsTests
{
    private static readonly byte[] Octets = [1, 2, 3, 4, 5];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.77")]
    public void Wildcard_Datagram_BringsTheAddressItWasSentToAndAnswerLeavesFromIt(string asked)
    {
        using var fixture = new PortsFixture("0.0.0.0");
        using var peer = new Peer("127.0.0.1");
        var address = IPAddress.Parse(asked);
        peer.Send(Octets, address, fixture.Listeners[0].Endpoint.Port);

        fixture.ReceiveUntil(1);

        var (path, octets) = Assert.Single(fixture.Received);
        Assert.Equal(Octets, octets);
        Assert.Equal(IpAddress.From(address), path.Local.Address);
        Assert.Equal(peer.Endpoint, path.Remote);

        fixture.Ports.Send(path, [9, 8, 7]);
        fixture.Ports.Flush();
        var (answer, from) = peer.Receive();
        Assert.Equal([9, 8, 7], answer);
        Assert.Equal(new IPEndPoint(address, fixture.Listeners[0].Endpoint.Port), from);
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    public void Ipv6_Datagram_GoesBothWays(string listen)
    {
        using var fixture = new PortsFixture(listen);
        using var peer = new Peer("::1");
        peer.Send(Octets, IPAddress.IPv6Loopback, fixture.Listeners[0].Endpoint.Port);

        fixture.ReceiveUntil(1);

        var (path, _) = Assert.Single(fixture.Received);
        Assert.Equal(IpAddress.Parse("::1"), path.Local.Address);
        fixture.Ports.Send(path, Octets);
        fixture.Ports.Flush();
        Assert.Equal(Octets, peer.Receive().Octets);
    }

    [Fact]
    public void NatTraversalPort_Send_PutsTheMarkerInFrontAndKeepaliveHasNone()
    {
        using var fixture = new PortsFixture("127.0.0.1", natTraversal: true);
        using var peer = new Peer("127.0.0.1");
        var path = new NetworkPath(fixture.Listeners[1].Endpoint, peer.Endpoint, HasNonEspMarker: true);

        fixture.Ports.Send(path, Octets);
        fixture.Ports.SendKeepalive(path);
        fixture.Ports.Flush();

        Assert.Equal([0, 0, 0, 0, .. Octets], peer.Receive().Octets);
        var (keepalive, from) = peer.Receive();
        Assert.Equal([0xFF], keepalive);
        Assert.Equal(fixture.Listeners[1].Endpoint.Port, from.Port);
    }

    [Fact]
    public void Send_MoreThanABatchAndOfAnySize_AllArriveInOrder()
    {
        using var sender = new PortsFixture("127.0.0.1");
        using var receiver = new PortsFixture("127.0.0.1");
        var path = new NetworkPath(sender.Listeners[0].Endpoint, receiver.Listeners[0].Endpoint, false);
        int[] sizes = [1, 60000, 3, 40000, 50000, .. Enumerable.Range(100, 70)];
        foreach (var (size, index) in sizes.Select(static (size, index) => (size, index)))
        {
            var message = new byte[size];
            Array.Fill(message, (byte)index);
            sender.Ports.Send(path, message);
        }

        sender.Ports.Flush();
        receiver.ReceiveUntil(sizes.Length);

        Assert.Equal(sizes, receiver.Received.Select(static r => r.Octets.Length));
        Assert.All(receiver.Received.Select(static (r, index) => (r, index)), static x => Assert.All(x.r.Octets, o => Assert.Equal((byte)x.index, o)));
        Assert.Equal(0, sender.Counters.SendFailures);
    }

    [Fact]
    public void Send_WhatTheSystemRefuses_IsCountedAndTheRestLeaves()
    {
        using var fixture = new PortsFixture("127.0.0.1");
        using var peer = new Peer("127.0.0.1");
        var good = new NetworkPath(fixture.Listeners[0].Endpoint, peer.Endpoint, false);
        fixture.Ports.Send(good, [1]);
        fixture.Ports.Send(good, new byte[65530]);
        fixture.Ports.Send(good with { Local = new IpEndpoint(IpAddress.Parse("192.0.2.1"), 1) }, [2]);
        fixture.Ports.Send(good, [3]);

        fixture.Ports.Flush();

        Assert.Equal([1], peer.Receive().Octets);
        Assert.Equal([3], peer.Receive().Octets);
        Assert.Equal(2, fixture.Counters.SendFailures);
        var socket = Assert.Single(fixture.Ports.Rows);
        Assert.Equal((ListenerTransport.Udp, fixture.Listeners[0].Endpoint), (socket.Transport, socket.Endpoint));
        Assert.Equal((2ul, 2ul, 1ul), (socket.Counters.OutDatagrams.Value, socket.Counters.OutOctets.Value, socket.Counters.OutErrors.Value));

        // None of them is an IKE message.
        Assert.False(fixture.Ports.TryTakeUnsent(out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Send_IkeMessageThatTheSystemRefuses_IsToldByTheSpiOfOurs(bool natTraversal)
    {
        using var fixture = new PortsFixture("127.0.0.1", natTraversal);
        var listener = fixture.Listeners[natTraversal ? 1 : 0];
        var path = new NetworkPath(listener.Endpoint, new IpEndpoint(IpAddress.Parse("127.0.0.1"), 9), listener.HasNonEspMarker);
        fixture.Ports.Send(path, TooLarge(fromInitiator: true));
        fixture.Ports.Send(path, TooLarge(fromInitiator: false));
        fixture.Ports.SendKeepalive(path);

        fixture.Ports.Flush();

        Assert.True(fixture.Ports.TryTakeUnsent(out var first));
        Assert.True(fixture.Ports.TryTakeUnsent(out var second));
        Assert.Equal((0x0101_0101_0101_0101ul, 0x0202_0202_0202_0202ul), (first, second));
        Assert.False(fixture.Ports.TryTakeUnsent(out _));
    }

    private static byte[] TooLarge(bool fromInitiator)
    {
        var message = new byte[65530];
        message.AsSpan(0, 8).Fill(1);
        message.AsSpan(8, 8).Fill(2);
        (message[17], message[18], message[19]) = (0x20, 37, (byte)(fromInitiator ? 0x08 : 0));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(24), message.Length);
        return message;
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public void Receive_AfterTheSystemDropped_CountsWhatWasLost(string listen)
    {
        const int Sent = 400;
        using var fixture = new PortsFixture(listen, receiveBuffer: 4096);
        using var peer = new Peer("127.0.0.1");
        var port = fixture.Listeners[0].Endpoint.Port;
        for (var i = 0; i < Sent; i++)
        {
            peer.Send(new byte[1000], IPAddress.Loopback, port);
        }

        // The count travels with the first datagram that fits again.
        fixture.ReceiveUntil(Sent);
        var kept = fixture.Received.Count;
        Assert.InRange(kept, 1, Sent - 1);
        peer.Send([1], IPAddress.Loopback, port);
        fixture.ReceiveUntil(kept + 1);

        Assert.Equal(Sent - kept, fixture.Counters.MessageDrops);
        var socket = Assert.Single(fixture.Ports.Rows).Counters.Read();
        Assert.Equal(((ulong)(Sent - kept), (ulong)kept + 1, (ulong)(kept * 1000) + 1), (socket.KernelDrops, socket.InDatagrams, socket.InOctets));
    }

    [Fact]
    public void Wake_AfterDispose_IsHarmless()
    {
        var fixture = new PortsFixture("127.0.0.1");
        fixture.Dispose();

        fixture.Ports.Wake();
    }

    [Fact]
    public async Task Wait_WokenFromAnotherThread_ReturnsBeforeItsTime()
    {
        using var fixture = new PortsFixture("127.0.0.1");
        var waiting = Task.Run(() => fixture.Ports.Wait(60_000));

        fixture.Ports.Wake();

        await waiting.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
