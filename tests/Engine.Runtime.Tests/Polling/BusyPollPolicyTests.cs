using MyIkev2.Engine.Runtime.Polling;

namespace MyIkev2.Engine.Runtime.Tests.Polling;

public sealed class BusyPollPolicyTests
{
    private const int Longest = 200;

    private readonly BusyPollPolicy _policy = new(new BusyPollLimits(Longest, Percent: 5));
    private long _now = 1_000_000;
    private long _polled;

    [Fact]
    public void NewShard_AfterPacket_SleepsAtOnce()
    {
        Assert.False(_policy.Begins(HostTraffic.ToTunnel, _now));
    }

    [Fact]
    public void AnswerSoonAfterSleep_NextTime_PollsLongEnoughForIt()
    {
        Rest(HostTraffic.ToTunnel, next: 80);

        Assert.True(_policy.Begins(HostTraffic.ToTunnel, _now));
        Assert.True(_policy.WindowAfter(HostTraffic.ToTunnel) > 80);
    }

    [Fact]
    public void AnswersThatComeAtOnce_Always_AreAllCaughtByPolling()
    {
        Rest(HostTraffic.ToTunnel, next: 80);
        Rest(HostTraffic.ToHost, next: 5_000);
        var slept = 0;
        for (var i = 0; i < 100; i++)
        {
            slept += Rest(HostTraffic.ToTunnel, next: 60 + (i % 20)) ? 0 : 1;
            Rest(HostTraffic.ToHost, next: 5_000);
        }

        Assert.Equal(0, slept);
    }

    [Fact]
    public void TrafficOfOneKind_ThatNothingFollows_IsNotPolledAfter()
    {
        Rest(HostTraffic.ToTunnel, next: 80);
        Rest(HostTraffic.ToHost, next: 5_000);
        _polled = 0;
        for (var i = 0; i < 100; i++)
        {
            Rest(HostTraffic.ToHost, next: 5_000);
        }

        Assert.Equal(0, _polled);
        Assert.True(_policy.WindowAfter(HostTraffic.ToTunnel) > 0);
    }

    [Fact]
    public void NoTraffic_Never_Polls()
    {
        Rest(HostTraffic.ToTunnel, next: 80);

        Assert.False(_policy.Begins(HostTraffic.None, _now));
    }

    [Fact]
    public void TrafficThatStops_AfterAFewPolls_IsNotPolledAfter()
    {
        Rest(HostTraffic.ToTunnel, next: 150);
        var window = _policy.WindowAfter(HostTraffic.ToTunnel);
        var polls = 0;
        while (_policy.Begins(HostTraffic.ToTunnel, _now))
        {
            polls++;
            Rest(HostTraffic.ToTunnel, next: 10_000);
            Assert.Equal(window / 2 < BusyPollPolicy.Shortest ? 0 : window / 2, _policy.WindowAfter(HostTraffic.ToTunnel));
            window = _policy.WindowAfter(HostTraffic.ToTunnel);
        }

        Assert.InRange(polls, 1, 5);
    }

    [Fact]
    public void Window_WhateverComes_IsNeverAboveTheLimit()
    {
        Rest(HostTraffic.ToTunnel, next: 150);

        Assert.Equal(Longest, _policy.WindowAfter(HostTraffic.ToTunnel));
    }

    [Fact]
    public void WakingByTimer_Always_CountsAsNothingFound()
    {
        Rest(HostTraffic.ToTunnel, next: 80);
        var before = _policy.WindowAfter(HostTraffic.ToTunnel);

        _policy.Begins(HostTraffic.ToTunnel, _now);
        _policy.Woke(found: false, _now + 20);

        Assert.Equal(before / 2, _policy.WindowAfter(HostTraffic.ToTunnel));
    }

    [Fact]
    public void SteadyTraffic_OverTime_SpendsTheShareAndTheSavings()
    {
        var start = _now;
        while (_now < start + 10_000_000)
        {
            Rest(HostTraffic.ToTunnel, next: 100);
        }

        var share = (_now - start) * 5 / 100;
        Assert.InRange(_polled, share * 9 / 10, share + BusyPollPolicy.SavedAtMost + Longest);
    }

    [Fact]
    public void AllowanceBelowTheWindow_Always_IsSavedUpForAWholeOne()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Rest(HostTraffic.ToTunnel, next: 100);
        }

        var (polls, found) = (0, 0);
        for (var i = 0; i < 1_000; i++)
        {
            var before = _polled;
            found += Rest(HostTraffic.ToTunnel, next: 100) ? 1 : 0;
            polls += _polled > before ? 1 : 0;
        }

        Assert.InRange(polls, 10, 200);
        Assert.Equal(polls, found);
    }

    [Fact]
    public void IdleShard_HoweverLong_SavesNoMoreThanItMay()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Rest(HostTraffic.ToTunnel, next: 100);
        }

        _now += 3_600_000_000;
        _polled = 0;
        var start = _now;
        for (var i = 0; i < 200; i++)
        {
            Rest(HostTraffic.ToTunnel, next: 100);
        }

        Assert.InRange(_polled, BusyPollPolicy.SavedAtMost, BusyPollPolicy.SavedAtMost + ((_now - start) * 5 / 100) + Longest);
    }

    [Fact]
    public void CoreTakenAway_DuringPoll_EndsThePollAndShrinksTheWindow()
    {
        Rest(HostTraffic.ToTunnel, next: 150);
        Assert.True(_policy.Begins(HostTraffic.ToTunnel, _now));
        Assert.True(_policy.GoesOn(_now + 5));

        Assert.False(_policy.GoesOn(_now + 5 + BusyPollPolicy.Interruption));
        Assert.Equal(Longest / 2, _policy.WindowAfter(HostTraffic.ToTunnel));
    }

    [Fact]
    public void ClockThatStandsStill_Always_IsNoDivisionAndNoGain()
    {
        Rest(HostTraffic.ToTunnel, next: 0);
        Rest(HostTraffic.ToTunnel, next: 0);

        Assert.InRange(_policy.WindowAfter(HostTraffic.ToTunnel), BusyPollPolicy.Shortest, Longest);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(200, 1)]
    public void PollingSwitchedOffOrOneCore_Always_Sleeps(int longest, int processors)
    {
        var policy = new BusyPollPolicy(BusyPollLimits.From(new EngineRuntimeOptions { BusyPollMicroseconds = longest }, processors));
        Assert.False(policy.Begins(HostTraffic.ToTunnel, _now));
        policy.Woke(found: true, _now + 50);

        Assert.False(policy.Begins(HostTraffic.ToTunnel, _now + 100));
    }

    /// <summary>A shard at rest until the next packet comes; true when polling found it. A look takes two microseconds, waking thirty.</summary>
    private bool Rest(HostTraffic after, long next)
    {
        var (start, due) = (_now, _now + next);
        if (_policy.Begins(after, _now))
        {
            do
            {
                _now += 2;
                if (_now >= due)
                {
                    _policy.Found(_now);
                    _polled += _now - start;
                    return true;
                }
            }
            while (_policy.GoesOn(_now));
            _polled += _now - start;
        }

        _now = Math.Max(_now, due) + (next > 0 ? 30 : 0);
        _policy.Woke(found: true, _now);
        return false;
    }
}
