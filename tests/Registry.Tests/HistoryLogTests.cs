using System.Reflection;
using Xunit;

namespace MyIkev2.Registry.Tests;

/// <summary>The bounded log: numbers, bounds, depth, and readers that never see a half-written row.</summary>
public sealed class HistoryLogTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Append_MoreThanTheDepth_KeepsTheNewestWithConsecutiveNumbers(int depth)
    {
        var log = new HistoryLog<FailureRecord>(depth);
        for (var i = 1; i <= 3000; i++)
        {
            log.Append([Row(i)]);
        }

        var window = log.Window;
        Assert.Equal((depth, depth, 3000ul - (ulong)depth), (window.Count, window.Depth, window.Dropped));
        Assert.Equal(Enumerable.Range(3001 - depth, depth).Select(static i => ((uint)i, $"{i}")), window.Select(static row => (row.Number, row.Text)));
    }

    [Fact]
    public void Append_InBatches_EqualsOneByOne()
    {
        var random = new Random(7);
        var (one, many) = (new HistoryLog<FailureRecord>(300), new HistoryLog<FailureRecord>(300));
        for (var next = 1; next < 5000;)
        {
            var batch = Enumerable.Range(next, random.Next(1, 290)).ToArray();
            next += batch.Length;
            many.Append([.. batch.Select(Row)]);
            foreach (var i in batch)
            {
                one.Append([Row(i)]);
            }

            Assert.Equal(one.Window.Select(Facts), many.Window.Select(Facts));
            Assert.Equal(one.Window.Dropped, many.Window.Dropped);
        }
    }

    [Fact]
    public void Append_BatchLargerThanTheDepth_SkipsWhatWouldNotStayAndNumbersOn()
    {
        var log = new HistoryLog<FailureRecord>(10);
        log.Append([Row(1), Row(2)]);
        log.Append([.. Enumerable.Range(99_993, 10).Select(Row)], skipped: 99_990);

        Assert.Equal(Enumerable.Range(99_993, 10).Select(static i => ((uint)i, $"{i}")), log.Window.Select(Facts));
        Assert.Equal(99_992ul, log.Window.Dropped);
        log.Append([Row(100_003)]);
        Assert.Equal(Enumerable.Range(99_994, 10).Select(static i => ((uint)i, $"{i}")), log.Window.Select(Facts));
    }

    [Fact]
    public void SetDepth_SmallerThenLarger_DropsTheOldestForGoodAndCountsNothing()
    {
        var log = new HistoryLog<FailureRecord>(500);
        log.Append([.. Enumerable.Range(1, 400).Select(Row)]);
        log.SetDepth(3);
        Assert.Equal([398u, 399u, 400u], log.Window.Select(static row => row.Number));
        log.SetDepth(500);
        Assert.Equal([398u, 399u, 400u], log.Window.Select(static row => row.Number));
        log.Append([Row(401)]);
        Assert.Equal([398u, 399u, 400u, 401u], log.Window.Select(static row => row.Number));
        Assert.Equal(0ul, log.Window.Dropped);
    }

    [Fact]
    public void SetDepth_Zero_EmptiesAndNumbersGoOn()
    {
        var log = new HistoryLog<FailureRecord>(5);
        log.Append([Row(1), Row(2)]);
        log.SetDepth(0);
        Assert.Empty(log.Window);
        var third = Row(3);
        log.Append([third]);
        Assert.Empty(log.Window);
        Assert.Equal(3u, third.Number);
        log.SetDepth(5);
        log.Append([Row(4)]);
        Assert.Equal([4u], log.Window.Select(static row => row.Number));
    }

    [Fact]
    public void Window_Find_KnowsExactlyItsRows()
    {
        var log = new HistoryLog<FailureRecord>(4);
        log.Append([.. Enumerable.Range(7, 4).Select(Row)], skipped: 6);
        var window = log.Window;
        Assert.Equal([0, 0, 1, 4, 4], new uint[] { 1, 7, 8, 11, uint.MaxValue }.Select(window.IndexFrom));
        Assert.Null(window.Find(6));
        Assert.Equal(10u, window.Find(10)!.Number);
        Assert.Null(window.Find(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => window[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => window[-1]);
    }

    /// <summary>Writers and a hand on the depth at once; every window that a reader takes is whole, consecutive and stays as it is.</summary>
    [Fact]
    public async Task Window_WhileWritersAppend_IsAlwaysWhole()
    {
        const int Writers = 3;
        const int Rows = 20_000;
        var log = new HistoryLog<FailureRecord>(150);
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var (last, windows) = (0ul, 0);
            HistoryWindow<FailureRecord>? held = null;
            var heldRows = Array.Empty<FailureRecord>();
            while (!done.IsCancellationRequested)
            {
                var window = log.Window;
                Assert.True(window.Last >= last);
                Assert.InRange(window.Count, 0, window.Depth);
                last = window.Last;
                for (var i = 0; i < window.Count; i++)
                {
                    Assert.Equal((uint)(window.First + (ulong)i), window[i].Number);
                }

                if (held is not null)
                {
                    Assert.Equal(heldRows, held);
                }

                if (windows++ % 64 == 0)
                {
                    (held, heldRows) = (window, [.. window]);
                }
            }
        });
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < Rows; i += 4)
            {
                log.Append([Row(i), Row(i), Row(i), Row(i)]);
                if (writer == 0 && i % 400 == 0)
                {
                    log.SetDepth(100 + (i % 301));
                }
            }
        })).ToArray();

        await Task.WhenAll(writers);
        await done.CancelAsync();
        await reader;
        Assert.Equal((ulong)(Writers * Rows), log.Window.Last);
    }

    /// <summary>A field that the difference forgets would show the total of all time as that of one life.</summary>
    [Fact]
    public void Difference_OfReadings_TakesEveryCounter()
    {
        object now = default(IpsecCounterReading);
        object before = default(IpsecCounterReading);
        var counters = typeof(IpsecCounterReading).GetProperties().Where(static p => p.CanWrite && p.PropertyType == typeof(ulong)).ToList();
        foreach (var property in counters)
        {
            property.SetValue(now, 100ul);
            property.SetValue(before, 30ul);
        }

        var difference = ((IpsecCounterReading)now).Since((IpsecCounterReading)before);
        Assert.All(counters, property => Assert.Equal(property.Name.StartsWith("Last", StringComparison.Ordinal) ? 100ul : 70ul, property.GetValue(difference)));
    }

    private static (uint Number, string Text) Facts(FailureRecord row) => (row.Number, row.Text);

    private static FailureRecord Row(int number) => new()
    {
        At = DateTimeOffset.UnixEpoch,
        Phase = FailurePhase.Other,
        Reason = CloseReason.Other,
        Text = $"{number}",
    };
}
