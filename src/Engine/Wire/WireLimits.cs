namespace MyIkev2.Engine.Wire;

/// <summary>
/// How much of anything one message may hold. All are far above what the RFCs' own examples and known peers
/// send; they keep one datagram from asking for unbounded work.
/// </summary>
public static class WireLimits
{
    public const int Payloads = 256;
    public const int Proposals = 128;
    public const int TransformsPerProposal = 255;
    public const int AttributesPerTransform = 16;
    public const int DeleteSpis = 1024;
    public const int ConfigurationAttributes = 256;

    /// <summary>RFC 7296 section 2.10 and 3.9.</summary>
    public const int MinimumNonce = 16;

    /// <summary>RFC 7296 section 3.9.</summary>
    public const int MaximumNonce = 256;
}
