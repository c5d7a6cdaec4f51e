using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>The negotiations of one IKE SA that wait for the peer's IKE_FOLLOWUP_KE requests. Few at a time, and not for long.</summary>
internal sealed class FollowupStates(IkeSa sa)
{
    /// <summary>A peer has one request under way, and goes on with it; more than one is for those that interleave.</summary>
    public const int Most = 4;

    /// <summary>Without the next request a negotiation is forgotten; the peer then hears STATE_NOT_FOUND and begins anew.</summary>
    public const long PatienceMilliseconds = 60_000;

    private const int LinkSize = 8;

    private readonly List<FollowupState> _states = [];

    public bool IsFull => _states.Count >= Most;

    /// <summary>When the first of them is forgotten.</summary>
    public EngineInstant? Deadline
    {
        get
        {
            EngineInstant? earliest = null;
            foreach (var state in _states)
            {
                earliest = earliest is null || state.ExpiresAt < earliest ? state.ExpiresAt : earliest;
            }

            return earliest;
        }
    }

    /// <summary>The one of that kind that meets a condition; null without.</summary>
    public T? Find<T>(Func<T, bool>? condition = null)
        where T : FollowupState => _states.OfType<T>().FirstOrDefault(state => condition?.Invoke(state) != false);

    public FollowupState? FindByLink(ReadOnlySpan<byte> link)
    {
        foreach (var state in _states)
        {
            if (link.SequenceEqual(state.Link))
            {
                return state;
            }
        }

        return null;
    }

    /// <summary>Keeps a negotiation and gives the notify that links the next request to it.</summary>
    public NotifyPayload Keep(FollowupState state)
    {
        _states.Add(state);
        return Renew(state);
    }

    /// <summary>It goes on: another link, and time again.</summary>
    public NotifyPayload Renew(FollowupState state)
    {
        state.Link = sa.Services.Context.Random.NextBytes(LinkSize);
        state.ExpiresAt = sa.Services.Now.Plus(PatienceMilliseconds);
        sa.Timers.Reschedule();
        return new NotifyPayload(NotifyType.AdditionalKeyExchange, state.Link);
    }

    /// <summary>The last answer is on its way.</summary>
    public void Complete(FollowupState state)
    {
        _states.Remove(state);
        using (state)
        {
            state.Complete(sa);
        }
    }

    public void Abandon(FollowupState state)
    {
        _states.Remove(state);
        state.Abandon(sa);
        state.Dispose();
    }

    public void AbandonAll()
    {
        foreach (var state in _states.ToArray())
        {
            Abandon(state);
        }
    }

    public void Expire(EngineInstant now)
    {
        foreach (var state in _states.Where(state => state.ExpiresAt <= now).ToArray())
        {
            Abandon(state);
        }
    }
}
