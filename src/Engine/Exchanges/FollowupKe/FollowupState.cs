using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>What a responder keeps between the answer to CREATE_CHILD_SA and the last IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4).</summary>
/// <param name="exchanges">Key exchanges to make.</param>
/// <param name="first">The shared secret of CREATE_CHILD_SA; taken over.</param>
/// <param name="lowestNonce">The lower nonce of CREATE_CHILD_SA, which decides between two rekeys at once.</param>
internal abstract class FollowupState(ValueList<AdditionalKeyExchange> exchanges, KeyMaterial first, byte[] lowestNonce) : IDisposable
{
    /// <summary>What the peer's next request must carry.</summary>
    public byte[] Link { get; set; } = [];

    /// <summary>When it is forgotten.</summary>
    public EngineInstant ExpiresAt { get; set; }

    public byte[] LowestNonce { get; } = lowestNonce;

    public AdditionalSecrets More { get; } = new(exchanges);

    protected KeyMaterial First { get; } = first;

    /// <summary>False when what it was for is gone.</summary>
    public abstract bool IsWanted(IkeSa sa);

    /// <summary>The last answer is on its way: the new SA is made.</summary>
    public abstract void Complete(IkeSa sa);

    /// <summary>It will never be completed: what was set apart for it is given back.</summary>
    public abstract void Abandon(IkeSa sa);

    public void Dispose()
    {
        First.Dispose();
        More.Dispose();
    }
}
