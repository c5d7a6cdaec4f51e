using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests.TestRuns;

/// <summary>What subscribers of a test run's events get, and what they are told of what they did not get.</summary>
public sealed class TestEventSubscriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestEventHub _hub = new(new ManualTimeProvider(CannedRegistry.Now));

    [Fact]
    public void Publish_Levels_ComeUpToTheOneAskedFor()
    {
        using var errors = _hub.Subscribe(TestEventLevel.Error, string.Empty);
        using var all = _hub.Subscribe(TestEventLevel.Debug, string.Empty);

        foreach (var level in Enum.GetValues<TestEventLevel>())
        {
            _hub.Publish(level, $"{level}");
        }

        Assert.Equal([TestEventLevel.Critical, TestEventLevel.Error], Drain(errors).Select(static e => e.Level));
        Assert.Equal(Enum.GetValues<TestEventLevel>(), Drain(all).Select(static e => e.Level));
    }

    [Fact]
    public void Publish_Keyword_IsAPlainPartOfTheText()
    {
        using var subscription = _hub.Subscribe(TestEventLevel.Debug, "92EA");

        _hub.Publish(TestEventLevel.Information, "IKE SA 92EA3066 is up");
        _hub.Publish(TestEventLevel.Information, "IKE SA 92ea3066 is up");
        _hub.Publish(TestEventLevel.Information, "another");

        Assert.Equal("IKE SA 92EA3066 is up", Assert.Single(Drain(subscription)).Text);
    }

    [Fact]
    public void SetFilter_Later_AppliesToWhatComesThen()
    {
        using var subscription = _hub.Subscribe(TestEventLevel.Error, string.Empty);
        Assert.False(_hub.IsWanted(TestEventLevel.Debug));

        subscription.SetFilter(TestEventLevel.Debug, "tunnel");
        _hub.Publish(TestEventLevel.Debug, "tunnel 1");
        _hub.Publish(TestEventLevel.Critical, "disk");

        Assert.True(_hub.IsWanted(TestEventLevel.Debug));
        Assert.Equal("tunnel 1", Assert.Single(Drain(subscription)).Text);
    }

    [Fact]
    public void Read_MoreThanTheQueueHolds_OldestAreLostAndCounted()
    {
        using var subscription = _hub.Subscribe(TestEventLevel.Debug, string.Empty, capacity: 4);

        for (var i = 1; i <= 10; i++)
        {
            _hub.Publish(TestEventLevel.Information, $"event {i}");
        }

        var read = Drain(subscription);
        Assert.Equal(6ul, subscription.Lost);
        Assert.Equal(TestEventLevel.Warning, read[0].Level);
        Assert.StartsWith("6 events were lost", read[0].Text, StringComparison.Ordinal);
        Assert.Equal(["event 7", "event 8", "event 9", "event 10"], read.Skip(1).Select(static e => e.Text));
    }

    [Fact]
    public async Task ReadAll_RunIsOver_EndsAfterTheLastEvent()
    {
        using var subscription = _hub.Subscribe(TestEventLevel.Debug, string.Empty);
        _hub.Publish(TestEventLevel.Information, "last");

        _hub.Complete();

        var read = new List<string>();
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var happened in subscription.ReadAllAsync(limit.Token))
        {
            read.Add(happened.Text);
        }

        Assert.Equal(["last"], read);
    }

    [Fact]
    public async Task Subscribe_RunIsOver_IsEmptyAndEnds()
    {
        _hub.Complete();
        using var subscription = _hub.Subscribe(TestEventLevel.Debug, string.Empty);
        using var limit = new CancellationTokenSource(Patience);

        await foreach (var happened in subscription.ReadAllAsync(limit.Token))
        {
            Assert.Fail(happened.Text);
        }
    }

    [Fact]
    public void Dispose_OneOfTwo_TheOtherGoesOn()
    {
        var gone = _hub.Subscribe(TestEventLevel.Debug, string.Empty);
        using var stays = _hub.Subscribe(TestEventLevel.Error, string.Empty);

        gone.Dispose();
        _hub.Publish(TestEventLevel.Error, "bang");

        Assert.False(_hub.IsWanted(TestEventLevel.Debug));
        Assert.Empty(Drain(gone));
        Assert.Single(Drain(stays));
    }

    [Fact]
    public void InterestChanged_SubscribeFilterDispose_IsRaisedEachTime()
    {
        var wanted = new List<bool>();
        _hub.InterestChanged += () => wanted.Add(_hub.IsWanted(TestEventLevel.Debug));

        var subscription = _hub.Subscribe(TestEventLevel.Debug, string.Empty);
        subscription.SetFilter(TestEventLevel.Error, string.Empty);
        subscription.SetFilter(TestEventLevel.Debug, string.Empty);
        subscription.Dispose();

        Assert.Equal([true, false, true, false], wanted);
    }

    private static List<TestEvent> Drain(TestEventSubscription subscription)
    {
        var read = new List<TestEvent>();
        while (subscription.TryRead(out var happened))
        {
            read.Add(happened);
        }

        return read;
    }
}
