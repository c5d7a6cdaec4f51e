using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

/// <summary>What the service says to RADIUS servers, and what it makes of their answers and of their silence.</summary>
public sealed class RadiusServiceTests : IAsyncDisposable
{
    private static readonly NetworkPath Path = new(new IpEndpoint(IpAddress.Parse("192.0.2.1"), 4500), new IpEndpoint(IpAddress.Parse("192.0.2.2"), 4500), true);

    private static readonly RadiusQuestion Question = new()
    {
        SessionId = "0001-7",
        Port = 7,
        VpnName = "lab",
        Path = Path,
        UserName = "carol"u8.ToArray(),
        Eap = "packet"u8.ToArray(),
    };

    private readonly RadiusService _service = new(TimeProvider.System, NullLogger.Instance, (_, _, _) => Task.FromResult(0));

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Start_EapPacket_GoesWithEverythingTheServerIsToKnow()
    {
        await using var server = new RadiusServerDouble(request => Answer(request, RadiusCode.AccessReject, packet => packet.Add(RadiusAttributeType.ReplyMessage, "not\ttoday")));
        _service.Apply(Policy(server));

        var reply = Assert.IsType<RadiusReply.Reject>(await AskAsync(Question));

        Assert.Equal("not today", reply.Text);
        var octets = await server.NextRequestAsync();
        Assert.True(RadiusPacket.TryRead(octets, out var packet));
        Assert.Equal((byte)RadiusAttributeType.MessageAuthenticator, octets[RadiusPacket.HeaderSize]);
        Assert.Equal(
            ("carol", "lab", "192.0.2.1[4500]", "192.0.2.2[4500]", "0001-7", "gate"),
            (Text(packet, RadiusAttributeType.UserName), Text(packet, RadiusAttributeType.NasPortId), Text(packet, RadiusAttributeType.CalledStationId),
                Text(packet, RadiusAttributeType.CallingStationId), Text(packet, RadiusAttributeType.AcctSessionId), Text(packet, RadiusAttributeType.NasIdentifier)));
        Assert.Equal((2u, 5u, 7u), (packet.Number(RadiusAttributeType.ServiceType), packet.Number(RadiusAttributeType.NasPortType), packet.Number(RadiusAttributeType.NasPort)));
        Assert.Equal([192, 0, 2, 1], packet.All(RadiusAttributeType.NasIpAddress).Single().ToArray());
        Assert.Equal("packet"u8.ToArray(), packet.EapMessage());
        Assert.False(packet.TryFind(RadiusAttributeType.UserPassword, out _));
    }

    [Fact]
    public async Task Start_ChallengeThenAccept_IsOneConversation()
    {
        await using var server = new RadiusServerDouble(request => request.TryFind(RadiusAttributeType.State, out _)
            ? Answer(request, RadiusCode.AccessAccept, packet => packet.Add(RadiusAttributeType.SessionTimeout, 60).AddEap("yes"u8))
            : Answer(request, RadiusCode.AccessChallenge, packet => packet.Add(RadiusAttributeType.State, "s"u8).AddEap("more"u8)));
        _service.Apply(Policy(server));

        var challenge = Assert.IsType<RadiusReply.Challenge>(await AskAsync(Question));
        var accept = Assert.IsType<RadiusReply.Accept>(await AskAsync(Question with { Conversation = challenge.Conversation }));

        Assert.Equal(("more", "yes"), (Encoding.UTF8.GetString(challenge.Eap.Span), Encoding.UTF8.GetString(accept.Eap.Span)));
        Assert.Equal(TimeSpan.FromSeconds(60), accept.Grant.SessionTimeout);
        Assert.Null(accept.MasterSessionKey);
    }

    [Theory]
    [InlineData("", "carol")]
    [InlineData("a password of more than sixteen octets", "a password of more than sixteen octets")]
    public async Task Start_PresharedKeyWanted_SendsAPasswordAndTakesTheKey(string configured, string expected)
    {
        await using var server = new RadiusServerDouble(request =>
            Answer(request, RadiusCode.AccessAccept, packet => packet.Add(RadiusAttributeType.VendorSpecific, (byte[])[0, 0, 0, 9, 1, 21, .. "ike:psk-remote=0x41"u8])));
        _service.Apply(Policy(server) with { VendorId = 9, KeyPassword = Encoding.UTF8.GetBytes(configured).ToValueList() });

        using var reply = await AskAsync(Question with { Eap = null });

        Assert.Equal("A"u8.ToArray(), Assert.IsType<RadiusReply.Accept>(reply).PreSharedKey!.Span.ToArray());
        Assert.True(RadiusPacket.TryRead(await server.NextRequestAsync(), out var packet));
        Assert.Equal(expected, Uncover(packet));
        Assert.False(packet.TryFind(RadiusAttributeType.EapMessage, out _));
    }

    [Fact]
    public async Task Start_NoServerConfigured_AnswersAtOnce()
    {
        Assert.Null(await AskAsync(Question));
        await using var server = new RadiusServerDouble(_ => null);
        _service.Apply(Policy(server));
        _service.Apply(null);
        Assert.Null(await AskAsync(Question));
    }

    [Fact]
    public async Task Apply_OtherServers_EndsQuestionsToTheOldOnes()
    {
        await using var silent = new RadiusServerDouble(_ => null);
        await using var other = new RadiusServerDouble(request => Answer(request, RadiusCode.AccessReject, packet => packet));
        _service.Apply(Policy(silent));
        var asking = AskAsync(Question);
        await silent.NextRequestAsync();

        _service.Apply(Policy(other));

        Assert.IsType<RadiusReply.Silence>(await asking);
        Assert.IsType<RadiusReply.Reject>(await AskAsync(Question));
    }

    [Fact]
    public async Task Account_SessionOfAService_BeginsWithOnAndEndsWithOff()
    {
        await using var server = new RadiusServerDouble(request => Answer(request, RadiusCode.AccountingResponse, packet => packet));
        var service = new RadiusService(new SteppedClock(), NullLogger.Instance, (_, _, _) => Task.FromResult(0));
        service.Apply(Policy(server) with { Accounting = true });
        service.Account(Record(AccountingStatus.Start));
        service.Account(Record(AccountingStatus.Stop) with { InOctets = (3ul << 32) + 5, InPackets = 9, SessionTime = TimeSpan.FromSeconds(42), Cause = TerminateCause.UserRequest });
        await service.DisposeAsync();

        var packets = new List<RadiusPacket>();
        while (server.RequestsWaiting > 0)
        {
            Assert.True(RadiusPacket.TryRead(await server.NextRequestAsync(), out var packet));
            Assert.True(RadiusDigests.IsGenuineRequest(packet, RadiusServerDouble.Secret));
            packets.Add(packet);
        }

        Assert.Equal([7u, 1u, 2u, 8u], packets.Select(packet => packet.Number(RadiusAttributeType.AcctStatusType)));
        var stop = packets[2];
        Assert.Equal(
            (5u, 3u, 9u, 42u, 1u),
            (stop.Number(RadiusAttributeType.AcctInputOctets), stop.Number(RadiusAttributeType.AcctInputGigawords), stop.Number(RadiusAttributeType.AcctInputPackets),
                stop.Number(RadiusAttributeType.AcctSessionTime), stop.Number(RadiusAttributeType.AcctTerminateCause)));
        Assert.Equal([10, 73, 0, 1], stop.All(RadiusAttributeType.FramedIpAddress).Single().ToArray());
        Assert.Equal([1, 2], stop.All(RadiusAttributeType.Class).Single().ToArray());
    }

    [Fact]
    public async Task Account_ServerIsDead_QueueIsBoundedAndInterimsLeaveRoom()
    {
        var time = new SteppedClock();
        await using var dead = new RadiusServerDouble(_ => null);
        await using var setup = new RadiusSetup(Policy(dead), time);
        var queue = new AccountingQueue(() => (setup, "gate"), time, NullLogger.Instance);
        queue.Add(Record(AccountingStatus.Start));
        await dead.NextRequestAsync();
        const int Interims = 5000;
        for (var i = 0; i < Interims; i++)
        {
            queue.Add(Record(AccountingStatus.InterimUpdate));
        }

        var waiting = queue.Waiting;
        Assert.InRange(waiting, 1, 1024);
        Assert.Equal(Interims - waiting, queue.Lost);
        queue.Add(Record(AccountingStatus.Stop));
        Assert.Equal(waiting + 1, queue.Waiting);

        var stopping = queue.StopAsync(saysGoodbye: false);
        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(5));
        await stopping;
        Assert.Equal(0, queue.Confirmed);
        Assert.Equal(Interims + 2, queue.Lost);
    }

    private static RadiusPolicy Policy(RadiusServerDouble server) => new()
    {
        Servers = [new RadiusServerPolicy("one", IpAddress.Parse("127.0.0.1"), RadiusServerDouble.Secret.ToValueList()) { AuthenticationPort = (ushort)server.Port, AccountingPort = (ushort)server.Port }],
        NasIdentifier = "gate",
        RetransmitTimeout = TimeSpan.FromSeconds(60),
    };

    private static AccountingRecord Record(AccountingStatus status) => new()
    {
        Status = status,
        SessionId = "0001-7",
        UserName = "carol"u8.ToArray(),
        Port = 7,
        VpnName = "lab",
        Path = Path,
        Addresses = [IpAddress.Parse("10.73.0.1")],
        Classes = [new byte[] { 1, 2 }],
        At = new EngineInstant(0, 1_700_000_000_000),
    };

    private static byte[] Answer(RadiusPacket request, RadiusCode code, Func<RadiusPacketBuilder, RadiusPacketBuilder> describe) =>
        describe(new RadiusPacketBuilder(code, withMessageAuthenticator: code != RadiusCode.AccountingResponse)).Response(request.Identifier, request.Authenticator, RadiusServerDouble.Secret);

    private static string Text(RadiusPacket packet, RadiusAttributeType type) => Encoding.UTF8.GetString(packet.All(type).Single().Span);

    /// <summary>RFC 2865 section 5.2, the server's side.</summary>
    private static string Uncover(RadiusPacket packet)
    {
        var covered = packet.All(RadiusAttributeType.UserPassword).Single().ToArray();
        var plain = new byte[covered.Length];
        byte[] before = packet.Authenticator.ToArray();
        for (var at = 0; at < covered.Length; at += 16)
        {
            var cover = MD5.HashData([.. RadiusServerDouble.Secret, .. before]);
            for (var i = 0; i < 16; i++)
            {
                plain[at + i] = (byte)(covered[at + i] ^ cover[i]);
            }

            before = covered[at..(at + 16)];
        }

        return Encoding.UTF8.GetString(plain).TrimEnd('\0');
    }

    private async Task<RadiusReply?> AskAsync(RadiusQuestion question)
    {
        var results = Channel.CreateUnbounded<CryptoJobResult>();
        _service.Start(new RadiusJob(1, question), result => results.Writer.TryWrite(result));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return (await results.Reader.ReadAsync(patience.Token)).Radius;
    }
}
