namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>OPI's IPsec service.</summary>
internal sealed class OpiOptions
{
    /// <summary>
    /// Whether every failure is status UNKNOWN with the text <c>vici: command failed: ...</c>, as of OPI's bridge to strongSwan, for scripts that
    /// look for it.
    /// </summary>
    public bool ReferenceErrors { get; set; }

    /// <summary>Whether MD5 and the key exchange groups 1, 2, 22, 23 and 24 may be configured through it.</summary>
    public bool LegacyCrypto { get; set; }
}
