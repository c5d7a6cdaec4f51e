namespace MyIkev2.Engine.Runtime.Revocation;

/// <summary>How the places that certificates name are reached. Null = no answer; never throws but for cancellation.</summary>
internal interface IRevocationTransport
{
    /// <summary>Fetches a revocation list.</summary>
    Task<byte[]?> FetchListAsync(string url, CancellationToken cancellationToken);

    /// <summary>Asks an OCSP responder (RFC 6960 appendix A).</summary>
    Task<byte[]?> AskResponderAsync(string url, byte[] request, CancellationToken cancellationToken);
}
