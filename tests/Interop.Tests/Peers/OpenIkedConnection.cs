using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>The one policy of OpenIKED, in the words of its own configuration.</summary>
internal sealed record OpenIkedConnection
{
    public required LabHost Host { get; init; }

    public required LabHost Agent { get; init; }

    public required string LocalId { get; init; }

    public required string RemoteId { get; init; }

    public required string Secret { get; init; }

    /// <summary>It negotiates as soon as it has the policy, and again when it has failed.</summary>
    public bool Initiates { get; init; }

    /// <summary>Algorithms of the IKE SA.</summary>
    public string Ike { get; init; } = "enc aes-128 prf hmac-sha2-256 auth hmac-sha2-256 group curve25519";

    /// <summary>Algorithms of the Child SAs. Linux' PF_KEY takes no SHA-256 from it, and no combined-mode cipher.</summary>
    public string Child { get; init; } = "enc aes-128 auth hmac-sha2-512";

    /// <summary>Seconds after which it rekeys the IKE SA.</summary>
    public int IkeLifetime { get; init; } = 3600;

    /// <summary>Seconds after which a Child SA ends; it rekeys a little before.</summary>
    public int ChildLifetime { get; init; } = 3600;

    /// <summary>A digital signature (RFC 7427) with these in place of the preshared key; null for the key.</summary>
    public OpenIkedCertificates? Certificates { get; init; }

    /// <summary>Its iked.conf.</summary>
    public string ToConfiguration() =>
        $"""
        ikev2 "lab" {(Initiates ? "active" : "passive")} esp from 10.2.0.0/16 to 10.1.0.0/16 \
          local {Host.Ipv4} peer {Agent.Ipv4} \
          ikesa {Ike} \
          childsa {Child} \
          srcid {LocalId} dstid {RemoteId} ikelifetime {IkeLifetime} lifetime {ChildLifetime} \
          {(Certificates is null ? $"psk \"{Secret}\"" : "rfc7427")}

        """;
}

/// <summary>What it authenticates with.</summary>
/// <param name="Certificate">Its certificate, PEM.</param>
/// <param name="Key">Its private key, PEM.</param>
/// <param name="Authority">The authority it trusts, PEM.</param>
internal sealed record OpenIkedCertificates(string Certificate, string Key, string Authority);
