using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Runtime.Jobs;

/// <summary>
/// A few threads for cryptography that is too slow for a shard's loop. Bounded: when the queue is full the asking shard runs the job itself,
/// so that overload slows the intake down instead of piling up work. Thread-safe.
/// </summary>
internal sealed class CryptoJobPool : IDisposable
{
    private readonly ICryptoProvider _crypto;
    private readonly ILogger _logger;
    private readonly int _capacity;
    private readonly Queue<(CryptoJob Job, ShardInbox Answer)> _queue = new();
    private readonly Thread[] _threads;
    private bool _stopping;

    public CryptoJobPool(ICryptoProvider crypto, int threads, int capacity, ILogger logger)
    {
        _crypto = crypto;
        _capacity = capacity;
        _logger = logger;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = $"ike-crypto {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>Jobs that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_queue)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Runs <paramref name="job"/> some time and posts its result to <paramref name="answer"/>.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="random">The caller's own randomness, for the case that it must do the work itself.</param>
    /// <param name="answer">Where the result goes.</param>
    public void Start(CryptoJob job, IRandomSource random, ShardInbox answer)
    {
        lock (_queue)
        {
            if (!_stopping && _queue.Count < _capacity)
            {
                _queue.Enqueue((job, answer));
                Monitor.Pulse(_queue);
                return;
            }
        }

        answer.Post(Execute(job, random));
    }

    /// <summary>Lets running jobs finish and drops waiting ones.</summary>
    public void Dispose()
    {
        lock (_queue)
        {
            _stopping = true;
            _queue.Clear();
            Monitor.PulseAll(_queue);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run()
    {
        using var random = new SystemRandomSource();
        while (TryTake(out var job, out var answer))
        {
            answer.Post(Execute(job, random));
        }
    }

    private bool TryTake(out CryptoJob job, out ShardInbox answer)
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_stopping)
            {
                Monitor.Wait(_queue);
            }

            if (_queue.TryDequeue(out var item))
            {
                (job, answer) = item;
                return true;
            }
        }

        (job, answer) = (null!, null!);
        return false;
    }

    private CryptoJobResult Execute(CryptoJob job, IRandomSource random)
    {
        try
        {
            return CryptoJobRunner.Run(job, _crypto, random);
        }
#pragma warning disable CA1031 // Any failure of a provider must become a failed negotiation, not a dead thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RuntimeLog.JobFaulted(_logger, job.GetType().Name, e);
            return new CryptoJobResult(job, null, null);
        }
    }
}
