using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Ping;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Ping;

/// <summary>The ping engine alone: a sender that keeps what it gets, and answers made here.</summary>
public sealed class PingEngineTests : IInnerPacketSender
{
    private readonly List<byte[]> _sent = [];
    private readonly List<EngineEvent> _events = [];
    private readonly PingEngine _engine;
    private long _micros;
    private bool _keep = true;
    private long _count;

    public PingEngineTests() => _engine = new PingEngine(this, new SeededRandom(5), answersAll: false, _events.Add);

    [Fact]
    public void Task_AnsweredRequests_CountWithTheirRoundTrips()
    {
        Start(new PingPlan { Interval = TimeSpan.FromMilliseconds(100), Count = 4 });
        long[] times = [1_500, 700, 2_100, 900];
        foreach (var time in times)
        {
            Fire();
            Assert.True(Answer(_sent[^1], after: time));
            At((_sent.Count * 100_000L) + 0);
        }

        Fire();
        Assert.Equal(4, _sent.Count);
        Assert.Equal(PingTaskState.Ending, Only().State);
        var reading = Only().Read();
        Assert.Equal((4ul, 4ul, 0ul), (reading.Sent, reading.Received, reading.Lost));
        Assert.Equal((700ul, 2_100ul, 1_300.0), (reading.RttMinimum, reading.RttMaximum, reading.RttAverage));
        Assert.InRange(reading.RttP50, 700, 1_200);
        Assert.Equal(reading.Sent, _engine.Publish().Totals.Read().Sent);

        // Once nothing can come any more the task is over, and the wheel is empty.
        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(PingTaskState.Ended, Only().State);
        Assert.Null(_engine.NextDeadline);
    }

    [Fact]
    public void Task_UnansweredRequest_IsLostAfterItsTimeoutAndALaterAnswerIsLate()
    {
        Start(new PingPlan { Interval = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromSeconds(1) });
        Fire();
        var first = _sent[0];
        Advance(TimeSpan.FromMilliseconds(900));
        Assert.Equal(0ul, Only().Read().Lost);
        Assert.True(Answer(_sent[1], after: 10));
        Advance(TimeSpan.FromMilliseconds(700));
        var reading = Only().Read();
        Assert.Equal((4ul, 1ul, 1ul), (reading.Sent, reading.Received, reading.Lost));

        Assert.True(Answer(first, after: 0));
        Assert.True(Answer(_sent[2], after: 0));
        Assert.True(Answer(_sent[2], after: 0));

        reading = Only().Read();
        Assert.Equal((2ul, 1ul, 1ul, 1ul), (reading.Received, reading.Lost, reading.Late, reading.Duplicates));
        Assert.Equal(2ul, reading.Missing);
        var total = _engine.Publish().Totals.Read();
        Assert.Equal((4ul, 2ul, 1ul, 1ul, 1ul), (total.Sent, total.Received, total.Lost, total.Late, total.Duplicates));
    }

    [Fact]
    public void Clear_WhileRunning_StartsAtZeroAndOldAnswersCountForNothing()
    {
        Start(PingPlan.Default);
        Fire();
        Assert.Equal(1, _engine.Clear());
        Assert.True(Answer(_sent[0], after: 0));
        Assert.Equal(default, Only().Read());
        Advance(TimeSpan.FromMilliseconds(1_000));
        Assert.True(Answer(_sent[1], after: 5));
        var reading = Only().Read();
        Assert.Equal((1ul, 1ul, 0ul), (reading.Sent, reading.Received, reading.Lost));
        Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0ul, _engine.Publish().Totals.Read().Late);
    }

    [Fact]
    public void Stop_ThenClear_RemovesTheTask()
    {
        Start(PingPlan.Default);
        Fire();
        Assert.Equal(0, _engine.Stop("another vpn"));
        Assert.Equal(1, _engine.Stop("vpn"));
        Assert.Equal(0, _engine.Stop(null));
        Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_sent);
        Assert.Equal((1ul, PingTaskState.Ended), (Only().Read().Lost, Only().State));
        _engine.Clear();
        Assert.Empty(_engine.Publish().Tasks);
        Assert.False(Answer(_sent[0], after: 0));
    }

    [Fact]
    public void Start_Again_ReplacesTheTasksOfTheSameChild()
    {
        Start(PingPlan.Default);
        Fire();
        Start(PingPlan.Default with { PayloadLength = 100 });
        Advance(TimeSpan.FromMilliseconds(2_000));
        var task = Assert.Single(_engine.Publish().Tasks);
        Assert.Equal((2u, 100), (task.Number, task.Plan.PayloadLength));
        Assert.Equal([92, 128, 128, 128], _sent.Select(static p => p.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(18)]
    public void Answer_NotToThisTask_IsLeftToTheHost(int changedOctet)
    {
        // The source address, the token, the task's number: any of them makes it somebody else's.
        Start(PingPlan.Default);
        Fire();
        var answer = Reply(_sent[0]);
        if (changedOctet == 0)
        {
            answer[15] ^= 1;
            InternetChecksum.WriteIpv4(answer.AsSpan(0, 20));
        }
        else
        {
            answer[20 + changedOctet] ^= 1;
            answer[22] = answer[23] = 0;
            InternetChecksum.Write(answer.AsSpan(22), InternetChecksum.Add(0, answer.AsSpan(20)));
        }

        Assert.False(Take(answer));
        Assert.Equal(0ul, Only().Read().Received);
    }

    [Fact]
    public void Requests_OfThePeer_AreAnsweredForTheAddressesOfAPlanThatAsksForIt()
    {
        var request = Request("10.2.0.1", "10.1.0.1");
        Assert.False(Take(request));
        Start(PingPlan.Default with { AnswerEcho = true });
        Assert.True(Take(request));
        Assert.False(Take(Request("10.2.0.1", "10.1.0.2")));
        Assert.False(Take(Request("224.0.0.1", "10.1.0.1")));
        Assert.True(InnerPacket.TryParse(Assert.Single(_sent), out var reply));
        Assert.Equal(("10.1.0.1", "10.2.0.1", (ushort)0), (reply.Source.ToString(), reply.Destination.ToString(), reply.SourcePort));
        _engine.Stop(null);
        Assert.False(Take(request));
    }

    [Fact]
    public void Loss_AboveTheLimit_IsReportedOnce()
    {
        Start(PingPlan.Default with { Interval = TimeSpan.FromMilliseconds(100), MaximumLossPercent = 50 });
        Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("10.1.0.1 <-> 10.2.0.1 through child", Assert.Single(_events).Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stall_LongerThanTheInterval_SendsOneRequestNotAll()
    {
        Start(PingPlan.Default with { Interval = TimeSpan.FromMilliseconds(10) });
        Fire();
        At(_micros + 60_000_000);
        Fire();
        Assert.Equal(2, _sent.Count);
    }

    [Fact]
    public void TenThousandTasks_OnceASecond_LoseNothingSpreadTheirLoadAndAllocateNothing()
    {
        const int Tasks = 10_000;
        var targets = Enumerable.Range(0, Tasks)
            .Select(static i => new PingTarget("vpn", $"c{i}", new TunnelId((ulong)i + 1), IpAddress.FromBits((uint)(0x0a010000 + i), false), IpAddress.FromBits((uint)(0x0a020000 + i), false)))
            .ToArray();
        Assert.Equal(Tasks, _engine.Start(Now, PingPlan.Default, targets));
        _keep = false;
        var most = 0L;
        long allocated = 0;
        for (var millisecond = 0; millisecond < 5_000; millisecond++)
        {
            At(millisecond * 1_000L);
            var before = (_count, GC.GetAllocatedBytesForCurrentThread());
            Fire();
            most = Math.Max(most, _count - before._count);
            allocated += millisecond < 1_000 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before.Item2;
        }

        var total = _engine.Publish().Totals.Read();
        Assert.Equal((5ul * Tasks, 5ul * Tasks, 0ul), (total.Sent, total.Received, total.Lost));
        Assert.InRange(most, 10, 11);
        Assert.Equal(0, allocated);
    }

    void IInnerPacketSender.SendInner(ReadOnlySpan<byte> packet)
    {
        _count++;
        if (_keep)
        {
            _sent.Add(packet.ToArray());
            return;
        }

        Span<byte> room = stackalloc byte[256];
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        var length = EchoPacket.WriteReply(room, packet, inner, 1);
        Assert.True(InnerPacket.TryParse(room[..length], out var reply));
        Assert.True(_engine.TryTake(Now, room[..length], reply));
    }

    private EngineInstant Now => new(_micros / 1_000, _micros / 1_000) { SubMillisecond = (int)(_micros % 1_000) };

    private PingCounters Only() => Assert.Single(_engine.Publish().Tasks).Counters;

    private void Start(PingPlan plan) =>
        _engine.Start(Now, plan, [new PingTarget("vpn", "child", new TunnelId(1), IpAddress.Parse("10.1.0.1"), IpAddress.Parse("10.2.0.1"))]);

    private void At(long micros) => _micros = micros;

    private void Fire() => _engine.Fire(Now);

    private void Advance(TimeSpan by)
    {
        var end = _micros + (long)by.TotalMicroseconds;
        while (_engine.NextDeadline is { } at && at * 1_000 <= end)
        {
            At(Math.Max(_micros, at * 1_000));
            Fire();
        }

        At(end);
    }

    private bool Answer(byte[] request, long after)
    {
        At(_micros + after);
        return Take(Reply(request));
    }

    private bool Take(byte[] packet) => InnerPacket.TryParse(packet, out var inner) && _engine.TryTake(Now, packet, inner);

    private static byte[] Reply(byte[] request)
    {
        Assert.True(InnerPacket.TryParse(request, out var inner));
        var room = new byte[request.Length];
        EchoPacket.WriteReply(room, request, inner, 1);
        return room;
    }

    private static byte[] Request(string source, string destination)
    {
        var room = new byte[200];
        return room[..EchoPacket.WriteRequest(room, IpAddress.Parse(source), IpAddress.Parse(destination), 1, new EchoMark(1, 2, 3), 20)];
    }
}
