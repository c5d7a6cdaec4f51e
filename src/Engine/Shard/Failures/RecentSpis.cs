namespace MyIkev2.Engine.Shard.Failures;

/// <summary>
/// SPIs of SAs that ended in the last half minute or minute: messages and packets on their way then are no sign of anything. Bounded; while more
/// SAs end than it holds, every SPI counts as one of them.
/// </summary>
internal sealed class RecentSpis
{
    private const long GenerationMilliseconds = 30_000;
    private const int Capacity = 16_384;

    private HashSet<ulong> _young = [];
    private HashSet<ulong> _old = [];
    private long _began;

    public void Add(EngineInstant now, ulong spi)
    {
        Age(now.Monotonic);
        if (_young.Count < Capacity)
        {
            _young.Add(spi);
        }
    }

    public bool Contains(EngineInstant now, ulong spi)
    {
        Age(now.Monotonic);
        return _young.Count == Capacity || _old.Count == Capacity || _young.Contains(spi) || _old.Contains(spi);
    }

    private void Age(long moment)
    {
        var generations = (moment - _began) / GenerationMilliseconds;
        if (generations == 0)
        {
            return;
        }

        (_young, _old) = (_old, _young);
        _young.Clear();
        if (generations > 1)
        {
            _old.Clear();
        }

        _began += generations * GenerationMilliseconds;
    }
}
