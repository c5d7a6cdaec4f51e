using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The tests that share the guest; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class KernelEspCollection : ICollectionFixture<KernelEspFixture>
{
    public const string Name = "Kernel ESP";
}

/// <summary>One guest for all of them, booted by the first.</summary>
public sealed class KernelEspFixture : IAsyncLifetime
{
    private readonly GuestKeeper<KernelEspGuest> _keeper = new("guest", KernelEspGuest.BootAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _keeper.DisposeAsync().AsTask();

    internal Task<GuestLab<KernelEspGuest>> OpenAsync(ITestOutputHelper output) => _keeper.OpenAsync(output);
}
