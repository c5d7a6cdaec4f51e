using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Eap;

/// <summary>What a side of an EAP conversation ends a packet with. A closed set.</summary>
public abstract record EapStep
{
    private EapStep()
    {
    }

    /// <summary>Send this packet and wait for the other side's.</summary>
    public sealed record Continue(byte[] Packet) : EapStep;

    /// <summary>Work must be done first, somewhere else: arithmetic, or a question to somebody. Its result resumes the conversation.</summary>
    /// <param name="Work">Makes the job, given its serial.</param>
    public sealed record Pending(Func<ulong, CryptoJob> Work) : EapStep;

    /// <summary>The other side is who it says. The receiver of this value owns the key.</summary>
    /// <param name="Packet">The authenticator's EAP-Success, still to be sent; empty at the peer.</param>
    /// <param name="MasterSessionKey">MSK (RFC 3748 section 7.10), 64 octets; null when the method makes none.</param>
    public sealed record Success(byte[] Packet, KeyMaterial? MasterSessionKey) : EapStep;

    /// <summary>It is over without success.</summary>
    /// <param name="Packet">The authenticator's EAP-Failure, still to be sent; empty at the peer.</param>
    /// <param name="Text">Why, in words; never a secret.</param>
    public sealed record Failure(byte[] Packet, string Text) : EapStep;
}
