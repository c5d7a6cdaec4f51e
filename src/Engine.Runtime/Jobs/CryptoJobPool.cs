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
    private readonly List<Thread> _threads = [];
    private int _wanted;
    private int _started;
    private bool _stopping;

    public CryptoJobPool(ICryptoProvider crypto, int threads, int capacity, ILogger logger)
    {
        _crypto = crypto;
        _capacity = capacity;
        _logger = logger;
        Resize(threads);
    }

    /// <summary>More threads than this are never started: what they do keeps a core busy.</summary>
    public const int MostThreads = 64;

    /// <summary>Jobs that run at the same time, once those in surplus have finished theirs.</summary>
    public int ThreadCount
    {
        get
        {
            lock (_queue)
            {
                return _wanted;
            }
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

    /// <summary>From now on so many threads run; those in surplus end when they have finished their job. Nothing after the end.</summary>
    public void Resize(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        lock (_queue)
        {
            if (_stopping)
            {
                return;
            }

            _wanted = threads;
            while (_threads.Count < _wanted)
            {
                var thread = new Thread(Run) { IsBackground = true, Name = $"ike-crypto {_started++}" };
                _threads.Add(thread);
                thread.Start();
            }

            Monitor.PulseAll(_queue);
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

        // Nobody is added any more; one that has left by itself takes no further job.
        Thread[] threads;
        lock (_queue)
        {
            threads = [.. _threads];
        }

        foreach (var thread in threads)
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
            while (_queue.Count == 0 && !_stopping && !IsSurplus)
            {
                Monitor.Wait(_queue);
            }

            if (IsSurplus)
            {
                // What woke this thread may have been meant for one that stays.
                _threads.Remove(Thread.CurrentThread);
                Monitor.Pulse(_queue);
            }
            else if (_queue.TryDequeue(out var item))
            {
                (job, answer) = item;
                return true;
            }
        }

        (job, answer) = (null!, null!);
        return false;
    }

    /// <summary>There are more threads than wanted. Under the lock.</summary>
    private bool IsSurplus => !_stopping && _threads.Count > _wanted;

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
