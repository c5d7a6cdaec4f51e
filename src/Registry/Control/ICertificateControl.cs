namespace MyIkev2.Registry;

/// <summary>What an operator can do with the certificate folder. Every member may be called from any thread.</summary>
public interface ICertificateControl
{
    /// <summary>
    /// Takes certificates, a private key or a revocation list into the folder under a name, in place of what was there under it, and loads them. Nothing changes
    /// when they cannot be used.
    /// </summary>
    /// <param name="name">The name that the configuration uses.</param>
    /// <param name="content">A file as other programs write it: PEM, DER or PKCS#12.</param>
    /// <param name="passphrase">Of an encrypted key or a PKCS#12 file; null for none. It is not kept.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<CommandResult> ImportAsync(string name, ReadOnlyMemory<byte> content, string? passphrase, CancellationToken cancellationToken);
}
