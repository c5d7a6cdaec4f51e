using System.Runtime.ConstrainedExecution;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Native objects that one thread works with. Disposed with the provider; when the thread ends earlier, the finalizer frees them. Users
/// call <see cref="GC.KeepAlive"/> after their last native call, so that the finalizer cannot run under it.
/// </summary>
internal abstract class NativeState : CriticalFinalizerObject, IDisposable
{
    private int _freed;

    ~NativeState() => FreeOnce();

    public void Dispose()
    {
        FreeOnce();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what was made; handles that were never made are zero.</summary>
    protected abstract void Free();

    private void FreeOnce()
    {
        if (Interlocked.Exchange(ref _freed, 1) == 0)
        {
            Free();
        }
    }
}
