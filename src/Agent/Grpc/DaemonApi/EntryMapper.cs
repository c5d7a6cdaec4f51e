using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.DaemonApi;

/// <summary>A test of the daemon in its messages. Another program has neither a summary nor ping results.</summary>
internal static class EntryMapper
{
    public static ListTestStatusEntry ToMessage(TestDaemonEntry entry)
    {
        var message = new ListTestStatusEntry
        {
            Name = entry.Name,
            Type = entry.IsOther ? DaemonApiCodes.OtherTest : DaemonApiCodes.IkeTest,
            Status = entry.Summary is { } summary ? SummaryMapper.ToMessage(summary) : null,
            PingResults = entry.Pings is { } pings ? ToMessage(pings) : null,
        };
        if (entry.Api is { } api)
        {
            message.APIAddr = WireValues.Octets(api.Address);
            message.APIPort = (uint)api.Port;
        }

        return message;
    }

    private static ListPingResult ToMessage(TestPingReport report) => new()
    {
        TotalSent = report.TotalSent,
        TotalRecv = report.TotalReceived,
        ResultList =
        {
            report.Tasks.Select(static task => new PingResult
            {
                LocalAddr = task.Local, RemoteAddr = task.Remote, TotalSentPkt = task.Sent, TotalRecvPkt = task.Received,
            }),
        },
    };
}
