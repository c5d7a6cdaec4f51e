using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Registry.Tests.TestRuns;

/// <summary>The state counters of test summaries: whatever the gauges say, they sum to the number of IKE SAs.</summary>
public sealed class TestSaCensusTests
{
    [Fact]
    public void Of_EstablishedAndBusy_AreMovedToTheStatesOfWhatTheyDo()
    {
        var canned = Established(10);
        var counters = canned.Registry.Publisher(0).Counters;
        counters.CheckingLiveness.Set(1);
        counters.ChildRekeying.Set(2);
        counters.IkeRekeying.Set(3);

        var census = TestSaCensus.Of(canned.Registry.Capture());

        Assert.Equal(
            (4ul, 1ul, 2ul, 3ul),
            (census[TestSaState.Established], census[TestSaState.LivenessCheck], census[TestSaState.ChildRekeying], census[TestSaState.Rekeying]));
        Assert.Equal((10ul, 10ul), (census.Total, census.Live));
    }

    [Fact]
    public void Of_GaugesAheadOfTheView_NeverMoveMoreThanThereAre()
    {
        var canned = Established(2);
        canned.Registry.Publisher(0).Counters.ChildRekeying.Set(5);
        canned.Registry.Publisher(0).Counters.IkeRekeying.Set(5);

        var census = TestSaCensus.Of(canned.Registry.Capture());

        Assert.Equal((0ul, 2ul), (census[TestSaState.Established], census.Total));
    }

    [Fact]
    public void Of_KeptHistory_CountsAsClosedAndNotAsLive()
    {
        var census = TestSaCensus.Of(Established(3).Registry.Capture(), kept: 7);

        Assert.Equal((7ul, 10ul, 3ul), (census[TestSaState.Closed], census.Total, census.Live));
    }

    [Theory]
    [InlineData(IkeTunnelState.Pending, TestSaState.Init)]
    [InlineData(IkeTunnelState.InitSent, TestSaState.Init)]
    [InlineData(IkeTunnelState.InitAnswered, TestSaState.Created)]
    [InlineData(IkeTunnelState.AuthSent, TestSaState.Created)]
    [InlineData(IkeTunnelState.AwaitingAuthorization, TestSaState.Created)]
    [InlineData(IkeTunnelState.Established, TestSaState.Established)]
    [InlineData(IkeTunnelState.Rekeying, TestSaState.Rekeying)]
    [InlineData(IkeTunnelState.Rekeyed, TestSaState.Rekeyed)]
    [InlineData(IkeTunnelState.Expired, TestSaState.Closing)]
    [InlineData(IkeTunnelState.Closing, TestSaState.Closing)]
    [InlineData(IkeTunnelState.Closed, TestSaState.Closed)]
    public void Of_EachState_HasItsPlace(IkeTunnelState state, TestSaState expected) =>
        Assert.Equal(expected, TestSaStates.Of(state, IkeTunnelActivity.None));

    [Fact]
    public void Values_OfWhatOutsidersSee_AreStable()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5], Enum.GetValues<TestResult>().Select(static result => (int)result));
        Assert.Equal([1, 2], Enum.GetValues<TestRole>().Select(static role => (int)role));
        Assert.Equal([1, 2, 3, 4, 5], Enum.GetValues<TestEventLevel>().Select(static level => (int)level));
        Assert.Equal(Enumerable.Range(0, TestSaStates.Count), Enum.GetValues<TestSaState>().Select(static state => (int)state));
    }

    private static CannedRegistry Established(int count)
    {
        var canned = new CannedRegistry(tunnels: 0, shards: 1);
        canned.Commit(0, upserts: [.. Enumerable.Range(2, count).Select(static number => CannedRegistry.Tunnel(number) with { State = IkeTunnelState.Established })]);
        return canned;
    }
}
