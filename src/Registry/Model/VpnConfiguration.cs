using System.Net;

namespace MyIkev2.Registry;

/// <summary>What monitors may know of a configured vpn, up or down. Carries no secret.</summary>
public sealed record VpnConfiguration
{
    /// <summary>Configured name, unique in its VRF.</summary>
    public required string Name { get; init; }

    /// <summary>VRF.</summary>
    public string Vrf { get; init; } = "main";

    /// <summary>False when the operator switched it off.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Configured own address, null for any.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Configured address of the peer, null for any.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <summary>Configured own identity.</summary>
    public IdentityInfo LocalIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>Expected identity of the peer.</summary>
    public IdentityInfo RemoteIdentity { get; init; } = IdentityInfo.Unknown;

    /// <summary>How we prove our identity.</summary>
    public AuthenticationClass LocalAuthentication { get; init; }

    /// <summary>How the peer must prove its identity.</summary>
    public AuthenticationClass RemoteAuthentication { get; init; }

    /// <summary>Name of the own certificate; empty for none.</summary>
    public string Certificate { get; init; } = string.Empty;

    /// <summary>Name of the authority that the peer's certificate must be from; empty for any trusted one.</summary>
    public string RemoteAuthority { get; init; } = string.Empty;

    /// <summary>What this side calls itself in EAP; empty = its identity.</summary>
    public string EapIdentity { get; init; } = string.Empty;

    /// <summary>Rekey time of IKE SAs before its random part is taken off; zero for none.</summary>
    public TimeSpan RekeyTime { get; init; }

    /// <summary>Reauthentication time; zero for none.</summary>
    public TimeSpan ReauthenticationTime { get; init; }

    /// <summary>Idle time before a liveness check; zero for none.</summary>
    public TimeSpan DpdDelay { get; init; }

    /// <summary>What happens when a peer authenticates again.</summary>
    public UniqueSaRule UniqueSa { get; init; }

    /// <summary>Names of its security policies.</summary>
    public IReadOnlyList<string> SecurityPolicies { get; init; } = [];

    /// <summary>What its security policies do, in the same order; empty where nobody told.</summary>
    public IReadOnlyList<SecurityPolicyInfo> Policies { get; init; } = [];

    /// <summary>What a security policy does, or null.</summary>
    public SecurityPolicyInfo? FindPolicy(string name) => Policies.FirstOrDefault(policy => policy.Name == name);
}

/// <summary>What monitors may know of a configured security policy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Protects">True when packets are protected; false when they pass or are dropped.</param>
/// <param name="OfferCount">How many proposals it offers to the peer.</param>
/// <param name="OnDemand">True when a packet starts its negotiation.</param>
public sealed record SecurityPolicyInfo(string Name, bool Protects, int OfferCount, bool OnDemand = false)
{
    /// <summary>What is done with its packets.</summary>
    public SecurityPolicyAction Action { get; init; }

    /// <summary>Tunnel or transport mode.</summary>
    public IpsecMode Mode { get; init; }

    /// <summary>Order among policies, lower first; 0 = after all that have one.</summary>
    public int Priority { get; init; }

    /// <summary>Rekey time before its random part is taken off; zero for none.</summary>
    public TimeSpan RekeyTime { get; init; }

    /// <summary>Rekey after this many octets; 0 for no limit.</summary>
    public ulong RekeyBytes { get; init; }

    /// <summary>Rekey after this many packets; 0 for no limit.</summary>
    public ulong RekeyPackets { get; init; }

    /// <summary>When the peer closed it.</summary>
    public SecurityPolicyTrigger CloseAction { get; init; }

    /// <summary>When the peer is dead.</summary>
    public SecurityPolicyTrigger DpdAction { get; init; }

    /// <summary>Configured traffic of our side, before narrowing.</summary>
    public IReadOnlyList<ConfiguredSelectorInfo> LocalSelectors { get; init; } = [];

    /// <summary>Configured traffic of the peer's side.</summary>
    public IReadOnlyList<ConfiguredSelectorInfo> RemoteSelectors { get; init; } = [];
}

/// <summary>Configured traffic.</summary>
/// <param name="Addresses">Subnet or range, or <c>dynamic</c>: whatever address the side has, its virtual one if it got one.</param>
/// <param name="Protocol">IP protocol, 0 = any.</param>
/// <param name="StartPort">First port.</param>
/// <param name="EndPort">Last port; 0 to 65535 is any.</param>
public sealed record ConfiguredSelectorInfo(string Addresses, byte Protocol, ushort StartPort, ushort EndPort)
{
    /// <summary>Addresses that are not known before the SA is.</summary>
    public const string Dynamic = "dynamic";
}

/// <summary>What a security policy does with packets.</summary>
public enum SecurityPolicyAction : byte
{
    /// <summary>Protects them with ESP.</summary>
    Esp = 0,

    /// <summary>Protects them with AH.</summary>
    Ah = 1,

    /// <summary>Lets them pass in clear.</summary>
    Pass = 2,

    /// <summary>Drops them.</summary>
    Drop = 3,
}

/// <summary>What a child does on an event.</summary>
public enum SecurityPolicyTrigger : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Waits for traffic.</summary>
    Trap = 1,

    /// <summary>Negotiates at once.</summary>
    Start = 2,
}

/// <summary>Ways to prove an identity.</summary>
public enum AuthenticationClass : byte
{
    /// <summary>A preshared key.</summary>
    PreSharedKey = 0,

    /// <summary>A private key, with a certificate or a raw public key.</summary>
    PublicKey = 1,

    /// <summary>EAP.</summary>
    Eap = 2,
}

/// <summary>What happens when a peer authenticates an identity that has an SA already.</summary>
public enum UniqueSaRule : byte
{
    /// <summary>Both stay; INITIAL_CONTACT is honoured.</summary>
    No = 0,

    /// <summary>The new replaces the old.</summary>
    Replace = 1,

    /// <summary>The old stays, the new is refused.</summary>
    Keep = 2,

    /// <summary>Both stay and INITIAL_CONTACT is ignored.</summary>
    Never = 3,
}

/// <summary>Facts of the running service.</summary>
public sealed record EngineInfo
{
    /// <summary>Product version.</summary>
    public required string Version { get; init; }

    /// <summary>When the engine started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Host name.</summary>
    public string HostName { get; init; } = string.Empty;

    /// <summary>Name of the loaded configuration, for displays.</summary>
    public string ConfigurationName { get; init; } = string.Empty;

    /// <summary>Which library serves the cryptography, for displays.</summary>
    public string CryptoProvider { get; init; } = string.Empty;

    /// <summary>Number of shards.</summary>
    public int ShardCount { get; init; } = 1;

    /// <summary>Addresses and ports the engine listens on.</summary>
    public IReadOnlyList<EndpointInfo> Listeners { get; init; } = [];
}
