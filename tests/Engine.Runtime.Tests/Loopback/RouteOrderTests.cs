using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Loopback;

/// <summary>Nobody hears "done" before the host's routes are such that packets go into the tunnel.</summary>
public sealed class RouteOrderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Initiation_WhileItsRouteIsNotInstalled_IsNotReportedDone()
    {
        var table = new SlowRouteTable();
        await using var installer = new RouteInstaller(table);
        await using var pair = new LoopbackPair(1, carriesPackets: true, routesOfA: installer);
        pair.Start();
        pair.Configure(1, startByItself: false);
        table.Close();

        var initiation = pair.A.ExecuteAsync(new EngineCommand.InitiateChild("child-1"), null, CancellationToken.None);
        await table.Reached.WaitAsync(Limit);
        await LoopbackPair.UntilAsync(pair.A, static view => view.Enumerate().SelectMany(static t => t.Children).Any(static c => c.State == IpsecTunnelState.Installed));
        Assert.False(initiation.IsCompleted);
        Assert.Empty(table.Routes);

        table.Open();
        Assert.True((await initiation.WaitAsync(Limit)).IsSuccess);
        Assert.Equal(["10.2.1.0/24"], table.Routes);
    }

    [Fact]
    public async Task SlowRoute_OfOneTunnel_KeepsTheShardFromNothing()
    {
        var table = new SlowRouteTable();
        await using var installer = new RouteInstaller(table);
        await using var pair = new LoopbackPair(1, carriesPackets: true, routesOfA: installer);
        pair.Start();
        pair.Configure(3, startByItself: false);
        table.Close();

        var initiations = Enumerable.Range(1, 3)
            .Select(n => pair.A.ExecuteAsync(new EngineCommand.InitiateChild($"child-{n}"), null, CancellationToken.None))
            .ToList();
        await LoopbackPair.UntilAsync(pair.A, static view => view.Enumerate().SelectMany(static t => t.Children).Count(static c => c.State == IpsecTunnelState.Installed) == 3);
        Assert.DoesNotContain(initiations, static initiation => initiation.IsCompleted);

        table.Open();
        await Task.WhenAll(initiations).WaitAsync(Limit);
        Assert.Equal(["10.2.1.0/24", "10.2.2.0/24", "10.2.3.0/24"], table.Routes.Order());
    }

    [Fact]
    public async Task ConfigurationWithTraps_WhileTheirRoutesAreNotInstalled_IsNotApplied()
    {
        var table = new SlowRouteTable();
        await using var installer = new RouteInstaller(table);
        await using var pair = new LoopbackPair(2, carriesPackets: true, routesOfA: installer);
        pair.Start();
        await pair.A.Applied.WaitAsync(Limit);
        table.Close();

        pair.Configure(2, startByItself: false, static peer => peer with
        {
            Children = peer.Children.Select(static child => child with { StartAction = ChildAction.Trap }).ToValueList(),
        });
        await table.Reached.WaitAsync(Limit);
        Assert.False(pair.A.Applied.IsCompleted);

        table.Open();
        await pair.A.Applied.WaitAsync(Limit);
        Assert.Equal(["10.2.1.0/24", "10.2.2.0/24"], table.Routes.Order());
    }

    [Fact]
    public async Task Stop_WhileARouteIsNotInstalled_EndsTheWait()
    {
        var table = new SlowRouteTable();
        var installer = new RouteInstaller(table);
        await using var pair = new LoopbackPair(1, carriesPackets: true, routesOfA: installer);
        pair.Start();
        pair.Configure(1, startByItself: false);
        table.Close();
        var initiation = pair.A.ExecuteAsync(new EngineCommand.InitiateChild("child-1"), null, CancellationToken.None);
        await table.Reached.WaitAsync(Limit);

        await pair.A.StopAsync().WaitAsync(Limit);
        table.Open();
        await installer.DisposeAsync();

        await initiation.WaitAsync(Limit);
    }

    /// <summary>Adds routes only while it is open.</summary>
    private sealed class SlowRouteTable : IRouteTable
    {
        private readonly ManualResetEventSlim _gate = new(initialState: true);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private readonly List<string> _routes = [];

        /// <summary>Completes when a route waits at the closed gate.</summary>
        public Task Reached => _reached.Task;

        public IReadOnlyList<string> Routes
        {
            get
            {
                lock (_lock)
                {
                    return [.. _routes];
                }
            }
        }

        public void Close() => _gate.Reset();

        public void Open() => _gate.Set();

        public IReadOnlyList<IpAddress> OwnAddresses() => [];

        public bool AddAddress(IpAddress address, string interfaceName) => false;

        public void RemoveAddress(IpAddress address, string interfaceName)
        {
        }

        public void Add(in IPNetworkAddress destination, IpAddress preferredSource)
        {
            if (!_gate.IsSet)
            {
                _reached.TrySetResult();
                Assert.True(_gate.Wait(Limit));
            }

            lock (_lock)
            {
                _routes.Add($"{destination.Address}/{destination.PrefixLength}");
            }
        }

        public void Remove(in IPNetworkAddress destination)
        {
            lock (_lock)
            {
                _routes.Remove($"{destination.Address}/{destination.PrefixLength}");
            }
        }
    }
}
