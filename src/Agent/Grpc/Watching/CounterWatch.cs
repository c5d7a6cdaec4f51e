using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>One caller's samples of counters, with rates between each two.</summary>
internal sealed class CounterWatch(
    ITunnelRegistry registry, TunnelFilter filter, TimeSpan interval, uint count, bool eachTunnel, IServerStreamWriter<V1.WatchCountersResponse> answers, TimeProvider clock)
{
    private const int MostTunnels = 1000;

    /// <summary>Runs until the samples are all sent, the caller ends the call, or the agent stops: then with UNAVAILABLE.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        using var timer = new PeriodicTimer(interval, clock);
        RateSample? before = null;
        try
        {
            for (uint sent = 0; count == 0 || sent < count; sent++)
            {
                if (before is not null)
                {
                    await timer.WaitForNextTickAsync(ending.Token);
                }

                RegistryView view = registry.Capture();
                RateSample sample = RateSample.Capture(view, filter);
                await answers.WriteAsync(ToMessage(view, sample, before), ending.Token);

                // Without time between them there is nothing to divide by: the next one's rates begin where this one's would have.
                before = before?.AsOf == sample.AsOf ? before : sample;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The agent is stopping."));
        }
    }

    private V1.WatchCountersResponse ToMessage(RegistryView view, RateSample sample, RateSample? before)
    {
        var message = new V1.WatchCountersResponse
        {
            AsOf = WireValues.Moment(sample.AsOf),
            Counters = CounterMapper.ToMessage(sample.Counters),
            Tunnels = (ulong)sample.TunnelCount,
            Traffic = FactMapper.ToMessage(sample.Traffic),
        };
        TimeSpan elapsed = sample.AsOf - (before?.AsOf ?? sample.AsOf);
        if (before is null || elapsed <= TimeSpan.Zero)
        {
            // The first, or a clock that stands still or was set back.
            return message;
        }

        message.Elapsed = Duration.FromTimeSpan(elapsed);
        message.Rates = RateMapper.ToMessage(sample.Counters, before.Counters, elapsed);
        message.TrafficRates = RateMapper.ToMessage(sample.TrafficSince(before), elapsed);
        foreach ((TunnelId tunnel, TrafficTotals since) in eachTunnel ? sample.BusiestSince(before, MostTunnels) : [])
        {
            message.Busy.Add(new V1.TunnelTraffic
            {
                TunnelId = tunnel.Value,
                Vpn = view.Find(tunnel)?.VpnName ?? "",
                Traffic = FactMapper.ToMessage(sample.TrafficOf(tunnel)),
                Rates = RateMapper.ToMessage(since, elapsed),
            });
        }

        return message;
    }
}
