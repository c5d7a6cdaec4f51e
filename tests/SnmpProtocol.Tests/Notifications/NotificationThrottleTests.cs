using MyIkev2.SnmpProtocol.Notifications;
using static MyIkev2.SnmpProtocol.Tests.Notifications.SampleNotifications;

namespace MyIkev2.SnmpProtocol.Tests.Notifications;

public class NotificationThrottleTests
{
    [Fact]
    public void Ceiling_InAnySixtySeconds_IsNeverPassed()
    {
        var throttle = new NotificationThrottle();
        var admitted = new List<TimeSpan>();
        for (var i = 0; i < 3_000; i++)
        {
            var now = Seconds(i * 0.1);
            if (throttle.Admit(now, 100))
            {
                admitted.Add(now);
                Assert.InRange(admitted.Count(at => now - at < Seconds(60)), 1, 100);
            }
        }

        Assert.Equal(500, admitted.Count);
        Assert.Equal(2_500UL, throttle.Suppressed);
    }

    [Fact]
    public void Ceiling_Zero_IsNone()
    {
        var throttle = new NotificationThrottle();
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(throttle.Admit(Seconds(1), 0)));
        Assert.Equal(0UL, throttle.Suppressed);
    }

    [Fact]
    public void Ceiling_LoweredAndRaised_CountsAtOnce()
    {
        var throttle = new NotificationThrottle();
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => throttle.Admit(Seconds(1), 10)));
        Assert.False(throttle.Admit(Seconds(2), 5));
        Assert.Equal(2, Enumerable.Range(0, 20).Count(_ => throttle.Admit(Seconds(3), 12)));
    }

    [Fact]
    public void Storm_MoreThanFiftyTriggersInTenSeconds_StopsEchoesUntilItIsOver()
    {
        var throttle = new NotificationThrottle();
        for (var i = 0; i < 50; i++)
        {
            throttle.CountTrigger(Seconds(i * 0.1));
            Assert.True(throttle.Admit(Seconds(i * 0.1), 0));
            Assert.True(throttle.Admit(Seconds(i * 0.1), 0, isEcho: true));
        }

        throttle.CountTrigger(Seconds(5));
        Assert.True(throttle.Admit(Seconds(5), 0));
        Assert.False(throttle.Admit(Seconds(5), 0, isEcho: true));
        Assert.True(throttle.Admit(Seconds(5), 0));
        Assert.False(throttle.Admit(Seconds(9.999), 0, isEcho: true));
        Assert.True(throttle.Admit(Seconds(10), 0, isEcho: true));
        Assert.Equal(2UL, throttle.Suppressed);
    }

    [Fact]
    public void Storm_TenThousandTunnelsDown_SendsOneForEachUpToTheCeiling()
    {
        var throttle = new NotificationThrottle();
        int downs = 0, echoes = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var now = Seconds(i * 0.0005);
            throttle.CountTrigger(now);
            downs += throttle.Admit(now, 300) ? 1 : 0;
            echoes += throttle.Admit(now, 300, isEcho: true) ? 1 : 0;
        }

        Assert.Equal((250, 50), (downs, echoes));
        Assert.Equal(20_000UL - 300, throttle.Suppressed);
    }
}
