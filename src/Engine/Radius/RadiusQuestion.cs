using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Radius;

/// <summary>Asks a RADIUS server about a peer. The runtime asks; where nobody does, nobody answers.</summary>
public sealed record RadiusJob(ulong Serial, RadiusQuestion Question) : CryptoJob(Serial);

/// <summary>What an Access-Request says (RFC 2865 section 4.1; RFC 3579).</summary>
public sealed record RadiusQuestion
{
    /// <summary>Acct-Session-Id: the same in accounting.</summary>
    public required string SessionId { get; init; }

    /// <summary>NAS-Port: the number of the IKE SA.</summary>
    public required uint Port { get; init; }

    /// <summary>NAS-Port-Id.</summary>
    public required string VpnName { get; init; }

    /// <summary>Called-Station-Id and Calling-Station-Id, and the own address as NAS-IP-Address.</summary>
    public required NetworkPath Path { get; init; }

    /// <summary>User-Name: the EAP identity, or the IKE identity where the server is asked for a preshared key. The same in all questions of a conversation.</summary>
    public required ReadOnlyMemory<byte> UserName { get; init; }

    /// <summary>The peer's EAP packet; null = the server is asked for the peer's preshared key.</summary>
    public ReadOnlyMemory<byte>? Eap { get; init; }

    /// <summary>What came with the challenge that this answers; null in the first question of a conversation.</summary>
    public object? Conversation { get; init; }
}

/// <summary>What came of a question. A closed set. Whoever drops one disposes it: the secrets in it are then cleared.</summary>
public abstract record RadiusReply : IDisposable
{
    private RadiusReply()
    {
    }

    /// <summary>Access-Challenge: hand the packet to the peer, and ask again with what it answers.</summary>
    /// <param name="Eap">The server's EAP packet; empty when it sent none.</param>
    /// <param name="Conversation">For the next question; the engine does not look into it.</param>
    public sealed record Challenge(ReadOnlyMemory<byte> Eap, object Conversation) : RadiusReply;

    /// <summary>Access-Accept. The receiver of the value takes over its secrets.</summary>
    /// <param name="Eap">The server's EAP packet; empty when it sent none.</param>
    /// <param name="MasterSessionKey">The MSK; null when the method made none.</param>
    /// <param name="PreSharedKey">The peer's preshared key; null when the server gave none.</param>
    /// <param name="Grant">What the peer gets.</param>
    public sealed record Accept(ReadOnlyMemory<byte> Eap, KeyMaterial? MasterSessionKey, KeyMaterial? PreSharedKey, RadiusGrant Grant) : RadiusReply;

    /// <summary>Access-Reject.</summary>
    /// <param name="Eap">The server's EAP packet; empty when it sent none.</param>
    /// <param name="Text">What it says about it, empty for nothing.</param>
    public sealed record Reject(ReadOnlyMemory<byte> Eap, string Text) : RadiusReply;

    /// <summary>No server answered, or none could be asked.</summary>
    /// <param name="Text">Why, in words.</param>
    public sealed record Silence(string Text) : RadiusReply;

    public void Dispose()
    {
        if (this is Accept accept)
        {
            accept.MasterSessionKey?.Dispose();
            accept.PreSharedKey?.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
