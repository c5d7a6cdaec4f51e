using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// The summary of the test API. A service has no planned end and no creation phase of its own: those times stay absent, the setup rate 0,
/// and "created" counts the tunnels that came up since the start. The states are counted by a walk over the view, because what a tunnel is
/// busy with is a state here and lives in its counters: the cost grows with the number of IKE_SAs.
/// </summary>
internal static class SummaryMapper
{
    private const int StateCount = 10;

    public static SummaryResp ToMessage(RegistryView view)
    {
        Span<ulong> states = stackalloc ulong[StateCount];
        states.Clear();
        ulong live = 0;
        ulong withChild = 0;
        bool isClient = false;
        bool isGateway = false;
        foreach (ShardView shard in view.Shards)
        {
            foreach (IkeTunnelSnapshot tunnel in shard.Tunnels.EnumerateFrom(default))
            {
                IkeSaState state = TestApiCodes.Of(tunnel.State, tunnel.Counters.Activity);
                states[(int)state]++;
                live += TestApiCodes.IsLive(state) ? 1u : 0u;
                withChild += HasShownChild(tunnel) ? 1u : 0u;
                isClient |= tunnel.IsInitiator;
                isGateway |= !tunnel.IsInitiator;
            }
        }

        EngineCounterReading counters = view.ReadEngineCounters();
        var summary = new SummaryResp
        {
            Role = isClient && !isGateway ? TestApiCodes.ClientRole : TestApiCodes.GatewayRole,
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
            LiveCount = live,
            HasChild = withChild,
            CreatedLiveCount = live,
            ConfiguredCount = (ulong)view.Configuration.Count,
            Result = TestApiCodes.ResultRunning,
        };
        foreach (ulong count in states)
        {
            summary.IkesaTotal += count;
        }

        return summary;
    }

    private static bool HasShownChild(IkeTunnelSnapshot tunnel)
    {
        for (int i = 0; i < tunnel.Children.Count; i++)
        {
            if (ChildSaDumpMapper.IsShown(tunnel.Children[i]))
            {
                return true;
            }
        }

        return false;
    }
}
