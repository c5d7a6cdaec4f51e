using Grpc.Core;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Grpc.TestRuns;

/// <summary>Event streams and their filters.</summary>
public sealed class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task SubscrEvent_Level2_GetsLevels1And2Only()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        List<MyIKEv2Event> events = await EventsOfAsync(host, new EventFilter { Level = 2 }, run =>
        {
            foreach (TestEventLevel level in Enum.GetValues<TestEventLevel>())
            {
                run.Events.Publish(level, level.ToString());
            }
        });

        Assert.Equal([(1u, "Critical"), (2u, "Error")], events.Select(happened => (happened.Level, happened.Msg)));
        Assert.All(events, happened => Assert.NotNull(happened.EventTime));
    }

    [Fact]
    public async Task SubscrEvent_Keyword_IsAPlainSubstring()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        List<MyIKEv2Event> events = await EventsOfAsync(host, new EventFilter { Level = 5, Keyword = "a.c" }, run =>
        {
            run.Events.Publish(TestEventLevel.Debug, "xa.cx");
            run.Events.Publish(TestEventLevel.Debug, "abc");
            run.Events.Publish(TestEventLevel.Error, "A.C");
            run.Events.Publish(TestEventLevel.Critical, "a.c");
        });

        Assert.Equal(["xa.cx", "a.c"], events.Select(happened => happened.Msg));
    }

    [Fact]
    public async Task SubscrEvent_NoLevel_GetsWhatHappensAndNotEveryMessage()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        List<MyIKEv2Event> events = await EventsOfAsync(host, new EventFilter(), run =>
        {
            run.Events.Publish(TestEventLevel.Information, "up");
            run.Events.Publish(TestEventLevel.Debug, "message");
        });

        Assert.Equal(["up"], events.Select(happened => happened.Msg));
    }

    [Fact]
    public async Task SubscrEvent_QueueOverflows_ReaderIsToldHowManyWereLost()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        const int Lost = 10;

        // Published in one go before the reader's turn: at least those beyond the queue's capacity and the transport's window are lost.
        List<MyIKEv2Event> events = await EventsOfAsync(host, new EventFilter { Level = 5 }, run =>
        {
            for (int i = 0; i < (TestEventHub.Capacity * 40) + Lost; i++)
            {
                run.Events.Publish(TestEventLevel.Information, "event");
            }

            run.Events.Publish(TestEventLevel.Information, "last");
        });

        Assert.Contains(events, happened => happened.Msg == "last");
        long delivered = events.LongCount(happened => happened.Msg is "event" or "last");
        long told = events.Where(happened => happened.Level == 3).Sum(happened => long.Parse(happened.Msg.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((TestEventHub.Capacity * 40) + Lost + 1, delivered + told);
    }

    [Theory]
    [InlineData(6u, "", "Level: 6")]
    [InlineData(uint.MaxValue, "", "Level: 4294967295")]
    [InlineData(1u, "long", "keyword: has 300")]
    public async Task Filter_OutOfRange_IsInvalidAndNamesTheField(uint level, string keyword, string message)
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        MyIKEv2APISvc.MyIKEv2APISvcClient client = host.Connect();
        var filter = new EventFilter { Level = level, Keyword = keyword == "long" ? new string('k', 300) : keyword };
        using AsyncServerStreamingCall<MyIKEv2Event> call = client.SubscrEvent(filter);

        RpcException subscribe = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        RpcException update = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdateEventFilterAsync(filter));

        Assert.All([subscribe, update], exception =>
        {
            Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
            Assert.StartsWith(message, exception.Status.Detail, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task UpdateEventFilter_OwnConnection_ChangesItsStreamsAndNoOthers()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        MyIKEv2APISvc.MyIKEv2APISvcClient mine = host.Connect();
        MyIKEv2APISvc.MyIKEv2APISvcClient others = host.Connect();
        using AsyncServerStreamingCall<MyIKEv2Event> own = await OpenAsync(host, mine, new EventFilter { Level = 5 });
        using AsyncServerStreamingCall<MyIKEv2Event> other = await OpenAsync(host, others, new EventFilter());

        await mine.UpdateEventFilterAsync(new EventFilter { Level = 1, Keyword = "end" });
        host.Run.Events.Publish(TestEventLevel.Information, "middle");
        host.Run.Events.Publish(TestEventLevel.Critical, "end");
        host.Run.End(host.Run.Summary);

        Assert.Equal(["end"], await RestAsync(own));
        Assert.Equal(["middle", "end"], await RestAsync(other));
    }

    [Fact]
    public async Task UpdateEventFilter_ConnectionWithoutStreams_ChangesThoseWithoutAFilter()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        using AsyncServerStreamingCall<MyIKEv2Event> open = await OpenAsync(host, host.Connect(), new EventFilter());
        using AsyncServerStreamingCall<MyIKEv2Event> filtered = await OpenAsync(host, host.Connect(), new EventFilter { Level = 4 });

        await host.Connect().UpdateEventFilterAsync(new EventFilter { Level = 2 });
        host.Run.Events.Publish(TestEventLevel.Information, "tunnel up");
        host.Run.End(host.Run.Summary);

        Assert.Empty(await RestAsync(open));
        Assert.Equal(["tunnel up"], await RestAsync(filtered));
    }

    [Fact]
    public async Task UpdateEventFilter_NoStream_IsAFailedPrecondition()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Connect().UpdateEventFilterAsync(new EventFilter { Level = 2 }));

        Assert.Equal(StatusCode.FailedPrecondition, exception.StatusCode);
    }

    [Fact]
    public async Task SubscrEvent_ServerStopsFirst_IsUnavailable()
    {
        await using TestRunHost host = await TestRunHost.StartAsync();
        using AsyncServerStreamingCall<MyIKEv2Event> call = await OpenAsync(host, host.Connect(), new EventFilter());

        await host.StopAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    private static async Task<List<MyIKEv2Event>> EventsOfAsync(TestRunHost host, EventFilter filter, Action<Support.ScriptedRun> happen)
    {
        using AsyncServerStreamingCall<MyIKEv2Event> call = await OpenAsync(host, host.Connect(), filter);
        happen(host.Run);
        host.Run.End(host.Run.Summary);
        using var patience = new CancellationTokenSource(Patience);
        return await call.ResponseStream.ReadAllAsync(patience.Token).ToListAsync(patience.Token);
    }

    /// <summary>A stream that the server has begun to serve: it is counted as a subscriber.</summary>
    private static async Task<AsyncServerStreamingCall<MyIKEv2Event>> OpenAsync(TestRunHost host, MyIKEv2APISvc.MyIKEv2APISvcClient client, EventFilter filter)
    {
        int before = host.Run.Subscribed;
        AsyncServerStreamingCall<MyIKEv2Event> call = client.SubscrEvent(filter);
        await host.Run.WaitForSubscribersAsync(before + 1).WaitAsync(Patience);
        return call;
    }

    private static async Task<List<string>> RestAsync(AsyncServerStreamingCall<MyIKEv2Event> call)
    {
        using var patience = new CancellationTokenSource(Patience);
        return [.. (await call.ResponseStream.ReadAllAsync(patience.Token).ToListAsync(patience.Token)).Select(happened => happened.Msg)];
    }
}
