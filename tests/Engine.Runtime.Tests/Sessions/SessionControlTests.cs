using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Sessions;

/// <summary>The session table of a running engine, as front ends on many threads use it.</summary>
public sealed class SessionControlTests
{
    private const int Callers = 4;
    private const int Batches = 40;
    private const int BatchSize = 50;

    [Fact]
    public async Task Callers_AtTheSameTime_AllGetTheirAnswersAndNothingIsLost()
    {
        await using var engine = Start(shards: 3);
        var sessions = engine.Sessions;
        var mixedUp = 0;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                var first = ((caller * Batches) + batch) * BatchSize;
                var added = await sessions.AddAsync(Enumerable.Range(first + 1, BatchSize).Select(Session).ToArray(), CancellationToken.None);
                var isOwn = added!.Outcomes.Select(outcome => outcome.Id).SequenceEqual(Enumerable.Range(first + 1, BatchSize).Select(id => (ulong)id));
                var deleted = await sessions.DeleteAsync((ulong)first + 1, CancellationToken.None);
                var page = sessions.List(0, 100, null);
                var isInOrder = page.Sessions.Zip(page.Sessions.Skip(1)).All(static pair => pair.First.Definition.Id < pair.Second.Definition.Id);
                if (!isOwn || deleted?.Definition.Id != (ulong)first + 1 || !isInOrder || sessions.Find((ulong)first + 2)?.Definition != Session(first + 2))
                {
                    Interlocked.Increment(ref mixedUp);
                }
            }
        })));

        Assert.Equal(0, mixedUp);
        const int All = Callers * Batches * BatchSize;
        Assert.Equal((All - (Callers * Batches), Callers * Batches), (sessions.Facts.Open, sessions.Facts.Closed));
        Assert.Equal(Enumerable.Range(1, All).Select(id => (ulong)id), Listed(sessions, pageSize: 333, null));
        Assert.Equal(Enumerable.Range(0, Callers * Batches).Select(batch => ((ulong)batch * BatchSize) + 1), Listed(sessions, pageSize: 7, SessionState.Closed));
    }

    /// <summary>What is there from the beginning of a listing to its end is in it, once, whatever else comes and goes.</summary>
    [Fact]
    public async Task List_SessionsComeAndGoMeanwhile_TheOthersAreInItOnce()
    {
        await using var engine = Start(shards: 1);
        var sessions = engine.Sessions;
        await sessions.AddAsync(Enumerable.Range(1, 100).Select(i => Session(i * 10)).ToArray(), CancellationToken.None);
        var seen = new List<ulong>();
        var next = 0ul;
        do
        {
            var page = sessions.List(next, 9, null);
            seen.AddRange(page.Sessions.Select(reading => reading.Definition.Id));
            next = page.NextId;
            var last = (int)seen[^1];
            await sessions.AddAsync(new[] { Session(last + 1), Session(last + 3) }, CancellationToken.None);
            await sessions.DeleteAsync((ulong)last, CancellationToken.None);
        }
        while (next != 0);

        Assert.Equal(seen.Order().Distinct(), seen);
        Assert.Superset(Enumerable.Range(1, 100).Select(i => (ulong)i * 10).ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task Engine_NotRunning_TakesNothingAndShowsWhatThereIs()
    {
        var engine = Start(shards: 2);
        await engine.Sessions.AddAsync(new[] { Session(1) }, CancellationToken.None);

        await engine.StopAsync();

        Assert.Null(await engine.Sessions.AddAsync(new[] { Session(2) }, CancellationToken.None));
        Assert.Null(await engine.Sessions.DeleteAsync(1, CancellationToken.None));
        Assert.Empty(await engine.Sessions.TakeClosedAsync(10, CancellationToken.None));
        Assert.Equal(Session(1), engine.Sessions.Find(1)!.Value.Definition);
        Assert.Equal([1ul], Listed(engine.Sessions, 10, null));
    }

    [Theory]
    [InlineData(nameof(FlowSessionOptions.Capacity), 0)]
    [InlineData(nameof(FlowSessionOptions.Capacity), 16_000_001)]
    [InlineData(nameof(FlowSessionOptions.ClosedLimit), -1)]
    public void Options_OutOfRange_AreNamed(string name, int value)
    {
        var options = new FlowSessionOptions();
        typeof(FlowSessionOptions).GetProperty(name)!.SetValue(options, value);
        var errors = new List<string>();

        options.Validate(errors);

        Assert.StartsWith($"Sessions:{name} is {value}, allowed is ", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(FlowSessionOptions.TcpTimeout), 0)]
    [InlineData(nameof(FlowSessionOptions.DefaultTimeout), 0)]
    [InlineData(nameof(FlowSessionOptions.LongestTimeout), 367 * 86_400)]
    [InlineData(nameof(FlowSessionOptions.FinWait), -1)]
    [InlineData(nameof(FlowSessionOptions.ClosedRetention), -1)]
    public void Options_TimeOutOfRange_IsNamed(string name, int seconds)
    {
        var options = new FlowSessionOptions();
        typeof(FlowSessionOptions).GetProperty(name)!.SetValue(options, TimeSpan.FromSeconds(seconds));
        var errors = new List<string>();

        options.Validate(errors);

        Assert.StartsWith($"Sessions:{name} is ", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static EngineHost Start(int shards)
    {
        var engine = new EngineHost(
            new EngineRuntimeOptions
            {
                Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = -1 }],
                ShardCount = shards,
                RawSockets = false,
                Tunnel = { Enabled = TunnelDeviceUse.Never },
            },
            new EngineHostServices
            {
                Crypto = SharedCrypto.Best,
                Loggers = NullLoggerFactory.Instance,
                Info = new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch, HostName = "test" },
            });
        engine.Start(EngineConfiguration.Empty);
        return engine;
    }

    private static SessionDefinition Session(int id) => new()
    {
        Id = (ulong)id,
        InInterface = SessionInterfaces.Inside,
        OutInterface = SessionInterfaces.Outside,
        Source = new SessionAddress(0x0A01_0000u + (uint)id, false),
        Destination = new SessionAddress(0x0A02_0001u, false),
        SourcePort = 40_000,
        DestinationPort = 443,
        Protocol = 6,
        Action = SessionAction.Forward,
        IdleSeconds = 3600,
    };

    private static List<ulong> Listed(ISessionTable sessions, int pageSize, SessionState? state)
    {
        var seen = new List<ulong>();
        var next = 0ul;
        do
        {
            var page = sessions.List(next, pageSize, state);
            seen.AddRange(page.Sessions.Select(reading => reading.Definition.Id));
            next = page.NextId;
        }
        while (next != 0);
        return seen;
    }
}
