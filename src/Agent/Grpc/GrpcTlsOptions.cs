namespace MyIkev2.Agent.Grpc;

/// <summary>TLS on the TCP endpoint. Files that are replaced are read again, without a restart.</summary>
internal sealed class GrpcTlsOptions
{
    /// <summary>The agent's certificate, with those of intermediate authorities behind it: PEM, or PKCS#12 (<c>.p12</c>, <c>.pfx</c>). Empty: no TLS.</summary>
    public string CertificateFile { get; set; } = string.Empty;

    /// <summary>Its private key in PEM; empty when <see cref="CertificateFile"/> has it.</summary>
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>A file whose first line is the password of the key or of the PKCS#12 file; empty for none.</summary>
    public string PasswordFile { get; set; } = string.Empty;

    /// <summary>
    /// Certificates of the authorities whose client certificates are accepted, PEM. Empty: clients are not asked for one. Revocation is not looked up:
    /// take a caller out of <see cref="GrpcOptions.Callers"/> instead.
    /// </summary>
    public string ClientAuthoritiesFile { get; set; } = string.Empty;

    /// <summary>Whether a client without a certificate is refused before it can call anything.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>Whether TLS is asked for.</summary>
    internal bool IsEnabled => CertificateFile.Length > 0;
}
