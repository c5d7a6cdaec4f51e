using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// The event streams of one test run. A change of the filter names no stream: it concerns the streams of the caller's own connection or, when there
/// are none, those that were opened without a filter. Thread-safe.
/// </summary>
internal sealed class EventStreams(ITestRun run)
{
    /// <summary>A filter without a level takes what happens, and not every message.</summary>
    private const TestEventLevel DefaultLevel = TestEventLevel.Information;
    private const int LongestKeyword = 256;

    private readonly Lock _lock = new();
    private readonly List<EventStream> _open = [];

    /// <summary>Sends events until the run is over, or the caller goes away; UNAVAILABLE when the server stops before that.</summary>
    public async Task ServeAsync(
        EventFilter filter, string connection, IServerStreamWriter<MyIKEv2Event> responses, CancellationToken stopping, CancellationToken cancellationToken)
    {
        (TestEventLevel level, string keyword) = Read(filter);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        EventStream stream = Open(level, keyword, connection, hasOwnFilter: filter.Level != 0 || filter.Keyword.Length > 0);
        using TestEventSubscription subscription = stream.Subscription;
        try
        {
            await foreach (TestEvent happened in subscription.ReadAllAsync(ending.Token))
            {
                await responses.WriteAsync(ToMessage(happened), ending.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The server of this test is stopping."));
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(stream);
            }
        }
    }

    /// <exception cref="RpcException">The filter is wrong (INVALID_ARGUMENT), or there is no stream that it could be for (FAILED_PRECONDITION).</exception>
    public void Update(EventFilter filter, string connection)
    {
        (TestEventLevel level, string keyword) = Read(filter);
        lock (_lock)
        {
            EventStream[] mine = [.. _open.Where(stream => stream.Connection == connection)];
            EventStream[] meant = mine.Length > 0 ? mine : [.. _open.Where(static stream => !stream.HasOwnFilter)];
            if (meant.Length == 0)
            {
                throw new RpcException(new Status(
                    StatusCode.FailedPrecondition, "This connection has no event stream, and none was opened without a filter: call SubscrEvent first."));
            }

            foreach (EventStream stream in meant)
            {
                stream.Subscription.SetFilter(level, keyword);
            }
        }
    }

    /// <summary>Whoever changes a filter finds every stream that gets events.</summary>
    private EventStream Open(TestEventLevel level, string keyword, string connection, bool hasOwnFilter)
    {
        lock (_lock)
        {
            var stream = new EventStream(run.Subscribe(level, keyword), connection, hasOwnFilter);
            _open.Add(stream);
            return stream;
        }
    }

    private static (TestEventLevel Level, string Keyword) Read(EventFilter filter)
    {
        if (filter.Level > (uint)TestEventLevel.Debug)
        {
            throw Invalid($"Level: {filter.Level} is no level; they go from {(uint)TestEventLevel.Critical} (critical) to {(uint)TestEventLevel.Debug} (debug).");
        }

        return filter.Keyword.Length > LongestKeyword
            ? throw Invalid($"keyword: has {filter.Keyword.Length} characters; at most {LongestKeyword} are allowed.")
            : (filter.Level == 0 ? DefaultLevel : (TestEventLevel)filter.Level, filter.Keyword);
    }

    private static MyIKEv2Event ToMessage(TestEvent happened) => new()
    {
        Level = (uint)happened.Level,
        Msg = happened.Text,
        EventTime = Timestamp.FromDateTimeOffset(happened.At),
    };

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));

    private sealed record EventStream(TestEventSubscription Subscription, string Connection, bool HasOwnFilter);
}
