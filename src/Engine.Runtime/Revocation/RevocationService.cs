using MyIkev2.Engine.Runtime.Diagnostics;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Revocation;

/// <summary>
/// Answers the shards' questions about revocation by asking the places that certificates name: OCSP first, then revocation lists. Never blocks a shard: a place
/// that is slow or dead costs the negotiation that waits for it at most <see cref="Patience"/>, and all others nothing. Answers are kept while they are fresh, and
/// a place that did not answer is left alone for a while. Thread-safe.
/// </summary>
internal sealed class RevocationService : IAsyncDisposable
{
    /// <summary>How long one negotiation waits for all its answers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MostJobs = 256;
    private const int MostListsUnderWay = 16;
    private const long SilenceMilliseconds = 30_000;
    private const long LongestLifeMilliseconds = 24 * 60 * 60 * 1000;
    private const long DefaultListLifeMilliseconds = 60 * 60 * 1000;

    private readonly IRevocationTransport _transport;
    private readonly ICryptoProvider _crypto;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ExpiringCache<string, RevocationStatus> _answers = new(capacity: 65_536);
    private readonly ExpiringCache<string, RevocationList?> _lists = new(capacity: 256);
    private readonly ExpiringCache<string, bool> _silent = new(capacity: 1024);
    private readonly SemaphoreSlim _fetching = new(MostListsUnderWay);
    private readonly CancellationTokenSource _stopping = new();
    private int _jobs;

    public RevocationService(IRevocationTransport transport, ICryptoProvider crypto, TimeProvider time, ILogger logger)
    {
        _transport = transport;
        _crypto = crypto;
        _time = time;
        _logger = logger;
    }

    /// <summary>Finds the answers some time and hands them over; at once without answers when too many wait already.</summary>
    public void Start(RevocationJob job, Action<CryptoJobResult> answer)
    {
        if (_stopping.IsCancellationRequested || Interlocked.Increment(ref _jobs) > MostJobs)
        {
            Interlocked.Decrement(ref _jobs);
            answer(new CryptoJobResult(job, null, null));
            return;
        }

        _ = Task.Run(() => RunAsync(job, answer));
    }

    /// <summary>Lets nobody wait any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        (_transport as IDisposable)?.Dispose();
    }

    /// <summary>One answer a question.</summary>
    internal async Task<IReadOnlyList<RevocationStatus>> AskAsync(RevocationJob job, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        return await Task.WhenAll(job.Questions.Select(question => AskAsync(question, job.Now, either.Token))).ConfigureAwait(false);
    }

    private async Task RunAsync(RevocationJob job, Action<CryptoJobResult> answer)
    {
        IReadOnlyList<RevocationStatus>? answers = null;
        try
        {
            answers = await AskAsync(job, _stopping.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever happens, the negotiation must not wait for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RuntimeLog.JobFaulted(_logger, nameof(RevocationJob), exception);
        }

        Interlocked.Decrement(ref _jobs);
        answer(new CryptoJobResult(job, null, null) { Revocation = answers });
    }

    private async Task<RevocationStatus> AskAsync(RevocationQuestion question, long now, CancellationToken cancellationToken)
    {
        var key = $"{Convert.ToHexString(question.Issuer.PublicKey!.KeyIdentifier.Span)} {Convert.ToHexString(question.Certificate.SerialNumber.Span)}";
        if (_answers.TryGet(key, now, out var known))
        {
            return known;
        }

        try
        {
            foreach (var url in question.Certificate.OcspUrls)
            {
                var answer = await AskResponderAsync(url, question, now, cancellationToken).ConfigureAwait(false);
                if (answer.Status != RevocationStatus.Unknown)
                {
                    _answers.Set(key, answer.Status, Math.Min(answer.ValidUntil, now + LongestLifeMilliseconds));
                    return answer.Status;
                }
            }

            foreach (var url in question.Certificate.CrlUrls)
            {
                var list = await ListAsync(url, now, cancellationToken).ConfigureAwait(false);
                var status = list?.Judge(question.Certificate, question.Issuer, _crypto, now) ?? RevocationStatus.Unknown;
                if (status != RevocationStatus.Unknown)
                {
                    return status;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Out of patience, or the service stops.
        }

        return RevocationStatus.Unknown;
    }

    private async Task<OcspAnswer> AskResponderAsync(string url, RevocationQuestion question, long now, CancellationToken cancellationToken)
    {
        if (_silent.TryGet(url, now, out _))
        {
            return OcspAnswer.None;
        }

        var silent = true;
        try
        {
            var response = await _transport.AskResponderAsync(url, OcspRequest.Create(question.Certificate, question.Issuer), cancellationToken).ConfigureAwait(false);
            silent = response is null;
            return response is null ? OcspAnswer.None : OcspResponse.Read(response, question.Certificate, question.Issuer, _crypto, now);
        }
        finally
        {
            NoteSilence(url, silent, now);
        }
    }

    private async Task<RevocationList?> ListAsync(string url, long now, CancellationToken cancellationToken)
    {
        if (_lists.TryGet(url, now, out var known))
        {
            return known;
        }

        if (_silent.TryGet(url, now, out _))
        {
            return null;
        }

        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        var silent = true;
        try
        {
            // Somebody who waited in front of us may have brought it.
            if (_lists.TryGet(url, now, out known))
            {
                silent = false;
                return known;
            }

            var octets = await _transport.FetchListAsync(url, cancellationToken).ConfigureAwait(false);
            var list = octets is null ? null : RevocationList.TryRead(octets);
            silent = list is null;
            if (list is not null)
            {
                var until = list.NextUpdate?.ToUnixTimeMilliseconds() ?? now + DefaultListLifeMilliseconds;
                _lists.Set(url, list, Math.Min(until, now + LongestLifeMilliseconds));
            }

            return list;
        }
        finally
        {
            _fetching.Release();
            NoteSilence(url, silent, now);
        }
    }

    private void NoteSilence(string url, bool silent, long now)
    {
        if (silent && !_stopping.IsCancellationRequested)
        {
            _silent.Set(url, true, now + SilenceMilliseconds);
            RuntimeLog.RevocationSilent(_logger, url, SilenceMilliseconds / 1000);
        }
    }
}
