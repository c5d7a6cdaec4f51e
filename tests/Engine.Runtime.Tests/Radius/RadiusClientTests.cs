using MyIkev2.Engine.Runtime.Radius;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Radius;

public sealed class RadiusClientTests
{
    private static readonly RadiusRetransmission Quick = new() { Timeout = TimeSpan.FromSeconds(2), Tries = 3 };

    [Fact]
    public async Task Ask_ChallengeThenAccept_GivesStateBackAndFindsTheKey()
    {
        var received = new byte[32];
        var sent = new byte[32];
        received.AsSpan().Fill(0x11);
        sent.AsSpan().Fill(0x22);
        await using var server = new RadiusServerDouble(request => request.TryFind(RadiusAttributeType.State, out _)
            ? new RadiusPacketBuilder(RadiusCode.AccessAccept)
                .Add(RadiusAttributeType.VendorSpecific, [0, 0, 1, 55, 17, 52, .. RadiusServerDouble.Cover(received, request.Authenticator, 1)])
                .Add(RadiusAttributeType.VendorSpecific, [0, 0, 1, 55, 16, 52, .. RadiusServerDouble.Cover(sent, request.Authenticator, 2)])
                .Response(request.Identifier, request.Authenticator, RadiusServerDouble.Secret)
            : new RadiusPacketBuilder(RadiusCode.AccessChallenge)
                .Add(RadiusAttributeType.State, "round 1"u8).AddEap("request"u8)
                .Response(request.Identifier, request.Authenticator, RadiusServerDouble.Secret));
        await using var client = new RadiusClient([server.Server()], Quick, new SteppedClock());
        var conversation = client.Converse();

        var challenge = await conversation.AskAsync(request => request.AddEap("identity"u8), CancellationToken.None);
        var accept = await conversation.AskAsync(request => request.AddEap("response"u8), CancellationToken.None);

        Assert.Equal("request"u8.ToArray(), challenge!.Packet.EapMessage());
        await server.NextRequestAsync();
        Assert.True(RadiusPacket.TryRead(await server.NextRequestAsync(), out var second));
        Assert.Equal("round 1"u8.ToArray(), second.All(RadiusAttributeType.State).Single().ToArray());
        using var key = conversation.MasterSessionKey(accept!)!;
        Assert.Equal([.. received, .. sent], key.Span.ToArray());
    }

    [Fact]
    public async Task Ask_NoAnswer_RepeatsTheSameOctetsThenGoesToTheNextServer()
    {
        var time = new SteppedClock();
        await using var silent = new RadiusServerDouble(_ => null);
        await using var other = new RadiusServerDouble(Accept);
        await using var client = new RadiusClient([other.Server("second", preference: 1), silent.Server("first", preference: 2)], Quick, time);

        var asking = client.Converse().AskAsync(request => request.AddEap("identity"u8), CancellationToken.None);
        var packets = new List<byte[]>();
        for (var tries = 0; tries < Quick.Tries; tries++)
        {
            packets.Add(await silent.NextRequestAsync());
            await time.AdvanceToTimerAsync(Quick.DelayAfter(tries));
        }

        Assert.Equal(RadiusCode.AccessAccept, (await asking)!.Packet.Code);
        Assert.All(packets, packet => Assert.Equal(packets[0], packet));
        Assert.Equal([true, false], client.Servers.Select(server => server.IsDead));
        Assert.Equal((1, 2, 1), (client.Servers.First().Counters.Requests, client.Servers.First().Counters.Retransmissions, client.Servers.First().Counters.Timeouts));

        // The dead one is asked last from now on.
        await client.Converse().AskAsync(request => request.AddEap("identity"u8), CancellationToken.None);
        Assert.Equal(0, silent.RequestsWaiting);
    }

    [Fact]
    public async Task Ask_AnswerOfSomebodyWithoutTheSecret_IsNoAnswer()
    {
        var time = new SteppedClock();
        await using var forger = new RadiusServerDouble(request =>
            new RadiusPacketBuilder(RadiusCode.AccessAccept).Response(request.Identifier, request.Authenticator, "guess"u8));
        await using var client = new RadiusClient([forger.Server()], Quick with { Tries = 1 }, time);

        var asking = client.Converse().AskAsync(request => request.AddEap("identity"u8), CancellationToken.None);
        await forger.NextRequestAsync();
        await UntilCountedAsync(() => client.Servers.Single().Counters.BadAuthenticators);
        await time.AdvanceToTimerAsync(Quick.DelayAfter(0));

        Assert.Null(await asking);
        Assert.Equal(1, client.Servers.Single().Counters.BadAuthenticators);
    }

    [Fact]
    public async Task Ask_MoreAtOnceThanIdentifiers_AllAreAnswered()
    {
        await using var server = new RadiusServerDouble(Accept);
        await using var client = new RadiusClient([server.Server()], Quick with { Timeout = TimeSpan.FromMinutes(1) }, TimeProvider.System);

        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(i =>
            client.Converse().AskAsync(request => request.Add(RadiusAttributeType.UserName, $"user{i}").AddEap("identity"u8), CancellationToken.None)));

        Assert.All(answers, answer => Assert.Equal(RadiusCode.AccessAccept, answer!.Packet.Code));
    }

    private static byte[] Accept(RadiusPacket request) =>
        new RadiusPacketBuilder(RadiusCode.AccessAccept).Response(request.Identifier, request.Authenticator, RadiusServerDouble.Secret);

    // What is dropped shows in its counter only.
    private static async Task UntilCountedAsync(Func<long> counter)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (counter() == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }
    }
}
