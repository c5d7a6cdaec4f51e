using System.Threading.Channels;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>
/// Brings the shards' wishes to the host's routing on a worker of its own: shards only queue. The queue is as long as there are policies that come
/// and go; each wish is taken back once, so it cannot grow without end.
/// </summary>
internal sealed class RouteInstaller : IRouteSink, IAsyncDisposable
{
    private readonly Channel<Wish> _wishes = Channel.CreateUnbounded<Wish>(new UnboundedChannelOptions { SingleReader = true });
    private readonly RouteBook _book;
    private readonly AddressBook _addresses;
    private readonly ReachBook? _reached;
    private readonly Task _worker;
    private int _restorations;

    /// <param name="table">The routes into the tunnel device, and the host's addresses.</param>
    /// <param name="reached">The routes that Child SAs bring; null for none.</param>
    public RouteInstaller(IRouteTable table, IReachedRoutes? reached = null)
    {
        _book = new RouteBook(table);
        _addresses = new AddressBook(table, _book);
        _reached = reached is null ? null : new ReachBook(reached);
        _worker = Task.Run(RunAsync);
    }

    public void RouteTo(in TrafficSelector local, in TrafficSelector remote, bool wanted) =>
        _wishes.Writer.TryWrite(new Wish(local, remote, wanted));

    public void Reach(in TrafficSelector remote, ChildPolicy policy, bool reached)
    {
        if (_reached is not null)
        {
            _wishes.Writer.TryWrite(new Wish(default, remote, reached) { Policy = policy });
        }
    }

    public void Configure(RouteSettings settings) => _wishes.Writer.TryWrite(new Wish(default, default, false) { Settings = settings });

    /// <summary>Interfaces have come or gone, and routes with them.</summary>
    public void Restore()
    {
        // One that waits does for all that has changed until its turn.
        if (_reached is not null && Interlocked.Exchange(ref _restorations, 1) == 0)
        {
            _wishes.Writer.TryWrite(new Wish(default, default, false) { IsRestoration = true });
        }
    }

    public void HaveAddress(IpAddress address, string interfaceName, bool wanted) =>
        _wishes.Writer.TryWrite(new Wish(default, default, wanted) { Address = address, InterfaceName = interfaceName });

    /// <inheritdoc/>
    public Task SettleAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_wishes.Writer.TryWrite(new Wish(default, default, false) { Done = done }))
        {
            done.SetResult();
        }

        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _wishes.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var wish in _wishes.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                Fulfil(wish);
            }

            _addresses.Clear();
            _reached?.Clear();
        }
        finally
        {
            // Only after a fault is there anything left: nobody may wait for what will not come.
            _wishes.Writer.TryComplete();
            while (_wishes.Reader.TryRead(out var wish))
            {
                wish.Done?.SetResult();
            }
        }
    }

    private void Fulfil(in Wish wish)
    {
        if (wish.Done is { } done)
        {
            done.SetResult();
        }
        else if (wish.InterfaceName is { } interfaceName)
        {
            _addresses.Apply(wish.Address, interfaceName, wish.Wanted);
        }
        else if (wish.Policy is { } policy)
        {
            _reached!.Apply(wish.Remote, policy, wish.Wanted);
        }
        else if (wish.IsRestoration)
        {
            Volatile.Write(ref _restorations, 0);
            _reached!.Restore();
        }
        else if (wish.Settings is { } settings)
        {
            // Those that Child SAs bring leave the old table before it moves, and come back in the new one.
            _reached?.InstallAll(false);
            _book.Move(settings);
            _reached?.InstallAll(settings.InstallRoutes);
        }
        else
        {
            _book.Apply(wish.Local, wish.Remote, wish.Wanted);
        }
    }

    /// <summary>A route into the device, unless it says otherwise.</summary>
    private readonly record struct Wish(TrafficSelector Local, TrafficSelector Remote, bool Wanted)
    {
        public IpAddress Address { get; init; }

        /// <summary>The wish is for an address; empty = on the tunnel device.</summary>
        public string? InterfaceName { get; init; }

        /// <summary>A Child SA of this policy leads there, or no longer does.</summary>
        public ChildPolicy? Policy { get; init; }

        /// <summary>What the kernel took away is to come back.</summary>
        public bool IsRestoration { get; init; }

        /// <summary>Other tables and rules.</summary>
        public RouteSettings? Settings { get; init; }

        /// <summary>Somebody wants to know when everything before is done.</summary>
        public TaskCompletionSource? Done { get; init; }
    }
}
