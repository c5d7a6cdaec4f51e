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
        host.Canned.Commit(0, changes: [new TunnelChange(TunnelChangeKind.Changed, CannedRegistry.Now, CannedRegistry.Tunnel(3))]);
        host.Canned.Commit(1, upserts: [young], changes: [new TunnelChange(TunnelChangeKind.Rekeyed, CannedRegistry.Now, young, Previous: old, Text: "rekeyed")]);
        host.Canned.Commit(1, changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, young, Reason: CloseReason.PeerDead)]);

        V1.TunnelChange rekeyed = (await NextAsync(call)).Change;
        V1.TunnelChange closed = (await NextAsync(call)).Change;

        Assert.Equal((true, true), (snapshot.First, snapshot.Last));
        Assert.Equal(2ul, Assert.Single(snapshot.Tunnels).TunnelId);
        Assert.Equal((V1.TunnelChangeKind.Rekeyed, 77u, 2u, "rekeyed"), (rekeyed.Kind, rekeyed.Tunnel.UniqueId, rekeyed.Previous.UniqueId, rekeyed.Text));
        Assert.Equal((V1.TunnelChangeKind.Closed, V1.CloseReason.PeerDead), (closed.Kind, closed.Reason));
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

    private static async Task<V1.WatchResponse> NextAsync(AsyncServerStreamingCall<V1.WatchResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return call.ResponseStream.Current;
    }
}
