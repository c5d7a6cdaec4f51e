using MyIkev2.Engine.Sessions;
using MyIkev2.Registry;
using Xunit;
using static MyIkev2.Engine.Tests.Sessions.Flows;

namespace MyIkev2.Engine.Tests.Sessions;

public sealed class SessionTableTests
{
    [Fact]
    public void Add_NewSession_IsFoundAsItWasGiven()
    {
        var table = Table();
        var session = Session(1001) with
        {
            Source = Address("2001:db8::1"),
            Destination = Address("2001:db8::2"),
            SourcePort = 65535,
            DestinationPort = 443,
            Protocol = Tcp,
            Action = SessionAction.Mirror,
            NextHop = Address("192.0.2.9"),
            IdleSeconds = 30,
        };

        Assert.Equal([new SessionAddOutcome(SessionAddStatus.Accepted, 1001)], table.Add(5, session));

        var reading = table.Find(1001)!.Value;
        Assert.Equal(session, reading.Definition);
        Assert.Equal((SessionState.Established, SessionCloseCode.NotClosed), (reading.State, reading.CloseCode));
        Assert.Equal((At(5).ToUtc(), null), (reading.StartedAt, reading.EndedAt));
        Assert.False(table.IsEmpty);
    }

    [Fact]
    public void Add_NumberOfAnOpenSession_IsRefused()
    {
        var table = Table();
        table.Add(0, Session(7, flow: 1));

        Assert.Equal([new SessionAddOutcome(SessionAddStatus.NumberInUse, 7)], table.Add(1, Session(7, flow: 2)));
        Assert.Equal(1, table.Facts.Open);
    }

    [Fact]
    public void Add_FlowOfAnOpenSession_IsRefusedWithItsNumber()
    {
        var table = Table();
        table.Add(0, Session(7, flow: 1));

        Assert.Equal([new SessionAddOutcome(SessionAddStatus.FlowInUse, 7)], table.Add(1, Session(8, flow: 1)));
    }

    [Fact]
    public void Add_SameFlowBetweenOtherInterfaces_IsAnotherSession()
    {
        var table = Table();

        var outcomes = table.Add(0, Session(1), Session(2) with { OutInterface = SessionInterfaces.TunnelBase + 1 }, Session(3) with { InInterface = SessionInterfaces.Any });

        Assert.All(outcomes, outcome => Assert.Equal(SessionAddStatus.Accepted, outcome.Status));
    }

    [Fact]
    public void Add_TwoEqualSessionsInOneBatch_SecondIsRefused()
    {
        var table = Table();

        Assert.Equal([SessionAddStatus.Accepted, SessionAddStatus.FlowInUse, SessionAddStatus.NumberInUse], Statuses(table.Add(0, Session(1, 1), Session(2, 1), Session(1, 2))));
    }

    [Fact]
    public void Add_NumberZero_GetsTheNextFreeOne()
    {
        var table = Table();

        Assert.Equal([2ul, 1, 3], table.Add(0, Session(2, 1), Session(0, 2), Session(0, 3)).Select(outcome => outcome.Id));
    }

    [Fact]
    public void Add_NoRoomForAllThatIsNew_AddsNothing()
    {
        var table = Table(new SessionTableOptions { Capacity = 4 });
        table.Add(0, Session(1, 1), Session(2, 2));

        var full = table.Add(At(1), [Session(3, 3), Session(4, 4), Session(5, 5)]);

        Assert.True(full.IsFull);
        Assert.Empty(full.Outcomes);
        Assert.Equal((2, 2ul), (table.Facts.Open, table.Facts.Added));
    }

    [Fact]
    public void Add_NoRoomForDuplicates_TheyNeedNone()
    {
        var table = Table(new SessionTableOptions { Capacity = 4 });
        table.Add(0, Session(1, 1), Session(2, 2));

        var statuses = Statuses(table.Add(1, Session(1, 9), Session(3, 3), Session(3, 8), Session(9, 2), Session(4, 4), Session(5, 4)));

        Assert.Equal(
            [SessionAddStatus.NumberInUse, SessionAddStatus.Accepted, SessionAddStatus.NumberInUse, SessionAddStatus.FlowInUse, SessionAddStatus.Accepted, SessionAddStatus.FlowInUse],
            statuses);
        Assert.Equal(4, table.Facts.Open);
    }

    [Fact]
    public void Delete_OpenSession_GivesItsLastReadingOnce()
    {
        var table = Table();
        table.Add(0, Session(1));

        var reading = table.Delete(At(3), 1)!.Value;

        Assert.Equal((SessionState.Closed, SessionCloseCode.NotClosed, At(3).ToUtc()), (reading.State, reading.CloseCode, reading.EndedAt!.Value));
        Assert.Null(table.Delete(At(3), 1));
        Assert.True(table.IsEmpty);
    }

    [Fact]
    public void Delete_SessionThatTimedOut_SaysSo()
    {
        var table = Table();
        table.Add(0, Session(1, idle: 2));
        table.ExpireUntil(10);

        Assert.Equal(SessionCloseCode.Timeout, table.Delete(At(10), 1)!.Value.CloseCode);
        Assert.Null(table.Delete(At(10), 1));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(99ul)]
    public void Delete_NoSuchSession_IsNull(ulong id)
    {
        var table = Table();
        Assert.Null(table.Delete(At(0), id));
        table.Add(0, Session(1));
        Assert.Null(table.Delete(At(0), id));
    }

    [Fact]
    public void Closed_NumberAndFlow_MayBeUsedAgain()
    {
        var table = Table();
        table.Add(0, Session(1));
        table.Delete(At(1), 1);

        Assert.Equal([SessionAddStatus.Accepted], Statuses(table.Add(2, Session(1))));
        Assert.Equal(SessionState.Established, table.Find(1)!.Value.State);
        Assert.Equal([1ul], Numbers(table));
    }

    [Fact]
    public void Closed_StaysReadableForTheRetention()
    {
        var table = Table(new SessionTableOptions { Capacity = 10, ClosedRetention = 60_000 });
        table.Add(0, Session(1));
        table.Delete(At(1), 1);

        table.ExpireUntil(60.9);
        Assert.NotNull(table.Find(1));
        table.ExpireUntil(61);
        Assert.Null(table.Find(1));
        Assert.Equal((0, 0), (table.Facts.Open, table.Facts.Closed));
        Assert.Null(table.NextDeadline);
    }

    [Fact]
    public void Closed_MoreThanTheLimit_LongestClosedGoes()
    {
        var table = Table(new SessionTableOptions { Capacity = 10, ClosedLimit = 2 });
        table.Add(0, Session(1, 1), Session(2, 2), Session(3, 3));
        foreach (var id in new ulong[] { 2, 3, 1 })
        {
            table.Delete(At(1), id);
        }

        Assert.Equal([1ul, 3], Numbers(table).Order().ToArray());
        Assert.Equal([3ul, 1], table.TakeClosed(10).Select(reading => reading.Definition.Id));
    }

    [Fact]
    public void TakeClosed_EachOnceInTheOrderOfTheirEnd()
    {
        var table = Table();
        table.Add(0, Session(1, 1), Session(2, 2), Session(3, 3), Session(4, 4));
        table.Delete(At(1), 3);
        table.Delete(At(2), 1);
        table.Delete(At(3), 2);

        Assert.Equal([3ul, 1], table.TakeClosed(2).Select(reading => reading.Definition.Id));
        Assert.Equal([2ul], table.TakeClosed(2).Select(reading => reading.Definition.Id));
        Assert.Empty(table.TakeClosed(2));
        table.Delete(At(4), 4);
        Assert.Equal([4ul], table.TakeClosed(2).Select(reading => reading.Definition.Id));
    }

    [Theory]
    [InlineData(Udp, 0, 30)]
    [InlineData(Tcp, 0, 3600)]
    [InlineData(Tcp, 5, 5)]
    [InlineData(Udp, 5000, 5000)] // longer than the wheel goes round
    [InlineData(Udp, 100_000, 86_400)]
    public void Idle_SessionWithoutPackets_ClosesInTime(byte protocol, uint asked, int seconds)
    {
        var table = Table();
        table.Add(0.5, Session(1) with { Protocol = protocol, IdleSeconds = asked });

        table.ExpireUntil(seconds + 0.4);
        Assert.Equal((SessionState.Established, (uint)seconds), (table.Find(1)!.Value.State, table.Find(1)!.Value.Definition.IdleSeconds));
        table.ExpireUntil(seconds + 0.5 + 1.1);
        Assert.Equal((SessionState.Closed, SessionCloseCode.Timeout), (table.Find(1)!.Value.State, table.Find(1)!.Value.CloseCode));
    }

    /// <summary>Thousands of random changes against a dictionary that does the same slowly.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomChanges_AgreeWithAModel(int seed)
    {
        var random = new Random(seed);
        var options = new SessionTableOptions { Capacity = 200, ClosedLimit = 40, ClosedRetention = 20_000, OtherIdle = 86_400_000 };
        var table = Table(options);
        var model = new SessionModel(options);
        for (var step = 0; step < 3000; step++)
        {
            var now = step * 0.25;
            table.ExpireUntil(now);
            if (random.Next(3) > 0)
            {
                SessionDefinition[] batch = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => Session((ulong)random.Next(1, 400), random.Next(400)))];
                var result = table.Add(At(now), batch);
                Assert.Equal(model.Add(batch), result.IsFull ? null : Statuses(result.Outcomes).ToList());
            }
            else
            {
                var id = (ulong)random.Next(1, 400);
                Assert.Equal(model.Delete(now, id), table.Delete(At(now), id) is not null);
            }

            model.Forget(now);
            Assert.Equal((model.Open.Count, model.Closed.Count), (table.Facts.Open, table.Facts.Closed));
            Assert.Equal(model.Readable.ToList(), Numbers(table).Order().ToList());
        }

        Assert.All(model.Open, one => Assert.Equal(one.Value, table.Find(one.Key)!.Value.Definition with { IdleSeconds = 0 }));
    }

    /// <summary>Many sessions with timeouts of their own: each is closed in its time, none sooner.</summary>
    [Fact]
    public void Idle_ManySessions_EachClosesInItsTime()
    {
        var random = new Random(11);
        var table = Table(new SessionTableOptions { Capacity = 5000, ClosedRetention = 100_000_000 });
        var due = new Dictionary<ulong, double>();
        var now = 0.0;
        for (var i = 1; i <= 3000; i++)
        {
            now += random.NextDouble() * 3;
            table.ExpireUntil(now);
            var idle = (uint)random.Next(1, 9000);
            table.Add(now, Session((ulong)i, i, idle));
            due[(ulong)i] = now + idle;
        }

        for (; !table.IsEmpty; now += 50)
        {
            table.ExpireUntil(now);
            foreach (var (id, at) in due.Where(one => one.Value > now || one.Value + 1.1 < now))
            {
                Assert.Equal(at > now ? SessionState.Established : SessionState.Closed, table.Find(id)!.Value.State);
            }
        }

        Assert.All(due, one => Assert.InRange((table.Find(one.Key)!.Value.EndedAt!.Value - At(one.Value).ToUtc()).TotalSeconds, -0.01, 1.1));
    }

    private static IEnumerable<SessionAddStatus> Statuses(IEnumerable<SessionAddOutcome> outcomes) => outcomes.Select(outcome => outcome.Status);

    private static List<ulong> Numbers(SessionTable table)
    {
        var numbers = new List<SessionNumber>();
        SessionReader.CollectNumbers(table, numbers);
        return [.. numbers.Select(number => number.Id)];
    }
}
