using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap.Tls;

/// <summary>What an authenticator does in the tunnel after the handshake.</summary>
internal interface ITlsPhaseTwo : IDisposable
{
    /// <summary>Who the peer is in the tunnel; empty until it said so.</summary>
    ReadOnlySpan<byte> Identity { get; }

    /// <summary>The handshake is over.</summary>
    /// <param name="session">It.</param>
    TlsPhaseTwoStep Start(ITlsSession session);

    /// <summary>Handles what the peer said in the tunnel; nothing, when it only acknowledged.</summary>
    TlsPhaseTwoStep Handle(ReadOnlySpan<byte> plaintext);
}

/// <summary>What comes next in the tunnel. A closed set.</summary>
internal abstract record TlsPhaseTwoStep
{
    private TlsPhaseTwoStep()
    {
    }

    /// <summary>Say this, and hear the peer.</summary>
    public sealed record Send(byte[] Plaintext) : TlsPhaseTwoStep;

    /// <summary>It is the peer's turn.</summary>
    public sealed record Listen : TlsPhaseTwoStep;

    /// <summary>The peer is who it says.</summary>
    /// <param name="Plaintext">To be said, and acknowledged by the peer, first; may be empty.</param>
    public sealed record Done(byte[] Plaintext) : TlsPhaseTwoStep;

    /// <summary>It is not.</summary>
    public sealed record Fail(string Text) : TlsPhaseTwoStep;
}

/// <summary>
/// EAP-TLS: the certificates have said everything. With TLS 1.3 an octet of zero promises that nothing of the handshake follows (RFC 9190 section 2.1.1).
/// </summary>
internal sealed class NoPhaseTwo : ITlsPhaseTwo
{
    public static byte[] Commitment => [0];

    public ReadOnlySpan<byte> Identity => default;

    public TlsPhaseTwoStep Start(ITlsSession session) => new TlsPhaseTwoStep.Done(session.IsTls13 ? Commitment : []);

    public TlsPhaseTwoStep Handle(ReadOnlySpan<byte> plaintext) => new TlsPhaseTwoStep.Fail("EAP-TLS: the peer sent application data");

    public void Dispose()
    {
    }
}
