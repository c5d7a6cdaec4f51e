using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap.Md5;
using MyIkev2.Engine.Eap.MsChapV2;
using MyIkev2.Engine.Eap.Tls;

namespace MyIkev2.Engine.Eap;

/// <summary>What a method answers a packet's data with, below the EAP header. A closed set.</summary>
internal abstract record EapMethodStep
{
    private EapMethodStep()
    {
    }

    /// <summary>Send this data; the method goes on.</summary>
    public sealed record Send(byte[] Data) : EapMethodStep;

    /// <summary>
    /// The other side is authenticated. At the peer <paramref name="Data"/> is its last response; at the authenticator there is none, EAP-Success follows.
    /// </summary>
    public sealed record Done(byte[] Data, KeyMaterial? MasterSessionKey) : EapMethodStep;

    /// <summary>Work must be done first; its result comes to <c>Resume</c>.</summary>
    public sealed record Pending(Func<ulong, CryptoJob> Work) : EapMethodStep;

    /// <summary>The method failed.</summary>
    public sealed record Fail(string Text) : EapMethodStep;
}

/// <summary>One run of a method at the authenticator.</summary>
internal interface IEapServerMethod : IDisposable
{
    /// <summary>Data of its first request; <paramref name="identifier"/> is the request's, which some methods use.</summary>
    byte[] Start(byte identifier);

    /// <summary>Who the peer is, where the method finds out better than by the identity that was asked for first; empty otherwise.</summary>
    ReadOnlySpan<byte> Identity => default;

    /// <summary>Why the peer was turned away by a request that it has yet to acknowledge; null while it was not.</summary>
    string? Refusal => null;

    /// <summary>Handles the data of a response to the request with <paramref name="identifier"/>.</summary>
    EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data);

    /// <summary>Goes on with what the work found that a step waited for.</summary>
    EapMethodStep Resume(CryptoJobResult result) => throw new InvalidOperationException($"{GetType().Name} waits for no work");
}

/// <summary>One run of a method at the peer.</summary>
internal interface IEapPeerMethod : IDisposable
{
    /// <summary>Why this side turned the other away, by a response that EAP-Failure follows; null while it did not.</summary>
    string? Problem => null;

    /// <summary>Why the other side turned this one away, where the method tells it before EAP-Failure does; null while it did not.</summary>
    string? Refusal => null;

    /// <summary>Handles the data of the request with <paramref name="identifier"/>.</summary>
    EapMethodStep Handle(byte identifier, ReadOnlySpan<byte> data);

    /// <summary>Goes on with what the work found that a step waited for.</summary>
    EapMethodStep Resume(CryptoJobResult result) => throw new InvalidOperationException($"{GetType().Name} waits for no work");
}

/// <summary>What a run of a method is given.</summary>
/// <param name="Identity">The peer's EAP identity: it names the password, and enters some digests.</param>
/// <param name="Password">Its password, UTF-8; the method copies what it keeps. Null at an authenticator that knows none: the method runs to its failure, so that the answer does not tell who exists.</param>
/// <param name="ServerName">How the authenticator calls itself.</param>
/// <param name="Random">For challenges.</param>
/// <param name="Tls">What TLS needs; null where there is none.</param>
/// <param name="Passwords">At an authenticator: who may come in by a password in a tunnel.</param>
internal readonly record struct EapMethodContext(
    byte[] Identity, KeyMaterial? Password, string ServerName, IRandomSource Random, EapTlsOptions? Tls, IEapPasswords Passwords);

/// <summary>TABLE: the methods that this engine runs itself.</summary>
internal static class EapMethods
{
    /// <param name="Type">Its number.</param>
    /// <param name="MakesKey">It gives an MSK, so that AUTH is bound to it.</param>
    /// <param name="IsMutual">The authenticator proves itself too.</param>
    /// <param name="IsSafeAlone">It is mutual, makes a key, and withstands guessing, so that the responder of IKE needs no other proof (RFC 5998 section 4).</param>
    /// <param name="NeedsTls">It stands on TLS.</param>
    /// <param name="Server">Begins a run at the authenticator.</param>
    /// <param name="Peer">Begins a run at the peer; null = this engine is no peer of it.</param>
    public sealed record Row(
        EapMethodType Type,
        bool MakesKey,
        bool IsMutual,
        bool IsSafeAlone,
        bool NeedsTls,
        Func<EapMethodContext, IEapServerMethod> Server,
        Func<EapMethodContext, IEapPeerMethod>? Peer);

    private static readonly Row[] Rows =
    [
        new(EapMethodType.MsChapV2, MakesKey: true, IsMutual: true, IsSafeAlone: false, NeedsTls: false, static context => new MsChapV2Server(context), static context => new MsChapV2Peer(context)),
        new(EapMethodType.Md5Challenge, MakesKey: false, IsMutual: false, IsSafeAlone: false, NeedsTls: false, static context => new Md5ChallengeServer(context), static context => new Md5ChallengePeer(context)),
        new(EapMethodType.Tls, MakesKey: true, IsMutual: true, IsSafeAlone: true, NeedsTls: true, TlsMethods.Tls, static context => new TlsPeer(context)),
        new(EapMethodType.Ttls, MakesKey: true, IsMutual: true, IsSafeAlone: true, NeedsTls: true, TlsMethods.Ttls, null),
        new(EapMethodType.Peap, MakesKey: true, IsMutual: true, IsSafeAlone: true, NeedsTls: true, TlsMethods.Peap, null),
    ];

    /// <summary>What an authenticator offers in the tunnel of EAP-TTLS, the best first.</summary>
    public static IReadOnlyList<EapMethodType> InTunnels { get; } = [EapMethodType.MsChapV2, EapMethodType.Md5Challenge];

    public static Row? Find(EapMethodType type) => Array.Find(Rows, row => row.Type == type);
}
