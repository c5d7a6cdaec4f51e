using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// The shards' way to the RADIUS servers: authentication, accounting, and what servers want changed. Never blocks a shard: who asks gets an answer some time, at
/// last that there is none, and what cannot be told waits in a queue of limited length. Thread-safe.
/// </summary>
internal sealed class RadiusService : IAsyncDisposable
{
    /// <summary>How long a peer waits for an answer in all; its negotiation is over by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Peers that may wait at once; further ones hear at once that nobody answers.</summary>
    private const int MostQuestions = 4096;

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<RadiusSelector, RadiusChange, CancellationToken, Task<int>> _change;
    private readonly AccountingQueue _accounting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private volatile Current? _current;
    private DynamicAuthorizationServer? _dynamicAuthorization;
    private Task _leaving = Task.CompletedTask;
    private int _questions;
    private long _refused;

    /// <param name="time">The clock.</param>
    /// <param name="logger">Where faults go.</param>
    /// <param name="change">Changes the sessions that a server means; gives their number.</param>
    public RadiusService(TimeProvider time, ILogger logger, Func<RadiusSelector, RadiusChange, CancellationToken, Task<int>> change)
    {
        _time = time;
        _logger = logger;
        _change = change;
        _accounting = new AccountingQueue(() => _current is { } current ? (current.Setup, current.NasIdentifier) : null, time, logger);
    }

    /// <summary>What is known of the servers now; null without any.</summary>
    public RadiusInfo? Read()
    {
        if (_current is not { } current)
        {
            return null;
        }

        var dynamic = Volatile.Read(ref _dynamicAuthorization);
        return new RadiusInfo
        {
            Servers = [.. current.Setup.Status.Select(static row => Read(row.Server, row.Counters, row.IsDead))],
            PeersWaiting = (ulong)Volatile.Read(ref _questions),
            PeersRefused = (ulong)Interlocked.Read(ref _refused),
            IsAccounting = current.Policy.Accounting,
            RecordsWaiting = (ulong)_accounting.Waiting,
            RecordsConfirmed = (ulong)_accounting.Confirmed,
            RecordsLost = (ulong)_accounting.Lost,
            DynamicAuthorization = dynamic is null ? null : new EndpointInfo(dynamic.Endpoint.Address, (ushort)dynamic.Endpoint.Port),
            RequestsAnswered = (ulong)(dynamic?.Taken ?? 0),
            RequestsDropped = (ulong)(dynamic?.Dropped ?? 0),
        };
    }

    /// <summary>Makes a configuration the one in force; null asks and tells nobody any more.</summary>
    public void Apply(RadiusPolicy? policy)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || Equals(_current?.Policy, policy))
            {
                return;
            }

            var before = _current;
            var setup = policy is null ? null : before?.Setup is { } same && same.Serves(policy) ? same : new RadiusSetup(policy, _time);
            _current = policy is null ? null : new Current(policy, setup!, policy.NasIdentifier.Length > 0 ? policy.NasIdentifier : Environment.MachineName);
            if (before is not null && !ReferenceEquals(before.Setup, setup))
            {
                _leaving = Task.WhenAll(_leaving, before.Setup.DisposeAsync().AsTask());
            }

            if (policy is { Accounting: true } && (before is not { Policy.Accounting: true } || !ReferenceEquals(before.Setup, setup)))
            {
                _accounting.Announce();
            }

            Listen(before?.Policy, policy);
        }
    }

    /// <summary>Asks some time and hands the answer over; at once when there is nobody to ask, or too many wait already.</summary>
    public void Start(RadiusJob job, Action<CryptoJobResult> answer)
    {
        if (_current is not { } current || _stopping.IsCancellationRequested)
        {
            answer(new CryptoJobResult(job, null, null));
        }
        else if (Interlocked.Increment(ref _questions) > MostQuestions)
        {
            Interlocked.Decrement(ref _questions);
            Interlocked.Increment(ref _refused);
            answer(new CryptoJobResult(job, null, null) { Radius = new RadiusReply.Silence("too many peers wait for RADIUS servers") });
        }
        else
        {
            _ = Task.Run(() => RunAsync(current, job, answer));
        }
    }

    /// <summary>Tells a server some time.</summary>
    public void Account(AccountingRecord record) => _accounting.Add(record);

    /// <summary>Lets nobody wait for an answer any more; what is to be told still is.</summary>
    public async Task StopAskingAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        DynamicAuthorizationServer? server;
        lock (_gate)
        {
            (server, _dynamicAuthorization) = (_dynamicAuthorization, null);
        }

        if (server is not null)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAskingAsync().ConfigureAwait(false);
        await _accounting.StopAsync(saysGoodbye: _current is { Policy.Accounting: true }).ConfigureAwait(false);
        await _leaving.ConfigureAwait(false);
        if (_current is { } current)
        {
            await current.Setup.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What a server says; for tests too.</summary>
    internal async Task<RadiusReply> AskAsync(RadiusSetup setup, RadiusPolicy policy, string nasIdentifier, RadiusQuestion question, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var keyPassword = policy.KeyPassword;
        var found = await setup.AskAsync(
            question.Conversation as RadiusConversation,
            packet => RadiusRequests.Describe(packet, question, nasIdentifier, keyPassword.AsSpan()),
            either.Token).ConfigureAwait(false);
        if (found is not { } reply)
        {
            return new RadiusReply.Silence("no RADIUS server answers");
        }

        var packet = reply.Answer.Packet;
        return packet.Code switch
        {
            RadiusCode.AccessChallenge => new RadiusReply.Challenge(packet.EapMessage(), reply.Conversation),
            RadiusCode.AccessReject => new RadiusReply.Reject(packet.EapMessage(), AccessAcceptReader.MessageOf(packet)),
            RadiusCode.AccessAccept => new RadiusReply.Accept(
                packet.EapMessage(),
                question.Eap is null ? null : reply.Conversation.MasterSessionKey(reply.Answer),
                question.Eap is null ? AccessAcceptReader.ReadPreSharedKey(packet, policy) : null,
                AccessAcceptReader.Read(packet, policy, byEap: question.Eap is not null)),
            _ => new RadiusReply.Silence($"the RADIUS server {reply.Conversation.Server} answered with code {(byte)packet.Code}"),
        };
    }

    private static RadiusServerInfo Read(RadiusServer server, RadiusCounters counters, bool isDead) => new()
    {
        Name = server.Name,
        Address = server.Address,
        AuthenticationPort = (ushort)server.AuthenticationPort,
        AccountingPort = (ushort)server.AccountingPort,
        Preference = server.Preference,
        IsDead = isDead,
        Requests = (ulong)counters.Requests,
        Retransmissions = (ulong)counters.Retransmissions,
        Responses = (ulong)counters.Responses,
        Timeouts = (ulong)counters.Timeouts,
        BadAuthenticators = (ulong)counters.BadAuthenticators,
        MalformedResponses = (ulong)counters.MalformedResponses,
        PacketsDropped = (ulong)counters.PacketsDropped,
    };

    private async Task RunAsync(Current current, RadiusJob job, Action<CryptoJobResult> answer)
    {
        RadiusReply? reply = null;
        try
        {
            reply = await AskAsync(current.Setup, current.Policy, current.NasIdentifier, job.Question, _stopping.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever happens, the negotiation must not wait for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RuntimeLog.JobFaulted(_logger, nameof(RadiusJob), exception);
        }

        Interlocked.Decrement(ref _questions);
        answer(new CryptoJobResult(job, null, null) { Radius = reply ?? new RadiusReply.Silence("the RADIUS servers cannot be asked") });
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "the field owns it, and hands it to the tasks that leave")]
    private void Listen(RadiusPolicy? before, RadiusPolicy? policy)
    {
        var wanted = policy?.DynamicAuthorization;
        if (Equals(before?.DynamicAuthorization, wanted) && before?.NasIdentifier == policy?.NasIdentifier && Equals(before?.Servers, policy?.Servers))
        {
            return;
        }

        if (_dynamicAuthorization is { } old)
        {
            _leaving = Task.WhenAll(_leaving, old.DisposeAsync().AsTask());
            _dynamicAuthorization = null;
        }

        if (wanted is not null)
        {
            var clients = wanted.Clients.Count > 0 ? wanted.Clients : policy!.Servers.Select(static server => server.Address).ToValueList();
            _dynamicAuthorization = DynamicAuthorizationServer.TryOpen(wanted, clients, _current!.NasIdentifier, _change, _time, _logger);
        }
    }

    private sealed record Current(RadiusPolicy Policy, RadiusSetup Setup, string NasIdentifier);
}
