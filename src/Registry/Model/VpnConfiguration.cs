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
public sealed record SecurityPolicyInfo(string Name, bool Protects, int OfferCount, bool OnDemand = false);

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
