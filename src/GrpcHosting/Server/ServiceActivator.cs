using Microsoft.Extensions.DependencyInjection;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>Gets the service of one call: from the provider, or made for the call and then ours to dispose.</summary>
internal sealed class ServiceActivator<TService> where TService : class
{
    private readonly Lazy<ObjectFactory<TService>> _factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public (TService Service, bool IsOwned) Create(IServiceProvider services) =>
        services.GetService<TService>() is { } registered ? (registered, false) : (_factory.Value(services, []), true);

    public static async ValueTask ReleaseAsync(TService service)
    {
        switch (service)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }
    }
}
