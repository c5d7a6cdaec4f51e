namespace MyIkev2.Engine.Certificates;

/// <summary>What is known about the revocation of a certificate.</summary>
public enum RevocationStatus
{
    /// <summary>Nothing that is fresh and authentic.</summary>
    Unknown,

    Good,

    Revoked,
}
