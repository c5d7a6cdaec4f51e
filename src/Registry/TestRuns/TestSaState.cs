using System.Runtime.CompilerServices;

namespace MyIkev2.Registry;

/// <summary>The states in which test summaries count IKE SAs: what an established SA is busy with is a state of its own. Their order is that of the public summary.</summary>
public enum TestSaState : byte
{
    /// <summary>IKE_SA_INIT is not answered.</summary>
    Init = 0,

    /// <summary>IKE_SA_INIT is done, IKE_AUTH is not.</summary>
    Created = 1,

    /// <summary>Authenticated and idle.</summary>
    Established = 2,

    /// <summary>A change of address is unanswered (MOBIKE).</summary>
    UpdatingAddress = 3,

    /// <summary>The IKE SA is being rekeyed.</summary>
    Rekeying = 4,

    /// <summary>Replaced by a new IKE SA, and not deleted yet.</summary>
    Rekeyed = 5,

    /// <summary>Gone; held only as history.</summary>
    Closed = 6,

    /// <summary>DELETE is sent and not answered.</summary>
    Closing = 7,

    /// <summary>A liveness check is unanswered.</summary>
    LivenessCheck = 8,

    /// <summary>A Child SA is being rekeyed.</summary>
    ChildRekeying = 9,
}

/// <summary>TABLE: the engine's states to those of test summaries.</summary>
public static class TestSaStates
{
    /// <summary>Number of states.</summary>
    public const int Count = (int)TestSaState.ChildRekeying + 1;

    /// <summary>The state of an IKE SA.</summary>
    public static TestSaState Of(IkeTunnelState state, IkeTunnelActivity activity) => state switch
    {
        IkeTunnelState.Pending or IkeTunnelState.InitSent => TestSaState.Init,
        IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => TestSaState.Created,
        IkeTunnelState.Established => activity switch
        {
            IkeTunnelActivity.LivenessCheck => TestSaState.LivenessCheck,
            IkeTunnelActivity.ChildRekeying => TestSaState.ChildRekeying,
            IkeTunnelActivity.IkeRekeying => TestSaState.Rekeying,
            IkeTunnelActivity.UpdatingAddress => TestSaState.UpdatingAddress,
            _ => TestSaState.Established,
        },
        IkeTunnelState.Rekeying => TestSaState.Rekeying,
        IkeTunnelState.Rekeyed => TestSaState.Rekeyed,
        IkeTunnelState.Expired or IkeTunnelState.Closing => TestSaState.Closing,
        _ => TestSaState.Closed,
    };

    /// <summary>True in the states in which an IKE SA can carry exchanges.</summary>
    public static bool IsLive(this TestSaState state) => state
        is TestSaState.Established or TestSaState.UpdatingAddress or TestSaState.Rekeying or TestSaState.LivenessCheck or TestSaState.ChildRekeying;
}

/// <summary>
/// How many IKE SAs are in which state. The sum of the states is always the total: it is made of one tally, in which what established SAs are busy
/// with is only moved between states. The busy ones are read from live gauges, so they may be of a moment later than the others.
/// </summary>
public readonly struct TestSaCensus
{
    private readonly Cells _cells;

    private TestSaCensus(in Cells cells) => _cells = cells;

    /// <summary>IKE SAs in a state.</summary>
    public ulong this[TestSaState state] => _cells[(int)state];

    /// <summary>All IKE SAs.</summary>
    public ulong Total
    {
        get
        {
            ulong sum = 0;
            foreach (var cell in (ReadOnlySpan<ulong>)_cells)
            {
                sum += cell;
            }

            return sum;
        }
    }

    /// <summary>IKE SAs that can carry exchanges.</summary>
    public ulong Live
    {
        get
        {
            ulong sum = 0;
            for (var state = 0; state < TestSaStates.Count; state++)
            {
                sum += ((TestSaState)state).IsLive() ? _cells[state] : 0;
            }

            return sum;
        }
    }

    /// <summary>Counts what a view shows; walks nothing.</summary>
    /// <param name="view">The view.</param>
    /// <param name="kept">IKE SAs that are gone and held as history; they count as closed.</param>
    public static TestSaCensus Of(RegistryView view, ulong kept = 0)
    {
        var tally = view.Tally;
        var cells = default(Cells);
        for (var state = IkeTunnelState.Pending; state <= IkeTunnelState.Closed; state++)
        {
            cells[(int)TestSaStates.Of(state, IkeTunnelActivity.None)] += (ulong)tally[state];
        }

        var counters = view.ReadEngineCounters();
        Move(ref cells, TestSaState.LivenessCheck, counters.CheckingLiveness);
        Move(ref cells, TestSaState.ChildRekeying, counters.ChildRekeying);
        Move(ref cells, TestSaState.Rekeying, counters.IkeRekeying);
        Move(ref cells, TestSaState.UpdatingAddress, counters.UpdatingAddress);
        cells[(int)TestSaState.Closed] += kept;
        return new TestSaCensus(cells);
    }

    /// <summary>A census that was taken elsewhere.</summary>
    /// <param name="states">How many are in each state, in the order of <see cref="TestSaState"/>.</param>
    public static TestSaCensus Of(ReadOnlySpan<ulong> states)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(states.Length, TestSaStates.Count);
        var cells = default(Cells);
        states.CopyTo(cells);
        return new TestSaCensus(cells);
    }

    /// <summary>Busy is another state than established; never more than there are established.</summary>
    private static void Move(ref Cells cells, TestSaState to, ulong busy)
    {
        ref var idle = ref cells[(int)TestSaState.Established];
        busy = Math.Min(busy, idle);
        idle -= busy;
        cells[(int)to] += busy;
    }

    [InlineArray(TestSaStates.Count)]
    private struct Cells
    {
        private ulong _first;
    }
}
