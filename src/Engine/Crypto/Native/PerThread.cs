namespace MyIkev2.Engine.Crypto;

/// <summary>
/// One <typeparamref name="T"/> for each thread that asks, made at its first use. Owned by a provider and disposed with it, when no thread
/// works with the provider any more. The lock is taken once in the life of a thread and of the provider, never per operation.
/// </summary>
internal sealed class PerThread<T> : IDisposable
    where T : NativeState
{
    private readonly ThreadLocal<T> _current;
    private readonly Func<T> _create;
    private readonly List<WeakReference<T>> _made = [];
    private bool _disposed;

    public PerThread(Func<T> create)
    {
        _create = create;
        _current = new ThreadLocal<T>(Make, trackAllValues: false);
    }

    public T Current => _current.Value!;

    public void Dispose()
    {
        lock (_made)
        {
            _disposed = true;
            foreach (WeakReference<T> reference in _made)
            {
                if (reference.TryGetTarget(out T? state))
                {
                    state.Dispose();
                }
            }

            _made.Clear();
        }

        _current.Dispose();
    }

    private T Make()
    {
        T state = _create();
        lock (_made)
        {
            if (_disposed)
            {
                state.Dispose();
                throw new ObjectDisposedException(typeof(T).Name);
            }

            _made.RemoveAll(static reference => !reference.TryGetTarget(out _));
            _made.Add(new WeakReference<T>(state));
        }

        return state;
    }
}
