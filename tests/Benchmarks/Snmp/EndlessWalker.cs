using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>A thread that walks an agent again and again.</summary>
internal sealed class EndlessWalker : IDisposable
{
    private readonly SnmpWalker _walker;
    private readonly IReadOnlyList<ObjectIdentifier> _roots;
    private readonly int _repetitions;
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _varBinds;

    public EndlessWalker(int port, IReadOnlyList<ObjectIdentifier> roots, int repetitions)
    {
        _walker = new SnmpWalker(port, isVersion3: false);
        _roots = roots;
        _repetitions = repetitions;
        _thread = new Thread(Run) { IsBackground = true, Name = "walker" };
        _thread.Start();
    }

    /// <summary>Ends the walking; returns how many bindings were seen.</summary>
    public long Stop()
    {
        _stopping = true;
        _thread.Join();
        return _varBinds;
    }

    public void Dispose()
    {
        _ = Stop();
        _walker.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            foreach (var root in _roots)
            {
                _varBinds += _walker.Walk(root, _repetitions, limit: 2_000).VarBinds;
            }
        }
    }
}
