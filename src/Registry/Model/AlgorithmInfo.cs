namespace MyIkev2.Registry;

/// <summary>A negotiated algorithm. Instances are shared: one per row of the algorithm catalog.</summary>
/// <param name="Id">IANA IKEv2 transform id.</param>
/// <param name="KeyBits">Key length in bits without any salt; 0 for algorithms of one length.</param>
/// <param name="Name">Name in configuration and displays, for example <c>aes256-gcm-128</c>, <c>hmac-sha256</c>, <c>ecp256</c>.</param>
/// <param name="IsCombinedMode">True for ciphers that bring their own integrity.</param>
public sealed record AlgorithmInfo(ushort Id, int KeyBits, string Name, bool IsCombinedMode = false)
{
    /// <summary>No algorithm of this class is in use.</summary>
    public static AlgorithmInfo None { get; } = new(0, 0, string.Empty);

    /// <summary>True when nothing was negotiated.</summary>
    public bool IsNone => Name.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
