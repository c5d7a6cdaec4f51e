namespace MyIkev2.Engine.Crypto;

/// <summary>A TLS library. It moves octets and makes keys; whom to trust is not for it to say.</summary>
public interface ITlsProvider
{
    /// <summary>Name for status displays, for example <c>libssl 3.0.22</c>.</summary>
    string Name { get; }

    /// <summary>Begins a session; nothing costly happens before its first <see cref="ITlsSession.Advance"/>.</summary>
    ITlsSession Create(TlsSettings settings);
}

/// <summary>
/// One end of a TLS session without a socket (sans-IO). Used by one thread at a time; it may be disposed while another thread is in <see cref="Advance"/>, which then
/// goes to its end.
/// </summary>
public interface ITlsSession : IDisposable
{
    /// <summary>The handshake is over.</summary>
    bool IsEstablished { get; }

    /// <summary>TLS 1.3 was negotiated.</summary>
    bool IsTls13 { get; }

    /// <summary>What was negotiated, for reports: <c>TLS 1.3</c>.</summary>
    string Version { get; }

    /// <summary>
    /// Takes records of the other end and gives what to send. A client begins with none. Costs milliseconds until <see cref="IsEstablished"/>, microseconds afterwards.
    /// </summary>
    TlsProgress Advance(ReadOnlySpan<byte> records);

    /// <summary>Records that carry application data; empty when the session is not established, or broken.</summary>
    byte[] Protect(ReadOnlySpan<byte> plaintext);

    /// <summary>Keying material of an established session (RFC 5705, RFC 8446 section 7.5); null when there is none.</summary>
    /// <param name="label">The label.</param>
    /// <param name="context">The context; null is "no context", which TLS 1.2 tells from an empty one.</param>
    /// <param name="length">Octets.</param>
    KeyMaterial? Export(string label, byte[]? context, int length);
}

/// <summary>What a step of a TLS session came to.</summary>
/// <param name="Records">To be sent; also with a failure, which an alert tells.</param>
/// <param name="Plaintext">Application data that came.</param>
/// <param name="Failure">Why the session is over; null while it is not.</param>
public sealed record TlsProgress(byte[] Records, byte[] Plaintext, string? Failure);

/// <summary>Judges the certificates of the other end. Called from the thread that advances the session.</summary>
public interface ITlsCertificateJudge
{
    /// <summary>What is wrong with them; null when nothing is.</summary>
    /// <param name="presented">DER, the other end's own first.</param>
    string? Judge(IReadOnlyList<ReadOnlyMemory<byte>> presented);
}

/// <summary>What a session is to be. Versions before TLS 1.2 are never negotiated, nor tickets, resumption, compression or renegotiation.</summary>
public sealed record TlsSettings
{
    public required bool IsServer { get; init; }

    /// <summary>The own certificate and authorities above it, DER; empty = none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; init; } = [];

    /// <summary>The key of the own certificate; its owner is the configuration.</summary>
    public PrivateKey? Key { get; init; }

    /// <summary>Judges the other end; null = it need not show a certificate. Of a server one is always wanted.</summary>
    public ITlsCertificateJudge? Judge { get; init; }

    /// <summary>At most TLS 1.2.</summary>
    public bool StaysBelowTls13 { get; init; }
}

/// <summary>Advances a TLS session.</summary>
/// <param name="Serial">Number of the job.</param>
/// <param name="Session">It; its owner is whoever waits for the result.</param>
/// <param name="Records">What came from the other end.</param>
public sealed record TlsJob(ulong Serial, ITlsSession Session, ReadOnlyMemory<byte> Records) : CryptoJob(Serial);
