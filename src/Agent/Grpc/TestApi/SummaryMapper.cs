using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// The summary of the test API. A service has no planned end and no creation phase of its own: those times stay absent, the setup rate 0,
/// and "created" counts the tunnels that came up since the start. What an established tunnel is busy with is a state here: the engine keeps
/// a gauge of it, read while tunnels go on, so the states of established tunnels may be of a moment later than the others.
/// </summary>
internal static class SummaryMapper
{
    private const int StateCount = 10;

    public static SummaryResp ToMessage(RegistryView view)
    {
        TunnelTally tally = view.Tally;
        EngineCounterReading counters = view.ReadEngineCounters();
        Span<ulong> states = stackalloc ulong[StateCount];
        states.Clear();
        foreach (IkeTunnelState state in System.Enum.GetValues<IkeTunnelState>())
        {
            states[(int)TestApiCodes.Of(state, IkeTunnelActivity.None)] += (ulong)tally[state];
        }

        Move(states, IkeTunnelActivity.LivenessCheck, counters.CheckingLiveness);
        Move(states, IkeTunnelActivity.ChildRekeying, counters.ChildRekeying);
        Move(states, IkeTunnelActivity.IkeRekeying, counters.IkeRekeying);
        Move(states, IkeTunnelActivity.UpdatingAddress, counters.UpdatingAddress);
        ulong live = 0;
        ulong total = 0;
        for (int state = 0; state < StateCount; state++)
        {
            total += states[state];
            live += TestApiCodes.IsLive((IkeSaState)state) ? states[state] : 0;
        }

        return new SummaryResp
        {
            Role = tally.Initiators > 0 && tally.Initiators == tally.IkeTotal ? TestApiCodes.ClientRole : TestApiCodes.GatewayRole,
            StartTime = Timestamp.FromDateTimeOffset(view.Engine.StartedAt),
            SetupFileName = view.Engine.ConfigurationName,
            NumOfCreatedTunnel = (uint)Math.Min(uint.MaxValue, counters.IkeSaCreated - Math.Min(counters.IkeSaCreated, counters.IkeSaRekeys)),
            IkesaStateInit = states[(int)IkeSaState.Init],
            IkesaStateCreated = states[(int)IkeSaState.Created],
            IkesaStateEstablished = states[(int)IkeSaState.Established],
            IkesaStateUpdatingaddr = states[(int)IkeSaState.UpdatingAddress],
            IkesaStateRekeying = states[(int)IkeSaState.Rekeying],
            IkesaStateRekeyed = states[(int)IkeSaState.Rekeyed],
            IkesaStateClosed = states[(int)IkeSaState.Closed],
            IkesaStateClosing = states[(int)IkeSaState.Closing],
            IkesaStateDpd = states[(int)IkeSaState.Dpd],
            IkesaStateChildRekeying = states[(int)IkeSaState.ChildRekeying],
            IkesaTotal = total,
            LiveCount = live,
            HasChild = (ulong)tally.WithChild,
            CreatedLiveCount = live,
            ConfiguredCount = (ulong)view.Configuration.Count,
            Result = TestApiCodes.ResultRunning,
        };
    }

    /// <summary>Established and busy is another state; never more than there are established.</summary>
    private static void Move(Span<ulong> states, IkeTunnelActivity activity, ulong busy)
    {
        ref ulong idle = ref states[(int)IkeSaState.Established];
        busy = Math.Min(busy, idle);
        idle -= busy;
        states[(int)TestApiCodes.Of(IkeTunnelState.Established, activity)] += busy;
    }
}
