using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

public sealed class AgentServiceWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Watch_Begins_WithASnapshotInParts()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 300));
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest());

        V1.SnapshotPart first = (await NextAsync(call)).Snapshot;
        V1.SnapshotPart last = (await NextAsync(call)).Snapshot;

        Assert.Equal((true, false, 256), (first.First, first.Last, first.Tunnels.Count));
        Assert.Equal((false, true, 45), (last.First, last.Last, last.Tunnels.Count));
    }

    [Fact]
    public async Task Watch_Changes_FollowTheSnapshot()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest { Filter = new V1.TunnelFilter { Vpn = "vpn-2" } });
        V1.SnapshotPart snapshot = (await NextAsync(call)).Snapshot;
        IkeTunnelSnapshot old = CannedRegistry.Tunnel(2);
        IkeTunnelSnapshot young = old with { Generation = 2, UniqueId = 77 };
        host.Canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(3))]);
        host.Canned.Commit(1, upserts: [young], changes: [new TunnelChange(TunnelChangeKind.Rekeyed, CannedRegistry.Now, young, Previous: old, Text: "rekeyed")]);
        V1.TunnelChange rekeyed = (await NextAsync(call)).Change;
        V1.TunnelChange added = (await NextAsync(call)).Change;
        host.Canned.Commit(1, removals: [(young.Id, 2), (young.Id, 1)], changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, young, Reason: CloseReason.PeerDead)]);
        V1.TunnelChange closed = (await NextAsync(call)).Change;
        V1.TunnelChange[] removed = [(await NextAsync(call)).Change, (await NextAsync(call)).Change];

        Assert.Equal((true, true), (snapshot.First, snapshot.Last));
        Assert.Equal(2ul, Assert.Single(snapshot.Tunnels).TunnelId);
        Assert.Equal((V1.TunnelChangeKind.Rekeyed, 77u, 2u, "rekeyed"), (rekeyed.Kind, rekeyed.Tunnel.UniqueId, rekeyed.Previous.UniqueId, rekeyed.Text));
        Assert.Equal((V1.TunnelChangeKind.Changed, 77u, 2u), (added.Kind, added.Tunnel.UniqueId, added.Tunnel.Generation));
        Assert.Equal((V1.TunnelChangeKind.Closed, V1.CloseReason.PeerDead), (closed.Kind, closed.Reason));
        Assert.All(removed, change => Assert.Equal(V1.TunnelChangeKind.Removed, change.Kind));
        Assert.Equal([2u, 1u], removed.Select(change => change.Tunnel.Generation));
        Assert.Equal(host.Canned.Registry.Capture().Version, removed[1].RegistryVersion);
    }

    [Fact]
    public async Task Watch_ConfigurationChanges_EverybodyIsTold()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest { Filter = new V1.TunnelFilter { Vpn = "none" } });
        Assert.Empty((await NextAsync(call)).Snapshot.Tunnels);

        host.Canned.Registry.SetConfiguration([]);

        Assert.Equal(V1.TunnelChangeKind.ConfigurationChanged, (await NextAsync(call)).Change.Kind);
    }

    [Fact]
    public async Task Watch_AgentStops_EndsWithUnavailable()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Agent.Watch(new V1.WatchRequest());
        await NextAsync(call);

        Task stop = host.StopAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal((StatusCode.Unavailable, "The agent is stopping."), (exception.StatusCode, exception.Status.Detail));
        await stop.WaitAsync(Patience);
    }

    [Fact]
    public async Task Watch_EveryResponse_HasTheNextNumber()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 300));
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest());
        var numbers = new List<ulong> { (await NextAsync(call)).Sequence, (await NextAsync(call)).Sequence };

        host.Canned.Commit(0, upserts: [CannedRegistry.Tunnel(3) with { PeerWindow = 9 }, CannedRegistry.Tunnel(5) with { PeerWindow = 9 }]);
        numbers.AddRange([(await NextAsync(call)).Sequence, (await NextAsync(call)).Sequence]);

        Assert.Equal([1ul, 2, 3, 4], numbers);
    }

    /// <summary>What no event tells is told all the same: the caller's list is the registry's.</summary>
    [Fact]
    public async Task Watch_ChangesWithoutEvents_AreTold()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest());
        var list = new Replica((await NextAsync(call)).Snapshot);

        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2) with { State = IkeTunnelState.Closing }]);
        host.Canned.Commit(0, removals: [(new TunnelId(1), 1)]);
        host.Canned.Commit(0, upserts: [CannedRegistry.Tunnel(9)]);
        for (int change = 0; change < 3; change++)
        {
            list.Apply((await NextAsync(call)).Change);
        }

        Assert.Equal(host.Canned.Registry.Capture().Version, list.Version);
        Assert.Equal([(1ul, 2u), (2, 1), (3, 1), (9, 1)], list.Keys);
        Assert.Equal(V1.IkeTunnelState.Closing, list[(2, 1)].State);
    }

    [Fact]
    public async Task Watch_TunnelLeavesTheFilter_IsRemoved()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(
            new V1.WatchRequest { Filter = new V1.TunnelFilter { State = V1.IkeTunnelState.Established, Vpn = "vpn-2" } });
        Assert.Single((await NextAsync(call)).Snapshot.Tunnels);

        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2) with { State = IkeTunnelState.Closing }]);
        V1.TunnelChange left = (await NextAsync(call)).Change;
        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2)]);
        V1.TunnelChange back = (await NextAsync(call)).Change;

        Assert.Equal((V1.TunnelChangeKind.Removed, V1.IkeTunnelState.Closing), (left.Kind, left.Tunnel.State));
        Assert.Equal((V1.TunnelChangeKind.Changed, V1.IkeTunnelState.Established), (back.Kind, back.Tunnel.State));
    }

    [Fact]
    public async Task Watch_Kinds_OnlyThoseCome()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest { Kinds = { V1.TunnelChangeKind.Closed } });
        await NextAsync(call);

        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2) with { PeerWindow = 9 }], changes: [new TunnelChange(TunnelChangeKind.Opened, CannedRegistry.Now, CannedRegistry.Tunnel(2))]);
        host.Canned.Commit(1, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, CannedRegistry.Tunnel(2))]);

        Assert.Equal(V1.TunnelChangeKind.Closed, (await NextAsync(call)).Change.Kind);
    }

    [Fact]
    public async Task Watch_FieldMask_HoldsForSnapshotAndChanges()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(
            new V1.WatchRequest { Filter = new V1.TunnelFilter { Vpn = "vpn-2" }, FieldMask = new FieldMask { Paths = { "vpn" } } });
        var expected = new V1.IkeTunnel { TunnelId = 2, Generation = 1, Vpn = "vpn-2" };

        V1.IkeTunnel first = Assert.Single((await NextAsync(call)).Snapshot.Tunnels);
        host.Canned.Commit(1, upserts: [CannedRegistry.Tunnel(2) with { PeerWindow = 9 }]);

        Assert.Equal(expected, first);
        Assert.Equal(expected, (await NextAsync(call)).Change.Tunnel);
    }

    [Fact]
    public async Task Watch_NothingHappens_HeartbeatsCome()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest { HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        await NextAsync(call);

        V1.WatchResponse heartbeat = await NextAsync(call);

        Assert.Equal(V1.WatchResponse.EventOneofCase.Heartbeat, heartbeat.EventCase);
        Assert.Equal((2ul, host.Canned.Registry.Capture().Version), (heartbeat.Sequence, heartbeat.Heartbeat.RegistryVersion));
    }

    /// <summary>More changes at once than are kept for slow callers: what was lost is counted, and the list is the registry's again.</summary>
    [Fact]
    public async Task Watch_MoreChangesThanAreKept_ANewSnapshotSaysHowManyWereLost()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 200), configure: static options => options.WatchBacklog = 50);
        using AsyncServerStreamingCall<V1.WatchResponse> call = host.Visitor.Watch(new V1.WatchRequest());
        var list = new Replica((await NextAsync(call)).Snapshot);

        // Each of the two is more than is kept, in one turn of the feed or in two.
        host.Canned.Commit(0, upserts: [.. Enumerable.Range(0, 100).Select(i => CannedRegistry.Tunnel((2 * i) + 1) with { PeerWindow = 9 })]);
        host.Canned.Commit(1, upserts: [.. Enumerable.Range(1, 100).Select(i => CannedRegistry.Tunnel(2 * i) with { PeerWindow = 9 })]);
        ulong lost = 0;
        while (list.Version < host.Canned.Registry.Capture().Version)
        {
            V1.WatchResponse response = await NextAsync(call);
            lost += response.Snapshot?.LostChanges ?? 0;
            list.Apply(response);
        }

        Assert.Equal(200ul, lost);
        Assert.Equal(201, list.Keys.Count());
        Assert.All(list.Keys.Where(key => key != (1, 2)), key => Assert.Equal(9u, list[key].PeerWindow));
    }

    [Fact]
    public async Task Watch_TooManyCallers_AreExhausted()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configure: static options => options.MaxWatches = 1);
        using AsyncServerStreamingCall<V1.WatchResponse> first = host.Visitor.Watch(new V1.WatchRequest());
        await NextAsync(first);
        using AsyncServerStreamingCall<V1.WatchResponse> second = host.Visitor.Watch(new V1.WatchRequest());

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        Assert.Equal(StatusCode.ResourceExhausted, exception.StatusCode);
        Assert.Contains("Grpc:MaxWatches", exception.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>A caller's list of tunnels as the API tells to keep it.</summary>
    private sealed class Replica
    {
        private readonly SortedDictionary<(ulong Id, uint Negative), V1.IkeTunnel> _tunnels = [];

        public Replica(V1.SnapshotPart snapshot) => Apply(snapshot);

        public ulong Version { get; private set; }

        public IEnumerable<(ulong Id, uint Generation)> Keys => _tunnels.Values.Select(tunnel => (tunnel.TunnelId, tunnel.Generation));

        public V1.IkeTunnel this[(ulong Id, uint Generation) key] => _tunnels[(key.Id, uint.MaxValue - key.Generation)];

        public void Apply(V1.WatchResponse response)
        {
            if (response.Snapshot is { } snapshot)
            {
                Apply(snapshot);
            }
            else
            {
                Apply(response.Change);
            }
        }

        public void Apply(V1.TunnelChange change)
        {
            (ulong, uint) key = (change.Tunnel.TunnelId, uint.MaxValue - change.Tunnel.Generation);
            if (change.Kind == V1.TunnelChangeKind.Changed)
            {
                _tunnels[key] = change.Tunnel;
            }
            else if (change.Kind == V1.TunnelChangeKind.Removed)
            {
                Assert.True(_tunnels.Remove(key));
            }

            Version = change.RegistryVersion;
        }

        private void Apply(V1.SnapshotPart part)
        {
            if (part.First)
            {
                _tunnels.Clear();
            }

            foreach (V1.IkeTunnel tunnel in part.Tunnels)
            {
                _tunnels.Add((tunnel.TunnelId, uint.MaxValue - tunnel.Generation), tunnel);
            }

            Version = part.Last ? part.RegistryVersion : Version;
        }
    }

    private static async Task<V1.WatchResponse> NextAsync(AsyncServerStreamingCall<V1.WatchResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return call.ResponseStream.Current;
    }
}
