using System.Diagnostics;
using MyIkev2.Engine.Runtime.Sockets;

namespace MyIkev2.Engine.Runtime.Polling;

/// <summary>What a shard's thread does when it has nothing to do: looks on for a moment where <see cref="BusyPollPolicy"/> says so, then sleeps.</summary>
internal sealed class ShardRest(IShardPorts ports, BusyPollPolicy policy)
{
    private static readonly long TicksPerMicrosecond = Math.Max(1, Stopwatch.Frequency / 1_000_000);

    /// <summary>Returns when a socket is readable, somebody wakes the shard, or the time is over.</summary>
    /// <param name="milliseconds">0 only looks.</param>
    /// <param name="after">What the shard's last step carried for the host.</param>
    public void Wait(int milliseconds, HostTraffic after)
    {
        if (milliseconds == 0 || after == HostTraffic.None)
        {
            ports.Wait(milliseconds);
            return;
        }

        if (!policy.Begins(after, Now()) || !Poll())
        {
            policy.Woke(ports.Wait(milliseconds), Now());
        }
    }

    private static long Now() => Stopwatch.GetTimestamp() / TicksPerMicrosecond;

    private bool Poll()
    {
        do
        {
            if (ports.Wait(0))
            {
                policy.Found(Now());
                return true;
            }

            // Whoever waits for this core gets it, above all the thread that is to make the next packet.
            Thread.Yield();
        }
        while (policy.GoesOn(Now()));
        return false;
    }
}
