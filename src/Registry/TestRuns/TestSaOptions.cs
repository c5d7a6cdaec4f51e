namespace MyIkev2.Registry;

/// <summary>What the setup of a test says of its IKE SAs, and no snapshot shows.</summary>
public sealed record TestSaOptions
{
    /// <summary>Hash algorithm of digital signatures, its RFC 7427 number; 0 = not used.</summary>
    public int SignatureHash { get; init; }

    /// <summary>RSA-PSS takes the place of PKCS#1 v1.5.</summary>
    public bool RsaPss { get; init; }

    /// <summary>This side proves itself by EAP, which has no number among the methods of AUTH.</summary>
    public TestEapUse OwnEap { get; init; }

    /// <summary>The peer proves itself by EAP.</summary>
    public TestEapUse PeerEap { get; init; }

    /// <summary>Liveness checks are sent.</summary>
    public bool LivenessChecks { get; init; }

    /// <summary>Liveness checks are sent although packets came in.</summary>
    public bool ForcedLivenessChecks { get; init; }

    /// <summary>How long before its end an SA is rekeyed at the latest.</summary>
    public TimeSpan Margin { get; init; }

    /// <summary>The margin in use is a random part of <see cref="Margin"/>.</summary>
    public bool Jitter { get; init; }

    /// <summary>Child SAs carry packets of the host.</summary>
    public bool CarriesPackets { get; init; }

    /// <summary>Rekeyed Child SAs are kept.</summary>
    public bool KeepsChildHistory { get; init; }

    /// <summary>Rekeyed IKE SAs are kept.</summary>
    public bool KeepsIkeHistory { get; init; }
}

/// <summary>Whether a side of a test proves itself by EAP.</summary>
public enum TestEapUse
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>EAP, after the gateway has proved itself otherwise.</summary>
    Eap,

    /// <summary>EAP alone proves both sides (RFC 5998).</summary>
    EapOnly,
}
