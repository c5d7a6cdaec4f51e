using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Testing;

namespace MyIkev2.Engine.Tests.Eap;

/// <summary>An authenticator and a peer that talk to each other until one of them is done.</summary>
internal sealed class EapConversation : IDisposable
{
    public const string Identity = "carol@example.org";
    public const string Password = "Ar3etTnp";

    public EapConversation(
        IReadOnlyList<EapMethodType>? offered = null,
        IReadOnlyList<EapMethodType>? allowed = null,
        string? password = null,
        string identity = Identity,
        bool identityIsKnown = false,
        EapTlsOptions? server = null,
        EapTlsOptions? client = null)
    {
        offered ??= [EapMethodType.MsChapV2];
        Authenticator = new EapAuthenticator(
            offered, new OnePassword(), new SeededRandom(1), "gateway.example", identityIsKnown ? Encoding.UTF8.GetBytes(identity) : default, server);
        Peer = new EapPeer(Encoding.UTF8.GetBytes(identity), Encoding.UTF8.GetBytes(password ?? Password), allowed ?? offered, new SeededRandom(2), client);
    }

    public EapAuthenticator Authenticator { get; }

    public EapPeer Peer { get; }

    /// <summary>Every packet of both, in order.</summary>
    public List<byte[]> Packets { get; } = [];

    /// <summary>Does something to a packet on its way.</summary>
    public Func<byte[], byte[]> Change { get; init; } = static packet => packet;

    /// <summary>Does the work that a step waits for.</summary>
    public static EapStep Finish(EapStep step, Func<CryptoJobResult, EapStep> resume)
    {
        while (step is EapStep.Pending pending)
        {
            using var result = CryptoJobRunner.Run(pending.Work(1), SharedCrypto.Best, new SeededRandom(3));
            step = resume(result);
        }

        return step;
    }

    /// <summary>Runs to the end; returns the last steps of both, the peer's null when it was told nothing.</summary>
    public (EapStep Authenticator, EapStep? Peer) Run()
    {
        var step = Finish(Authenticator.Start(), Authenticator.Resume);
        for (var round = 0; round < 40; round++)
        {
            if (step is not EapStep.Continue next)
            {
                var last = step is EapStep.Success success ? success.Packet : ((EapStep.Failure)step).Packet;
                Packets.Add(last);
                return (step, Finish(Peer.Handle(last), Peer.Resume));
            }

            Packets.Add(Change(next.Packet));
            var answer = Finish(Peer.Handle(next.Packet), Peer.Resume);
            if (answer is not EapStep.Continue response)
            {
                return (step, answer);
            }

            Packets.Add(Change(response.Packet));
            step = Finish(Authenticator.Handle(response.Packet), Authenticator.Resume);
        }

        throw new InvalidOperationException("the conversation has no end");
    }

    public void Dispose()
    {
        Authenticator.Dispose();
        Peer.Dispose();
    }

    internal sealed class OnePassword : IEapPasswords
    {
        public KeyMaterial? Find(ReadOnlySpan<byte> identity) =>
            identity.SequenceEqual(Encoding.UTF8.GetBytes(Identity)) ? new KeyMaterial(Encoding.UTF8.GetBytes(Password)) : null;
    }
}
