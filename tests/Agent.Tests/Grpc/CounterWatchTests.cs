using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

public sealed class CounterWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task WatchCounters_SecondSample_HasTheRatesOfTheTimeBetween()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        IkeTunnelSnapshot busy = CannedRegistry.Tunnel(2);
        host.Canned.Commit(1, upserts: [busy]);
        using AsyncServerStreamingCall<V1.WatchCountersResponse> call = host.Visitor.WatchCounters(
            new V1.WatchCountersRequest { Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)), EachTunnel = true });
        V1.WatchCountersResponse first = await NextAsync(call);

        // The registry's clock stands still until here, and samples without time between them have no rates.
        busy.Children[0].Counters.InOctets.Add(5_000);
        busy.Children[0].Counters.OutPackets.Add(20);
        host.Canned.Registry.Publisher(0).Counters.IkeSaCreated.Add(30);
        host.Canned.Clock.Advance(TimeSpan.FromSeconds(10));
        V1.WatchCountersResponse second;
        do
        {
            second = await NextAsync(call);
        }
        while (second.Rates is null);

        Assert.Null(first.Rates);
        Assert.Equal(4ul, first.Tunnels);
        Assert.Equal(TimeSpan.FromSeconds(10), second.Elapsed.ToTimeSpan());
        Assert.Equal(first.Counters.IkeSaCreated + 30, second.Counters.IkeSaCreated);
        Assert.Equal(first.Traffic.InOctets + 5_000, second.Traffic.InOctets);
        V1.TunnelTraffic tunnel = Assert.Single(second.Busy);
        Assert.Equal((2ul, "vpn-2"), (tunnel.TunnelId, tunnel.Vpn));
    }

    [Fact]
    public async Task WatchCounters_Count_EndsTheCall()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.WatchCountersResponse> call = host.Visitor.WatchCounters(
            new V1.WatchCountersRequest { Interval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)), Count = 2, Filter = new V1.TunnelFilter { Vpn = "vpn-2" } });

        List<V1.WatchCountersResponse> all = await call.ResponseStream.ReadAllAsync().ToListAsync().AsTask().WaitAsync(Patience);

        Assert.Equal([1ul, 1ul], all.Select(response => response.Tunnels));
    }

    private static async Task<V1.WatchCountersResponse> NextAsync(AsyncServerStreamingCall<V1.WatchCountersResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        return call.ResponseStream.Current;
    }
}
