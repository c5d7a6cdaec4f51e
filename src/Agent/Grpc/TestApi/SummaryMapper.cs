using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>The summary of the test API: that of a test run, or what a service has of it.</summary>
internal static class SummaryMapper
{
    public static SummaryResp ToMessage(TestSummary summary)
    {
        var message = new SummaryResp
        {
            Role = TestApiCodes.Of(summary.Role),
            StartTime = WireValues.Moment(summary.StartedAt),
            TestEndTime = WireValues.Moment(summary.PlannedEndAt),
            ActualTestEndTime = WireValues.Moment(summary.EndedAt),
            CreationStartTime = WireValues.Moment(summary.CreationStartedAt),
            CreationFinishTime = WireValues.Moment(summary.CreationFinishedAt),
            CreateDuration = WireValues.Span(summary.CreationDuration),
            SetupFileName = summary.SetupFileName,
            NumOfCreatedTunnel = summary.CreatedTunnels,
            SetupRate = (float)summary.SetupRate,
            HasChild = summary.WithChild,
            CreatedLiveCount = summary.CreatedLive,
            ConfiguredCount = summary.Configured,
            FlappingCount = summary.Flaps,
            Result = TestApiCodes.Of(summary.Result),
            LastErrMsg = summary.LastError,
        };
        SetStates(message, summary.States);
        return message;
    }

    /// <summary>
    /// Of a service. It has no planned end and no creation phase of its own: those times stay absent, the setup rate 0, and "created" counts the
    /// tunnels that came up since the start.
    /// </summary>
    public static SummaryResp ToMessage(RegistryView view)
    {
        TunnelTally tally = view.Tally;
        EngineCounterReading counters = view.ReadEngineCounters();
        var states = TestSaCensus.Of(view);
        var message = new SummaryResp
        {
            Role = TestApiCodes.Of(tally.Initiators > 0 && tally.Initiators == tally.IkeTotal ? TestRole.Client : TestRole.Gateway),
            StartTime = Timestamp.FromDateTimeOffset(view.Engine.StartedAt),
            SetupFileName = view.Engine.ConfigurationName,
            NumOfCreatedTunnel = (uint)Math.Min(uint.MaxValue, counters.IkeSaCreated - Math.Min(counters.IkeSaCreated, counters.IkeSaRekeys)),
            HasChild = (ulong)tally.WithChild,
            CreatedLiveCount = states.Live,
            ConfiguredCount = (ulong)view.Configuration.Count,
            Result = TestApiCodes.Of(TestResult.Running),
        };
        SetStates(message, states);
        return message;
    }

    private static void SetStates(SummaryResp message, TestSaCensus states)
    {
        message.IkesaStateInit = states[TestSaState.Init];
        message.IkesaStateCreated = states[TestSaState.Created];
        message.IkesaStateEstablished = states[TestSaState.Established];
        message.IkesaStateUpdatingaddr = states[TestSaState.UpdatingAddress];
        message.IkesaStateRekeying = states[TestSaState.Rekeying];
        message.IkesaStateRekeyed = states[TestSaState.Rekeyed];
        message.IkesaStateClosed = states[TestSaState.Closed];
        message.IkesaStateClosing = states[TestSaState.Closing];
        message.IkesaStateDpd = states[TestSaState.LivenessCheck];
        message.IkesaStateChildRekeying = states[TestSaState.ChildRekeying];
        message.IkesaTotal = states.Total;
        message.LiveCount = states.Live;
    }
}
