using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>Where an IKE SA is. A closed set of records; only <see cref="IkeSa.Become"/> assigns one.</summary>
internal abstract record IkeSaState(IkeTunnelState Published)
{
    /// <summary>Initiator before the answer to IKE_SA_INIT.</summary>
    public sealed record Initiating() : IkeSaState(IkeTunnelState.InitSent);

    /// <summary>Responder between IKE_SA_INIT and IKE_AUTH: counted as half open.</summary>
    public sealed record HalfOpen() : IkeSaState(IkeTunnelState.InitAnswered);

    /// <summary>Initiator with IKE_AUTH under way.</summary>
    public sealed record Authenticating() : IkeSaState(IkeTunnelState.AuthSent);

    /// <summary>Usable.</summary>
    public sealed record Established(EngineInstant Since) : IkeSaState(IkeTunnelState.Established);

    /// <summary>Replaced by <paramref name="Successor"/>; waits for the DELETE, at most until <paramref name="Until"/>.</summary>
    public sealed record Rekeyed(IkeSa Successor, EngineInstant Until) : IkeSaState(IkeTunnelState.Rekeyed);

    /// <summary>DELETE sent, not yet answered.</summary>
    public sealed record Closing(CloseReason Reason, string Text) : IkeSaState(IkeTunnelState.Closing);

    /// <summary>Gone.</summary>
    public sealed record Closed(CloseReason Reason, string Text) : IkeSaState(IkeTunnelState.Closed);

    public bool IsUsable => this is Established;
}
