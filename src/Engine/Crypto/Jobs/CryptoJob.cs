using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>Work too slow for the shard's loop. Runs anywhere, touches nothing but its own members.</summary>
/// <param name="Serial">Number of the job, unique in its shard; the result carries it back.</param>
public abstract record CryptoJob(ulong Serial);

/// <summary>
/// A key exchange. Without the peer's value it makes the initiator's key pair; with both it agrees, as initiator; with the peer's value alone it is the responder's
/// part, whose value is then the result's public one. The result owns what it holds; the job owns nothing (<paramref name="Private"/> stays the caller's until the
/// result is handled).
/// </summary>
/// <param name="Serial">Number of the job.</param>
/// <param name="Method">Key exchange method.</param>
/// <param name="Private">Own private value of an earlier job, or null.</param>
/// <param name="PeerPublic">The peer's value, or null.</param>
public sealed record KeyExchangeJob(ulong Serial, KeyExchangeId Method, KeyMaterial? Private, byte[]? PeerPublic) : CryptoJob(Serial);
