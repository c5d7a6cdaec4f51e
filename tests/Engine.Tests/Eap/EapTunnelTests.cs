using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Eap.MsChapV2;
using MyIkev2.Engine.Eap.Tls;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

/// <summary>EAP-TTLS and PEAP: passwords in a tunnel.</summary>
public sealed class EapTunnelTests
{
    private readonly TlsEnds _ends = new();

    [Theory]
    [InlineData(true, EapConversation.Password, true)]
    [InlineData(false, EapConversation.Password, true)]
    [InlineData(false, "wrong", false)]
    public void Ttls_PasswordInTheTunnel_IsJudged(bool below13, string password, bool isRight)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(EapMethodType.Ttls, _ends, below13);
        var padded = new byte[16];
        Encoding.UTF8.GetBytes(password).CopyTo(padded, 0);

        client.Say([.. Name(), .. TtlsAttributes.Write(TtlsAttribute.UserPassword, padded)]);

        ShouldEnd(client, EapMethodType.Ttls, isRight);
    }

    [Theory]
    [InlineData(true, EapConversation.Password, true)]
    [InlineData(false, EapConversation.Password, true)]
    [InlineData(true, "wrong", false)]
    public void Ttls_MsChapV2OnTheSessionsChallenge_IsJudged(bool below13, string password, bool isRight)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(EapMethodType.Ttls, _ends, below13);
        using var challenge = TlsKeys.TtlsChallenge(client.Session, 17)!;
        var hash = new byte[MsChapV2Hashes.PasswordHashSize];
        MsChapV2Hashes.NtPasswordHash(Encoding.UTF8.GetBytes(password), hash);
        var response = new byte[50];
        response[0] = challenge.Span[16];
        MsChapV2Hashes.GenerateNtResponse(
            challenge.Span[..16], response.AsSpan(2, 16), MsChapV2Hashes.UserName(Encoding.UTF8.GetBytes(EapConversation.Identity)), hash, response.AsSpan(26));

        var answer = client.Say(
        [
            .. Name(), .. TtlsAttributes.Write(TtlsAttribute.MicrosoftChallenge, challenge.Span[..16]), .. TtlsAttributes.Write(TtlsAttribute.MicrosoftResponse, response),
        ]);
        if (isRight)
        {
            Assert.StartsWith("S=", Encoding.ASCII.GetString(TtlsAttributes.TryRead(answer)![TtlsAttribute.MicrosoftSuccess]!, 1, 42), StringComparison.Ordinal);
            client.Say(default);
        }

        ShouldEnd(client, EapMethodType.Ttls, isRight);
    }

    [Theory]
    [InlineData(EapMethodType.Ttls, true, EapConversation.Password, true)]
    [InlineData(EapMethodType.Ttls, false, EapConversation.Password, true)]
    [InlineData(EapMethodType.Ttls, false, "wrong", false)]
    [InlineData(EapMethodType.Peap, true, EapConversation.Password, true)]
    [InlineData(EapMethodType.Peap, false, EapConversation.Password, true)]
    [InlineData(EapMethodType.Peap, true, "wrong", false)]
    public void Tunnel_EapInIt_IsJudged(EapMethodType type, bool below13, string password, bool isRight)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(type, _ends, below13);
        using var inner = new EapPeer(Encoding.UTF8.GetBytes(EapConversation.Identity), Encoding.UTF8.GetBytes(password), [EapMethodType.MsChapV2], new SeededRandom(9));
        var heard = type == EapMethodType.Ttls
            ? client.Say(TtlsAttributes.Write(TtlsAttribute.EapMessage, EapPacket.Response(0, EapMethodType.Identity, Encoding.UTF8.GetBytes(EapConversation.Identity))))
            : client.Listen();
        for (var round = 0; round < 8 && heard.Length > 0; round++)
        {
            heard = type == EapMethodType.Ttls
                ? client.Say(TtlsAttributes.Write(TtlsAttribute.EapMessage, Answer(inner, TtlsAttributes.TryRead(heard)![TtlsAttribute.EapMessage]!)))
                : client.Say(AnswerPeap(inner, heard));
        }

        ShouldEnd(client, type, isRight);
    }

    [Fact]
    public void Ttls_ChallengeOfAnotherSession_IsTurnedAway()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(EapMethodType.Ttls, _ends, below13: false);

        client.Say(
        [
            .. Name(), .. TtlsAttributes.Write(TtlsAttribute.MicrosoftChallenge, new byte[16]), .. TtlsAttributes.Write(TtlsAttribute.MicrosoftResponse, new byte[50]),
        ]);

        Assert.Contains("another challenge", Assert.IsType<EapStep.Failure>(client.Last).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000001")]
    [InlineData("0000000140000004")]
    [InlineData("00000001400000FF61")]
    [InlineData("000000014000000861000000")]
    [InlineData("0000FFFF4000000961")]
    public void Ttls_MalformedOrUnknownMandatoryAttributes_EndIt(string octets)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(EapMethodType.Ttls, _ends, below13: false);

        client.Say(Convert.FromHexString(octets));

        Assert.IsType<EapStep.Failure>(client.Last);
    }

    [Fact]
    public void Peap_PeerThatDoesNotAgreeWithTheResult_IsNotLetIn()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var client = new TunnelClient(EapMethodType.Peap, _ends, below13: false);
        using var inner = new EapPeer(
            Encoding.UTF8.GetBytes(EapConversation.Identity), Encoding.UTF8.GetBytes(EapConversation.Password), [EapMethodType.MsChapV2], new SeededRandom(9));
        var heard = client.Listen();
        while (heard is not [1, _, _, _, 33, ..])
        {
            heard = client.Say(AnswerPeap(inner, heard));
        }

        client.Say(EapPacket.Response(heard[1], (EapMethodType)33, [0x80, 3, 0, 2, 0, 2]));

        Assert.Contains("does not agree", Assert.IsType<EapStep.Failure>(client.Last).Text, StringComparison.Ordinal);
    }

    private static byte[] Name() => TtlsAttributes.Write(TtlsAttribute.UserName, Encoding.UTF8.GetBytes(EapConversation.Identity));

    private static byte[] Answer(EapPeer peer, byte[] packet) => ((EapStep.Continue)peer.Handle(packet)).Packet;

    // Packets go without their header, but for the one that tells the result.
    private static byte[] AnswerPeap(EapPeer peer, byte[] heard) => heard is [1, _, _, _, 33, ..]
        ? EapPacket.Response(heard[1], (EapMethodType)33, heard.AsSpan(5))
        : Answer(peer, EapPacket.Request(1, (EapMethodType)heard[0], heard.AsSpan(1)))[4..];

    private static void ShouldEnd(TunnelClient client, EapMethodType type, bool isRight)
    {
        Assert.Equal(EapConversation.Identity, Encoding.UTF8.GetString(client.Authenticator.Identity));
        if (!isRight)
        {
            Assert.Contains("unknown identity or wrong password", Assert.IsType<EapStep.Failure>(client.Last).Text, StringComparison.Ordinal);
            return;
        }

        using var there = Assert.IsType<EapStep.Success>(client.Last).MasterSessionKey!;
        using var here = TlsKeys.MasterSessionKey(client.Session, type)!;
        Assert.Equal(here.Span.ToArray(), there.Span.ToArray());
    }
}
