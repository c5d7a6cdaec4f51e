namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// A few objects that are dear to make and serve one thread at a time. With no more threads at once than places, nothing is
/// made after the first uses; with more, the surplus is disposed of.
/// </summary>
internal sealed class SpareObjects<T>(Func<T> create) : IDisposable
    where T : class, IDisposable
{
    private const int Places = 4;

    private readonly T?[] _spare = new T?[Places];
    private volatile bool _isDisposed;

    /// <summary>Takes one; give it back with <see cref="Return"/>.</summary>
    internal T Take()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        foreach (ref var place in _spare.AsSpan())
        {
            if (Interlocked.Exchange(ref place, null) is { } spare)
            {
                return spare;
            }
        }

        return create();
    }

    /// <summary>Gives one back.</summary>
    internal void Return(T spare)
    {
        foreach (ref var place in _spare.AsSpan())
        {
            if (!_isDisposed && Interlocked.CompareExchange(ref place, spare, null) is null)
            {
                return;
            }
        }

        spare.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (ref var place in _spare.AsSpan())
        {
            Interlocked.Exchange(ref place, null)?.Dispose();
        }
    }
}
