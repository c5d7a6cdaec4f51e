namespace MyIkev2.Benchmarks.Monitoring;

/// <summary>A thread that asks the interface again as soon as it has the answer.</summary>
internal sealed class EndlessPoller : IDisposable
{
    private readonly NmsecReader _reader;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private int _answers;

    public EndlessPoller(string socketPath)
    {
        _reader = new NmsecReader(socketPath);
        _thread = new Thread(Run) { IsBackground = true, Name = "poller" };
        _thread.Start();
    }

    /// <summary>Ends the asking; returns how many answers there were.</summary>
    public int Stop()
    {
        _stopping = true;
        _thread.Join();
        return _answers;
    }

    public void Dispose()
    {
        _ = Stop();
        _reader.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            _ = _reader.Ask();
            _answers++;
        }
    }
}
