using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap;

/// <summary>
/// The authenticator's side of one EAP conversation, whoever runs its methods: this engine (<see cref="EapAuthenticator"/>) or somebody it asks. It is driven in
/// lockstep: after <see cref="EapStep.Continue"/> the peer's packet comes to <see cref="Handle"/>, after <see cref="EapStep.Pending"/> the result of the work comes to
/// <see cref="Resume"/>, and after the other steps nothing comes any more. It may be disposed while its work runs, and gets no result then.
/// </summary>
public interface IEapServer : IDisposable
{
    /// <summary>The EAP identity, as the peer gave it; empty until then.</summary>
    ReadOnlySpan<byte> Identity { get; }

    /// <summary>What the method in use is called, for reports.</summary>
    string MethodName { get; }

    /// <summary>Why the peer was turned away, where the method tells it before EAP-Failure does; null while it was not.</summary>
    string? Refusal { get; }

    /// <summary>The first packet.</summary>
    EapStep Start();

    /// <summary>Handles a packet of the peer.</summary>
    EapStep Handle(ReadOnlyMemory<byte> octets);

    /// <summary>Goes on with what the work found. The caller disposes the result; what is to outlive the call is copied.</summary>
    EapStep Resume(CryptoJobResult result);
}
