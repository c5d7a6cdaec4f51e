namespace MyIkev2.Engine.Crypto;

/// <summary>What a job found. Whoever drops a result disposes it: the secrets in it are then cleared.</summary>
/// <param name="Job">The job it answers.</param>
/// <param name="Own">The key pair made, or null when the job brought one.</param>
/// <param name="Shared">The shared secret; null when none was asked for, or when the peer's value was refused.</param>
public sealed record CryptoJobResult(CryptoJob Job, KeyExchangeKeyPair? Own, KeyMaterial? Shared) : IDisposable
{
    public void Dispose()
    {
        Own?.Private.Dispose();
        Shared?.Dispose();
    }
}
