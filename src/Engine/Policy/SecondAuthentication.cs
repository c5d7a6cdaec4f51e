namespace MyIkev2.Engine.Policy;

/// <summary>How the side that initiates proves itself a second time, after the proofs of RFC 7296 (RFC 4739). Immutable, compared by value.</summary>
public sealed record SecondAuthentication
{
    /// <summary>How this side does, when it initiates; null = it does not.</summary>
    public AuthenticationKind? Local { get; init; }

    /// <summary>How the peer must, when it initiates; null = it does not.</summary>
    public AuthenticationKind? Remote { get; init; }

    /// <summary>What this side calls itself then; null = by the method.</summary>
    public Identity? LocalIdentity { get; init; }

    /// <summary>What the peer must call itself then.</summary>
    public IdentityPattern RemoteIdentity { get; init; } = IdentityPattern.Any;

    /// <summary>Name of the own certificate of this proof; empty = that of the first.</summary>
    public string Certificate { get; init; } = string.Empty;

    /// <summary>Name of the authority for the peer's certificate of this proof; empty = that of the first.</summary>
    public string RemoteAuthority { get; init; } = string.Empty;

    /// <summary>The vpn as it is during the second round: what the methods of authentication go by.</summary>
    public PeerPolicy Over(PeerPolicy first) => first with
    {
        LocalAuthentication = Local ?? first.LocalAuthentication,
        RemoteAuthentication = Remote ?? first.RemoteAuthentication,
        LocalIdentity = Local is null ? first.LocalIdentity : LocalIdentity,
        RemoteIdentity = Remote is null ? first.RemoteIdentity : RemoteIdentity,
        Certificate = Certificate.Length > 0 ? Certificate : first.Certificate,
        RemoteAuthority = RemoteAuthority.Length > 0 ? RemoteAuthority : first.RemoteAuthority,
        Second = null,
    };
}
