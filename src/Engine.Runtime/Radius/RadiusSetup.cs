using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// The servers of one configuration, and the requests to them that are under way. Whoever is told to go waits for these to end, which it makes them do at once.
/// Thread-safe.
/// </summary>
internal sealed class RadiusSetup : IAsyncDisposable
{
    private readonly RadiusClient _client;
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    public RadiusSetup(RadiusPolicy policy, TimeProvider time)
    {
        Servers = policy.Servers;
        Retransmission = RetransmissionOf(policy);
        _client = new RadiusClient(
            policy.Servers.Select(static server => new RadiusServer(server.Name, server.Address.ToIPAddress(), server.Secret.ToArray())
            {
                AuthenticationPort = server.AuthenticationPort,
                AccountingPort = server.AccountingPort,
                Preference = server.Preference,
            }),
            Retransmission,
            time);
    }

    private ValueList<RadiusServerPolicy> Servers { get; }

    private RadiusRetransmission Retransmission { get; }

    public IEnumerable<(RadiusServer Server, RadiusCounters Counters, bool IsDead)> Status => _client.Servers;

    /// <summary>True when another configuration asks the same servers in the same way.</summary>
    public bool Serves(RadiusPolicy policy) => Servers.Equals(policy.Servers) && Retransmission.Equals(RetransmissionOf(policy));

    /// <summary>Asks; null when nobody answers.</summary>
    /// <param name="conversation">The conversation that it goes on with; null begins one.</param>
    /// <param name="describe">Adds the attributes.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<(RadiusConversation Conversation, RadiusAnswer Answer)?> AskAsync(
        RadiusConversation? conversation, Action<RadiusPacketBuilder> describe, CancellationToken cancellationToken)
    {
        if (!Enter())
        {
            return null;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
            conversation ??= _client.Converse();
            return await conversation.AskAsync(describe, either.Token).ConfigureAwait(false) is { } answer ? (conversation, answer) : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Tells a server of a session; false when none confirms it.</summary>
    public async Task<bool> AccountAsync(Action<RadiusPacketBuilder> describe, CancellationToken cancellationToken)
    {
        if (!Enter())
        {
            return false;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _leaving.Token);
            return await _client.AccountAsync(describe, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Leave();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync().ConfigureAwait(false);
        Leave();
        await _idle.Task.ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        _leaving.Dispose();
    }

    private static RadiusRetransmission RetransmissionOf(RadiusPolicy policy) => new()
    {
        Timeout = policy.RetransmitTimeout,
        Base = policy.RetransmitBase,
        Tries = policy.RetransmitTries,
        DeadTime = policy.DeadTime,
    };

    private bool Enter()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _idle.TrySetResult();
        }
    }
}
