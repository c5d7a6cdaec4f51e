namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The secrets of a Child SA pair (RFC 7296 section 2.17), named by the side that sends with them: the initiator of the exchange that made
/// the pair. Disposing clears all.
/// </summary>
public sealed record ChildKeys(
    KeyMaterial EncryptInitiator,
    KeyMaterial IntegInitiator,
    KeyMaterial EncryptResponder,
    KeyMaterial IntegResponder) : IDisposable
{
    public void Dispose()
    {
        EncryptInitiator.Dispose();
        IntegInitiator.Dispose();
        EncryptResponder.Dispose();
        IntegResponder.Dispose();
    }
}
