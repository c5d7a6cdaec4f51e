using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>How a side proves its identity.</summary>
public enum AuthenticationKind
{
    PreSharedKey,
    Certificate,
    EapMschapv2,
    EapMd5,
    EapTls,
    EapTtls,
    EapPeap,

    /// <summary>By the EAP method of the other side alone, without a proof of its own (RFC 5998).</summary>
    EapOnly,
    EapRadius,
    PskRadius,
}

/// <summary>What to do when a peer authenticates an identity that has an SA already (<c>unique-sa</c>).</summary>
public enum UniqueSaPolicy
{
    /// <summary>Keep all; still honour INITIAL_CONTACT.</summary>
    No,

    /// <summary>The new SA replaces the old ones.</summary>
    Replace,

    /// <summary>The old SA stays, the new one is refused.</summary>
    Keep,

    /// <summary>Keep all and ignore INITIAL_CONTACT.</summary>
    Never,
}

/// <summary>Use of an optional feature.</summary>
public enum FeatureUse
{
    /// <summary>Never.</summary>
    No,

    /// <summary>When the peer supports it.</summary>
    Yes,

    /// <summary>Always; the peer must cope.</summary>
    Force,
}

/// <summary>One configured vpn: whom it is for, how to authenticate, which children it may have. Immutable, compared by value.</summary>
public sealed record PeerPolicy
{
    public required string Name { get; init; }

    public string Vrf { get; init; } = "main";

    /// <summary>Name of the IKE policy template, for displays.</summary>
    public string Template { get; init; } = string.Empty;

    public bool Enabled { get; init; } = true;

    /// <summary>Own address; null = any.</summary>
    public IpAddress? LocalAddress { get; init; }

    /// <summary>The peer's address; null = any, and then this side cannot initiate.</summary>
    public IpAddress? RemoteAddress { get; init; }

    /// <summary>The peer's IKE port.</summary>
    public ushort RemotePort { get; init; } = 500;

    /// <summary>The peer's NAT traversal port.</summary>
    public ushort RemoteNatTraversalPort { get; init; } = 4500;

    /// <summary>Own identity; null = the own address.</summary>
    public Identity? LocalIdentity { get; init; }

    public IdentityPattern RemoteIdentity { get; init; } = IdentityPattern.Any;

    /// <summary>The identity to ask for as initiator (IDr), whatever the peer then says; null = <see cref="RemoteIdentity"/> when that is exact.</summary>
    public Identity? RequestedIdentity { get; init; }

    /// <summary>What this side calls itself in EAP; null = its IKE identity.</summary>
    public string? EapIdentity { get; init; }

    /// <summary>Whom the server's certificate in EAP must stand for; null = the identity that IKE expects.</summary>
    public Identity? EapServerIdentity { get; init; }

    public AuthenticationKind LocalAuthentication { get; init; } = AuthenticationKind.PreSharedKey;

    public AuthenticationKind RemoteAuthentication { get; init; } = AuthenticationKind.PreSharedKey;

    /// <summary>A second proof of the side that initiates; null = none.</summary>
    public SecondAuthentication? Second { get; init; }

    /// <summary>Name of the own certificate, where it is authenticated with one.</summary>
    public string Certificate { get; init; } = string.Empty;

    /// <summary>Name of the authority that the peer's certificate must be from; empty = any trusted one.</summary>
    public string RemoteAuthority { get; init; } = string.Empty;

    /// <summary>How much the revocation of the peer's certificates matters.</summary>
    public RevocationRule Revocation { get; init; } = RevocationRule.Relaxed;

    /// <summary>When our certificates are sent along with a signature.</summary>
    public CertificateSending SendCertificate { get; init; }

    /// <summary>Ask the peer for its certificate, and say which authorities are trusted.</summary>
    public bool SendCertificateRequest { get; init; } = true;

    /// <summary>Sign with RSASSA-PSS where the key is RSA and the peer knows RFC 7427.</summary>
    public bool PrefersPss { get; init; }

    /// <summary>The method that own signatures must have (methods 1, 9 to 11 or 14); null = by what the peer can check.</summary>
    public AuthenticationMethod? LocalSignatureMethod { get; init; }

    /// <summary>The method that the peer's signatures must have; null = any that is acceptable.</summary>
    public AuthenticationMethod? RemoteSignatureMethod { get; init; }

    /// <summary>The hash that own signatures by RFC 7427 should have; null = the one that is as strong as the key.</summary>
    public SignatureHashAlgorithm? SignatureHash { get; init; }

    /// <summary>In order of preference; never empty.</summary>
    public required ValueList<ProposalOffer> Proposals { get; init; }

    /// <summary>Attempts to come up; 0 = for ever.</summary>
    public int KeyingTries { get; init; } = 1;

    public UniqueSaPolicy UniqueSa { get; init; } = UniqueSaPolicy.No;

    public TimeSpan ReauthenticationTime { get; init; }

    public TimeSpan RekeyTime { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Hard limit after the rekey time; null = 10 % of the rekey (or reauthentication) time.</summary>
    public TimeSpan? OverTime { get; init; }

    /// <summary>Largest random part taken off the rekey time; null = the over time.</summary>
    public TimeSpan? RandomTime { get; init; }

    public TimeSpan DpdDelay { get; init; }

    /// <summary>UDP encapsulation even without a NAT.</summary>
    public bool ForceUdpEncapsulation { get; init; }

    /// <summary>
    /// As initiator, look for NATs (RFC 7296 section 2.23) in any case; false = only where UDP encapsulation depends on it. A responder answers as it is asked.
    /// </summary>
    public bool DetectsNat { get; init; } = true;

    /// <summary>A liveness check comes after <see cref="DpdDelay"/> even when the peer has sent something.</summary>
    public bool ChecksLivenessAlways { get; init; }

    public bool Mobike { get; init; }

    /// <summary>With <see cref="Mobike"/>, addresses that its SAs move between; null = as the host's addresses and routes say.</summary>
    public RoamingPlan? Roaming { get; init; }

    /// <summary>As initiator, say that a NAT on the way is not wanted (NO_NATS_ALLOWED, RFC 4555 section 3.9): a peer with MOBIKE then refuses.</summary>
    public bool DisallowsNat { get; init; }

    /// <summary>Name of the post-quantum preshared key to ask for as initiator, and the only one to accept as responder; empty = ask for none, accept any.</summary>
    public string Ppk { get; init; } = string.Empty;

    /// <summary>Without a post-quantum preshared key in its keys an SA does not come up.</summary>
    public bool RequiresPpk { get; init; }

    /// <summary>As initiator, go to another gateway when the peer says so (RFC 5685).</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>As responder, send peers that follow to this gateway; null = none.</summary>
    public IpAddress? RedirectTo { get; init; }

    /// <summary>... before they have authenticated, in IKE_SA_INIT already; false = in IKE_AUTH.</summary>
    public bool RedirectsAtOnce { get; init; }

    public FeatureUse Fragmentation { get; init; } = FeatureUse.Yes;

    /// <summary>Childless IKE SAs (RFC 6023): refuse, allow, or always initiate so.</summary>
    public FeatureUse Childless { get; init; } = FeatureUse.Yes;

    public ValueList<ChildPolicy> Children { get; init; } = [];

    /// <summary>Virtual addresses to ask for as initiator, each in an attribute of its own; 0.0.0.0 or :: = any of that family.</summary>
    public ValueList<IpAddress> VirtualAddressRequests { get; init; } = [];

    /// <summary>Names of the pools that serve a peer that asks for virtual addresses, the first that can give one wins; none = such requests are ignored.</summary>
    public ValueList<string> AddressPools { get; init; } = [];

    /// <summary>Addresses and attributes that the RADIUS server gives a peer come first (<c>vip-pool radius</c>).</summary>
    public bool UsesRadiusAddresses { get; init; }

    /// <summary>Groups of which the RADIUS server must have put the peer into one; none = any peer that it accepts.</summary>
    public ValueList<string> RadiusGroups { get; init; } = [];

    /// <summary>Rekey time and hard limit: limit = rekey + over time.</summary>
    public TimeSpan EffectiveOverTime => OverTime ?? (RekeyTime > TimeSpan.Zero ? RekeyTime : ReauthenticationTime) / 10;

    public TimeSpan EffectiveRandomTime => RandomTime ?? EffectiveOverTime;

    /// <summary>Largest random part taken off the reauthentication time: what is configured, at most 10 %.</summary>
    public TimeSpan EffectiveReauthenticationRandomTime
    {
        get
        {
            var most = ReauthenticationTime / 10;
            return EffectiveRandomTime is var random && random < most ? random : most;
        }
    }
}
