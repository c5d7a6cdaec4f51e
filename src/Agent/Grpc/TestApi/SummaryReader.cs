using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>The test API's messages as a client reads them. What they do not carry (latencies, rates of seconds) stays empty.</summary>
internal static class SummaryReader
{
    public static TestSummary Read(string name, SummaryResp message)
    {
        Span<ulong> states = stackalloc ulong[TestSaStates.Count];
        states[(int)TestSaState.Init] = message.IkesaStateInit;
        states[(int)TestSaState.Created] = message.IkesaStateCreated;
        states[(int)TestSaState.Established] = message.IkesaStateEstablished;
        states[(int)TestSaState.UpdatingAddress] = message.IkesaStateUpdatingaddr;
        states[(int)TestSaState.Rekeying] = message.IkesaStateRekeying;
        states[(int)TestSaState.Rekeyed] = message.IkesaStateRekeyed;
        states[(int)TestSaState.Closed] = message.IkesaStateClosed;
        states[(int)TestSaState.Closing] = message.IkesaStateClosing;
        states[(int)TestSaState.LivenessCheck] = message.IkesaStateDpd;
        states[(int)TestSaState.ChildRekeying] = message.IkesaStateChildRekeying;
        return new TestSummary
        {
            Name = name,
            Role = message.Role == TestApiCodes.Of(TestRole.Gateway) ? TestRole.Gateway : TestRole.Client,
            State = message.ActualTestEndTime is null ? TestRunState.Running : TestRunState.Ended,
            SetupFileName = message.SetupFileName,
            StartedAt = Moment(message.StartTime),
            PlannedEndAt = Moment(message.TestEndTime),
            EndedAt = Moment(message.ActualTestEndTime),
            CreationStartedAt = Moment(message.CreationStartTime),
            CreationFinishedAt = Moment(message.CreationFinishTime),
            CreationDuration = message.CreateDuration?.ToTimeSpan() ?? TimeSpan.Zero,
            CreatedTunnels = message.NumOfCreatedTunnel,
            States = TestSaCensus.Of(states),
            WithChild = message.HasChild,
            CreatedLive = message.CreatedLiveCount,
            Configured = message.ConfiguredCount,
            Flaps = message.FlappingCount,
            Result = message.Result <= TestApiCodes.Of(TestResult.Stopped) ? (TestResult)message.Result : TestResult.Running,
            LastError = message.LastErrMsg,
        };
    }

    public static TestPingReport Read(ListPingResult message) => new(
        [.. message.ResultList.Select(static task => new TestPing(task.LocalAddr, task.RemoteAddr, task.TotalSentPkt, task.TotalRecvPkt))],
        message.TotalSent,
        message.TotalRecv);

    private static DateTimeOffset? Moment(Timestamp? moment) => moment?.ToDateTimeOffset();
}
