using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

/// <summary>Disconnect-Request and CoA-Request (RFC 5176): who may ask, what is done, what is answered.</summary>
public sealed class DynamicAuthorizationTests : IAsyncDisposable
{
    private static readonly byte[] Secret = "between us"u8.ToArray();
    private static readonly byte[] User = "carol"u8.ToArray();

    private readonly SteppedClock _time = new();
    private readonly List<(RadiusSelector Selector, RadiusChange Change)> _changes = [];
    private readonly DynamicAuthorizationServer _server;
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private int _affected = 1;

    public DynamicAuthorizationTests()
    {
        _server = Open(IpAddress.Parse("127.0.0.1"));
        _client.Connect(new IPEndPoint(IPAddress.Loopback, _server.Endpoint.Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Disconnect_KnownSession_IsDoneOnceAndConfirmed()
    {
        var request = Packet(RadiusCode.DisconnectRequest, packet => packet
            .Add(RadiusAttributeType.UserName, User)
            .Add(RadiusAttributeType.AcctSessionId, "7-7")
            .Add(RadiusAttributeType.NasIdentifier, "gate")
            .Add(RadiusAttributeType.ProxyState, "p1"u8));

        var answer = await AskAsync(request);
        var repeated = await AskAsync(request);

        Assert.Equal(RadiusCode.DisconnectAck, answer.Code);
        Assert.True(RadiusDigests.IsGenuine(answer, request.AsSpan(4, 16), Secret, needsMessageAuthenticator: true));
        Assert.Equal("p1"u8.ToArray(), answer.All(RadiusAttributeType.ProxyState).Single().ToArray());
        Assert.Equal(answer.Octets.ToArray(), repeated.Octets.ToArray());
        var (selector, change) = Assert.Single(_changes);
        Assert.Equal("7-7", selector.SessionId);
        Assert.Equal(User, selector.UserName!.Value.ToArray());
        Assert.IsType<RadiusChange.Disconnect>(change);
    }

    [Fact]
    public async Task Coa_SessionTimeout_IsChanged()
    {
        var answer = await AskAsync(Packet(RadiusCode.CoaRequest, packet => packet.Add(RadiusAttributeType.UserName, User).Add(RadiusAttributeType.SessionTimeout, 90)));

        Assert.Equal(RadiusCode.CoaAck, answer.Code);
        Assert.Equal(new RadiusChange.Extend(TimeSpan.FromSeconds(90)), Assert.Single(_changes).Change);
    }

    [Fact]
    public async Task Disconnect_NoSuchSession_IsRefused()
    {
        _affected = 0;
        var answer = await AskAsync(Packet(RadiusCode.DisconnectRequest, packet => packet.Add(RadiusAttributeType.UserName, User)));

        Assert.Equal((RadiusCode.DisconnectNak, (uint?)ErrorCause.SessionContextNotFound), (answer.Code, answer.Number(RadiusAttributeType.ErrorCause)));
    }

    [Fact]
    public async Task Request_WrongSecretOldOrOfTheWrongKind_IsDroppedInSilence()
    {
        var now = (uint)_time.GetUtcNow().ToUnixTimeSeconds();
        await _client.SendAsync(new RadiusPacketBuilder(RadiusCode.DisconnectRequest).Add(RadiusAttributeType.UserName, User).DigestedRequest(1, "guess"u8));
        await _client.SendAsync(Packet(RadiusCode.DisconnectRequest, packet => packet.Add(RadiusAttributeType.UserName, User).Add(RadiusAttributeType.EventTimestamp, now - 301)));
        await _client.SendAsync(Packet(RadiusCode.AccountingRequest, packet => packet.Add(RadiusAttributeType.UserName, User)));
        await _client.SendAsync("nonsense"u8.ToArray());

        // One socket, one order: with this answer all before were judged.
        var answer = await AskAsync(Packet(RadiusCode.DisconnectRequest, packet => packet.Add(RadiusAttributeType.UserName, User).Add(RadiusAttributeType.EventTimestamp, now)));

        Assert.Equal(RadiusCode.DisconnectAck, answer.Code);
        Assert.Single(_changes);
        Assert.Equal((1, 4), (_server.Taken, _server.Dropped));
    }

    [Fact]
    public async Task Request_OfAStranger_IsDroppedInSilence()
    {
        await using var server = Open(IpAddress.Parse("127.0.0.2"));
        using var friend = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        friend.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        var packet = Packet(RadiusCode.DisconnectRequest, packet => packet.Add(RadiusAttributeType.UserName, User));
        var to = new IPEndPoint(IPAddress.Loopback, server.Endpoint.Port);
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await stranger.SendToAsync(packet, to);

        await friend.SendToAsync(packet, to);
        await ReceiveAsync(friend);

        Assert.Equal((1, 1), (server.Taken, server.Dropped));
    }

    [Theory]
    [InlineData(false, (uint)ErrorCause.MissingAttribute)]
    [InlineData(false, (uint)ErrorCause.NasIdentificationMismatch, RadiusAttributeType.UserName, "carol", RadiusAttributeType.NasIdentifier, "other")]
    [InlineData(false, (uint)ErrorCause.UnsupportedAttribute, RadiusAttributeType.UserName, "carol", RadiusAttributeType.SessionTimeout, "abcd")]
    [InlineData(false, (uint)ErrorCause.UnsupportedService, RadiusAttributeType.UserName, "carol", RadiusAttributeType.ServiceType, "abcd")]
    [InlineData(false, (uint)ErrorCause.InvalidAttributeValue, RadiusAttributeType.FramedIpAddress, "abcde")]
    [InlineData(true, (uint)ErrorCause.MissingAttribute, RadiusAttributeType.UserName, "carol")]
    [InlineData(true, (uint)ErrorCause.InvalidAttributeValue, RadiusAttributeType.UserName, "carol", RadiusAttributeType.SessionTimeout, "abc")]
    [InlineData(true, (uint)ErrorCause.UnsupportedAttribute, RadiusAttributeType.UserName, "carol", RadiusAttributeType.FilterId, "f")]
    public void Read_WhatCannotBeDone_SaysWhy(bool isCoa, uint expected, params object[] attributes)
    {
        var octets = Packet(isCoa ? RadiusCode.CoaRequest : RadiusCode.DisconnectRequest, packet =>
        {
            for (var i = 0; i < attributes.Length; i += 2)
            {
                packet.Add((RadiusAttributeType)attributes[i], (string)attributes[i + 1]);
            }

            return packet;
        });
        Assert.True(RadiusPacket.TryRead(octets, out var request));

        Assert.Equal(expected, (uint?)new DynamicAuthorizationRules("gate").Read(request, out var selector, out _));
        Assert.Null(selector);
    }

    private static byte[] Packet(RadiusCode code, Func<RadiusPacketBuilder, RadiusPacketBuilder> describe) => describe(new RadiusPacketBuilder(code)).DigestedRequest(1, Secret);

    private static async Task<RadiusPacket> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[RadiusPacket.LargestSize];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var length = await socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
        Assert.True(RadiusPacket.TryRead(buffer.AsMemory(0, length), out var packet));
        return packet;
    }

    private DynamicAuthorizationServer Open(IpAddress client) => DynamicAuthorizationServer.TryOpen(
        new DynamicAuthorizationPolicy(IpAddress.Parse("127.0.0.1"), 0, Secret.ToValueList(), []),
        [client],
        "gate",
        (selector, change, _) =>
        {
            _changes.Add((selector, change));
            return Task.FromResult(_affected);
        },
        _time,
        NullLogger.Instance)!;

    private async Task<RadiusPacket> AskAsync(byte[] packet)
    {
        await _client.SendAsync(packet);
        return await ReceiveAsync(_client);
    }
}
