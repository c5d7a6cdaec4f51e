using MyIkev2.Engine.Certificates;

namespace MyIkev2.Engine.Crypto;

/// <summary>Signs AUTH.</summary>
/// <param name="Serial">Number of the job.</param>
/// <param name="Key">The key; its owner is the configuration.</param>
/// <param name="Algorithm">How.</param>
/// <param name="Octets">What.</param>
public sealed record SignatureJob(ulong Serial, PrivateKey Key, SignatureAlgorithm Algorithm, ReadOnlyMemory<byte> Octets) : CryptoJob(Serial);

/// <summary>Validates a peer's certificates and its signature.</summary>
public sealed record PeerCertificateJob(ulong Serial, PeerCertificateCheck Check) : CryptoJob(Serial);

/// <summary>
/// Asks whether certificates of a valid chain are revoked. The runtime asks the places that the certificates name; where nobody does, nothing gets known.
/// </summary>
/// <param name="Serial">Number of the job.</param>
/// <param name="Questions">What is to be known.</param>
/// <param name="Now">The moment, in Unix milliseconds.</param>
public sealed record RevocationJob(ulong Serial, IReadOnlyList<RevocationQuestion> Questions, long Now) : CryptoJob(Serial);
