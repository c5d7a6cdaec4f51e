using MyIkev2.Engine.Eap;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

public sealed class EapConversationTests
{
    [Fact]
    public void MsChapV2_RightPassword_BothEndsHaveTheSameKey()
    {
        using var conversation = new EapConversation();

        var (authenticator, peer) = conversation.Run();

        using var there = Assert.IsType<EapStep.Success>(authenticator).MasterSessionKey!;
        using var here = Assert.IsType<EapStep.Success>(peer).MasterSessionKey!;
        Assert.Equal(64, there.Length);
        Assert.Equal(there.Span.ToArray(), here.Span.ToArray());
        Assert.Equal(EapMethodType.MsChapV2, conversation.Peer.Method);
        Assert.True(conversation.Peer.IsMutual);
    }

    [Fact]
    public void Md5_RightPassword_SucceedsWithoutKey()
    {
        using var conversation = new EapConversation([EapMethodType.Md5Challenge]);

        var (authenticator, peer) = conversation.Run();

        Assert.Null(Assert.IsType<EapStep.Success>(authenticator).MasterSessionKey);
        Assert.Null(Assert.IsType<EapStep.Success>(peer).MasterSessionKey);
        Assert.False(conversation.Peer.IsMutual);
    }

    [Theory]
    [InlineData(EapMethodType.MsChapV2, EapConversation.Identity, "wrong")]
    [InlineData(EapMethodType.MsChapV2, "nobody@example.org", EapConversation.Password)]
    [InlineData(EapMethodType.Md5Challenge, EapConversation.Identity, "wrong")]
    [InlineData(EapMethodType.Md5Challenge, "nobody@example.org", EapConversation.Password)]
    public void AnyMethod_WrongPasswordOrIdentity_FailsInTheSameWords(EapMethodType type, string identity, string password)
    {
        using var conversation = new EapConversation([type], password: password, identity: identity);

        var (authenticator, peer) = conversation.Run();

        var failure = Assert.IsType<EapStep.Failure>(authenticator);
        Assert.EndsWith("unknown identity or wrong password", failure.Text, StringComparison.Ordinal);
        Assert.IsType<EapStep.Failure>(peer);
        Assert.Equal((byte)EapCode.Failure, conversation.Packets[^1][0]);
    }

    [Fact]
    public void Nak_PeerWantsAnotherMethod_TakesTheOneThatBothHave()
    {
        using var conversation = new EapConversation([EapMethodType.MsChapV2, EapMethodType.Md5Challenge], [EapMethodType.Md5Challenge]);

        var (authenticator, _) = conversation.Run();

        Assert.IsType<EapStep.Success>(authenticator);
        Assert.Equal(EapMethodType.Md5Challenge, conversation.Authenticator.Method);
    }

    [Fact]
    public void Nak_NothingInCommon_Fails()
    {
        using var conversation = new EapConversation([EapMethodType.Md5Challenge], [EapMethodType.MsChapV2]);

        var (authenticator, peer) = conversation.Run();

        Assert.Contains("no EAP method", Assert.IsType<EapStep.Failure>(authenticator).Text, StringComparison.Ordinal);
        Assert.IsType<EapStep.Failure>(peer);
    }

    [Fact]
    public void Nak_TheSameMethodForEver_ProposesEachOnce()
    {
        using var conversation = new EapConversation([EapMethodType.MsChapV2, EapMethodType.Md5Challenge], identityIsKnown: true);
        var first = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Start()).Packet;
        byte[] wishes = [(byte)EapMethodType.Md5Challenge, (byte)EapMethodType.MsChapV2];

        var second = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Handle(EapPacket.Response(first[1], EapMethodType.Nak, wishes))).Packet;

        Assert.Equal((byte)EapMethodType.Md5Challenge, second[4]);
        Assert.IsType<EapStep.Failure>(conversation.Authenticator.Handle(EapPacket.Response(second[1], EapMethodType.Nak, wishes)));
    }

    [Fact]
    public void KnownIdentity_IsNotAskedFor()
    {
        using var conversation = new EapConversation(identityIsKnown: true);

        var (authenticator, _) = conversation.Run();

        Assert.IsType<EapStep.Success>(authenticator);
        Assert.Equal((byte)EapMethodType.MsChapV2, conversation.Packets[0][4]);
    }

    [Fact]
    public void Peer_SuccessBeforeTheMethodIsOver_IsNotBelieved()
    {
        using var conversation = new EapConversation();
        var request = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Start()).Packet;
        conversation.Peer.Handle(request);

        var step = conversation.Peer.Handle(EapPacket.Success(request[1]));

        Assert.Contains("before its method was over", Assert.IsType<EapStep.Failure>(step).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Peer_AuthenticatorThatDoesNotKnowThePassword_IsNotBelieved()
    {
        using var conversation = new EapConversation(identityIsKnown: true);
        var challenge = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Start()).Packet;
        var response = Assert.IsType<EapStep.Continue>(conversation.Peer.Handle(challenge)).Packet;
        var success = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Handle(response)).Packet;

        // One digit of "S=..." that another password would have given.
        success[4 + 1 + 4 + 2] ^= 1;
        var step = conversation.Peer.Handle(success);

        Assert.Contains("does not know the password", Assert.IsType<EapStep.Failure>(step).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Peer_Notification_IsAnsweredAndChangesNothing()
    {
        using var conversation = new EapConversation();

        var answer = Assert.IsType<EapStep.Continue>(conversation.Peer.Handle(EapPacket.Request(77, EapMethodType.Notification, "hello"u8))).Packet;

        Assert.Equal(EapPacket.Response(77, EapMethodType.Notification, default), answer);
        Assert.IsType<EapStep.Success>(conversation.Run().Authenticator);
    }

    [Fact]
    public void Authenticator_ResponseToAnotherRequest_Fails()
    {
        using var conversation = new EapConversation();
        var request = Assert.IsType<EapStep.Continue>(conversation.Authenticator.Start()).Packet;

        var step = conversation.Authenticator.Handle(EapPacket.Response((byte)(request[1] + 1), EapMethodType.Identity, "x"u8));

        Assert.Contains("another request", Assert.IsType<EapStep.Failure>(step).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void EitherEnd_AnyPacketCutOrChanged_NeverThrowsAndNeverSucceedsWronglyKeyed()
    {
        using var whole = new EapConversation();
        whole.Run();
        for (var at = 0; at < whole.Packets.Count; at++)
        {
            for (var octet = 0; octet < whole.Packets[at].Length; octet++)
            {
                Replay(whole.Packets, at, packet => packet[..octet]);
                Replay(whole.Packets, at, packet =>
                {
                    packet[octet] ^= 0x41;
                    return packet;
                });
            }
        }
    }

    // Both ends are told the packets of a whole run, one of them changed: whatever they say, they say it with a value.
    private static void Replay(IReadOnlyList<byte[]> packets, int at, Func<byte[], byte[]> change)
    {
        using var conversation = new EapConversation();
        conversation.Authenticator.Start();
        var isDamaged = false;
        for (var i = 0; i < packets.Count; i++)
        {
            var packet = i == at ? change((byte[])packets[i].Clone()) : packets[i];
            isDamaged |= i == at;
            EapStep step = i % 2 == 0 ? conversation.Peer.Handle(packet) : conversation.Authenticator.Handle(packet);
            if (step is EapStep.Success { MasterSessionKey: { } key })
            {
                key.Dispose();
            }

            Assert.NotNull(step);
        }

        Assert.True(isDamaged);
    }
}
