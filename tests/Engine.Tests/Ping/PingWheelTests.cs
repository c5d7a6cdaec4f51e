using System.Net;
using MyIkev2.Engine.Ping;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Engine.Tests.Ping;

public sealed class PingWheelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wheel_RandomDeadlines_ComeInTheirMillisecondAndAllOfThem(int seed)
    {
        // Against a sorted list: deadlines from now to beyond the second level, clock steps from one millisecond to an hour.
        var random = new Random(seed);
        var wheel = new PingWheel();
        var waiting = new Dictionary<PingTask, long>();
        long now = random.Next(5_000);
        long[] reaches = [1, 10, 1_000, 1_100, 60_000, 3_000_000];
        for (var round = 0; round < 3_000; round++)
        {
            for (var add = random.Next(4); add > 0; add--)
            {
                var task = Task();
                var at = now + 1 + random.NextInt64(reaches[random.Next(reaches.Length)]);
                wheel.Add(task, at, now);
                waiting[task] = at;
            }

            // Never late, and early only to look again.
            var next = wheel.Next;
            Assert.Equal(waiting.Count == 0, next is null);
            Assert.True(next is null || next <= waiting.Values.Min(), $"{next} is after a deadline");
            now = random.Next(3) == 0 && next is { } wake ? Math.Max(now, wake) : now + random.NextInt64(reaches[random.Next(reaches.Length)]);
            while (wheel.TakeDue(now) is { } due)
            {
                Assert.True(waiting.Remove(due, out var at), "came twice");
                Assert.Equal(at, due.DueAt);
                Assert.True(at <= now, "came too early");
            }

            Assert.True(waiting.Count == 0 || waiting.Values.Min() > now, "a task was left behind");
        }
    }

    [Fact]
    public void Wheel_AddedAgainWhileTaken_ComesAtTheNextDeadline()
    {
        var wheel = new PingWheel();
        var task = Task();
        wheel.Add(task, 100, 100);
        var moments = new List<long>();
        for (long now = 100; now < 100 + 10_240; now = wheel.Next!.Value)
        {
            while (wheel.TakeDue(now) is { } due)
            {
                moments.Add(now);
                wheel.Add(due, due.DueAt + 1_024, now);
            }
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(static i => 100L + (i * 1_024)), moments);
    }

    [Fact]
    public void Wheel_FarDeadline_WakesSeldom()
    {
        var wheel = new PingWheel();
        wheel.Add(Task(), 3_600_000, 0);
        var wakes = 0;
        while (wheel.Next is { } at)
        {
            wakes++;
            wheel.TakeDue(at);
        }

        Assert.InRange(wakes, 1, 8);
    }

    private static PingTask Task() => new(new PingTaskSnapshot
    {
        Number = 1,
        VpnName = "v",
        PolicyName = "p",
        IkeTunnelId = new TunnelId(1),
        Local = IPAddress.Loopback,
        Remote = IPAddress.Loopback,
        Plan = PingPlan.Default,
        Counters = new PingCounters(PingCounters.TaskHistogramBits),
    });
}
