using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// Views for look-ups by SPI and for pages. A view builds its indexes at first use; callers that page or dump one SA after the other get the
/// same view again until something was published, so they pay for the indexes once. Thread-safe: readers swap an immutable result.
/// </summary>
internal sealed class IndexedViews(ITunnelRegistry registry)
{
    private volatile IndexedView? _last;

    public IndexedView Current()
    {
        RegistryView view = registry.Capture();
        IndexedView? last = _last;
        if (last is null || last.View.Version != view.Version)
        {
            last = new IndexedView(view);
            _last = last;
        }

        return last;
    }
}

/// <summary>A view with its IKE_SAs in the order of their creation, so that pages stay stable while none is deleted: numbers only grow.</summary>
internal sealed class IndexedView(RegistryView view)
{
    private readonly Lazy<IkeTunnelSnapshot[]> _byCreation = new(() => Sort(view));

    public RegistryView View => view;

    public IReadOnlyList<IkeTunnelSnapshot> ByCreation => _byCreation.Value;

    private static IkeTunnelSnapshot[] Sort(RegistryView view)
    {
        IkeTunnelSnapshot[] tunnels = [.. view.Enumerate()];
        Array.Sort(Array.ConvertAll(tunnels, static tunnel => tunnel.UniqueId), tunnels);
        return tunnels;
    }
}
