namespace MyIkev2.Agent.Tests.Snmp.AgentX;

/// <summary>Real time, but what is to happen later happens a hundred times as soon.</summary>
internal sealed class HurriedTimeProvider : TimeProvider
{
    private const int Hurry = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Sooner(dueTime), Sooner(period));

    private static TimeSpan Sooner(TimeSpan time) => time > TimeSpan.Zero ? time / Hurry : time;
}
