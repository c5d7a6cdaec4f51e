namespace MyIkev2.Engine.Redirection;

/// <summary>What an IKE SA knows of other gateways (RFC 5685). A rekey hands it on.</summary>
internal sealed record RedirectState
{
    /// <summary>How this side came to the gateway; null for the configured one.</summary>
    public RedirectHistory? History { get; init; }

    /// <summary>The peer goes to another gateway when told to.</summary>
    public bool PeerFollows { get; init; }

    /// <summary>The gateway that has sent the peer here; "no address" when none has.</summary>
    public IpAddress PeerCameFrom { get; init; }
}
