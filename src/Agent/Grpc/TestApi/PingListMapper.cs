using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>Ping tasks in the messages of the test API.</summary>
internal static class PingListMapper
{
    /// <summary>A page; as in ListIKESA, a length of zero means all. The totals are over all tasks, whatever the page.</summary>
    public static ListPingResult ToMessage(RegistryView view, uint start, uint length)
    {
        IEnumerable<PingTaskSnapshot> page = view.EnumeratePings(start);
        PingCounterReading totals = view.ReadPingTotals();
        var message = new ListPingResult { TotalSent = totals.Sent, TotalRecv = totals.Received };
        foreach (PingTaskSnapshot task in length == 0 ? page : page.Take((int)Math.Min(length, int.MaxValue)))
        {
            PingCounterReading reading = task.Counters.Read();
            message.ResultList.Add(new PingResult
            {
                LocalAddr = task.Local.ToString(),
                RemoteAddr = task.Remote.ToString(),
                TotalSentPkt = reading.Sent,
                TotalRecvPkt = reading.Received,
            });
        }

        return message;
    }
}
