using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Invariants;

/// <summary>What the registry must tell at the end of every turn: what the engine has, in every form in which it is told.</summary>
internal static class RegistryInvariants
{
    public static void Hold(SimHost host)
    {
        var view = host.Registry.Capture();
        TallyIsWhatTheViewHas(view);
        TallyIsWhatTheEngineHas(host, view.Tally);
        GaugesAreWhatTheViewHas(view);
        NamesAreUnique(view);
        TotalsAreSumsOfTunnels(view);
    }

    private static void TallyIsWhatTheViewHas(RegistryView view)
    {
        var tunnels = view.Enumerate().ToList();
        var tally = view.Tally;
        Assert.All(Enum.GetValues<IkeTunnelState>(), state => Assert.Equal(tunnels.Count(tunnel => tunnel.State == state), tally[state]));
        Assert.All(
            Enum.GetValues<IpsecTunnelState>(),
            state => Assert.Equal(tunnels.Sum(tunnel => tunnel.Children.Count(child => child.State == state)), tally[state]));
        Assert.Equal(tunnels.Count(static tunnel => tunnel.IsInitiator), tally.Initiators);
        Assert.Equal(
            tunnels.Count(static tunnel => tunnel.Children.Any(static child =>
                child.State is not (IpsecTunnelState.Routed or IpsecTunnelState.Pending or IpsecTunnelState.Negotiating or IpsecTunnelState.Deleted))),
            tally.WithChild);
    }

    private static void TallyIsWhatTheEngineHas(SimHost host, TunnelTally tally)
    {
        var sas = host.Shard.Services.Sas.All.ToList();
        var children = sas.SelectMany(static sa => sa.Children.All).ToList();
        Assert.All(Enum.GetValues<IkeTunnelState>(), state => Assert.Equal(sas.Count(sa => sa.PublishedState == state), tally[state]));
        Assert.All(
            Enum.GetValues<IpsecTunnelState>().Where(static state => state.Phase() != TunnelPhase.InProgress),
            state => Assert.Equal(children.Count(child => child.State == state), tally[state]));
        var negotiated = sas.Sum(static sa =>
            sa.Requests.All.Count(static exchange => exchange.Child is { IsOver: false }) + (sa.Incoming.Current?.Child is { IsOver: false } ? 1 : 0));
        Assert.Equal(negotiated, tally.Children(TunnelPhase.InProgress));
    }

    private static void GaugesAreWhatTheViewHas(RegistryView view)
    {
        var counters = view.ReadEngineCounters();
        var tally = view.Tally;
        Assert.Equal((ulong)tally[IkeTunnelState.Established], counters.Established);
        Assert.Equal((ulong)tally[IkeTunnelState.InitAnswered], counters.HalfOpen);
        Assert.Equal(
            (ulong)(tally.Children(TunnelPhase.Active) + tally.Children(TunnelPhase.HalfClosed) + tally.Children(TunnelPhase.Expired)),
            counters.ChildrenInstalled);

        ulong Busy(IkeTunnelActivity activity) =>
            (ulong)view.Enumerate().Count(tunnel => tunnel.State == IkeTunnelState.Established && tunnel.Counters.Activity == activity);

        Assert.Equal(Busy(IkeTunnelActivity.LivenessCheck), counters.CheckingLiveness);
        Assert.Equal(Busy(IkeTunnelActivity.ChildRekeying), counters.ChildRekeying);
        Assert.Equal(Busy(IkeTunnelActivity.IkeRekeying), counters.IkeRekeying);
        Assert.Equal(Busy(IkeTunnelActivity.UpdatingAddress), counters.UpdatingAddress);
    }

    private static void NamesAreUnique(RegistryView view)
    {
        var ike = view.Enumerate().Select(static tunnel => (tunnel.Id, tunnel.Generation)).ToList();
        var children = view.Enumerate().SelectMany(static tunnel => tunnel.Children).ToList();
        Assert.Equal(ike.Count, ike.Distinct().Count());
        Assert.Equal(children.Count, children.Select(static child => (child.Id, child.Generation)).Distinct().Count());
        Assert.Equal(children.Count, children.Select(static child => child.UniqueId).Distinct().Count());
        Assert.All(view.Enumerate(), static tunnel => Assert.All(
            tunnel.Children, child => Assert.Equal((tunnel.Id, tunnel.Generation), (child.IkeTunnelId, child.IkeGeneration))));
    }

    private static void TotalsAreSumsOfTunnels(RegistryView view)
    {
        var counters = view.ReadEngineCounters();
        Assert.Equal(counters.IkeSaFailed, counters.IkeSaFailedLocal + counters.IkeSaFailedRemote);
        Assert.Equal(counters.ChildSaFailed, counters.ChildSaFailedLocal + counters.ChildSaFailedRemote);
        Assert.Equal(counters.ChildSaCreated, counters.ChildSaCreatedLocal + counters.ChildSaCreatedRemote + counters.ChildSaRekeys);

        // All generations of a tunnel show the same counters: each tunnel is summed once.
        var ike = view.Enumerate().DistinctBy(static tunnel => tunnel.Id).Select(static tunnel => tunnel.Counters.Read())
            .Aggregate(view.Retired.Ike, static (sum, reading) => sum + reading);
        Assert.Equal(ike.ChildrenCreatedLocal, counters.ChildSaCreatedLocal);
        Assert.Equal(ike.ChildrenCreatedRemote, counters.ChildSaCreatedRemote);
        Assert.Equal(ike.ChildrenFailedLocal, counters.ChildSaFailedLocal);
        Assert.Equal(ike.ChildrenFailedRemote, counters.ChildSaFailedRemote);
        Assert.Equal(ike.InitialRetransmits, counters.InitialRetransmits);
        Assert.Equal(ike.InitialReplays, counters.InitialReplays);
        Assert.Equal(ike.ChildRetransmits, counters.ChildRetransmits);
        Assert.Equal(ike.ChildReplays, counters.ChildReplays);
        Assert.Equal(
            (ike.OutMessages, ike.OutOctets, ike.OutNotifies, ike.Retransmits, ike.InRetransmits),
            (counters.OutMessages, counters.OutOctets, counters.OutNotifies, counters.Retransmits, counters.InRetransmits));
        Assert.Equal(
            (ike.InChildExchanges, ike.InChildExchangesInvalid, ike.InChildExchangesRejected, ike.InChildDeletes),
            (counters.InChildExchanges, counters.InChildExchangesInvalid, counters.InChildExchangesRejected, counters.InChildDeletes));
        Assert.Equal(
            (ike.OutChildExchanges, ike.OutChildExchangesInvalid, ike.OutChildExchangesRejected, ike.OutChildDeletes),
            (counters.OutChildExchanges, counters.OutChildExchangesInvalid, counters.OutChildExchangesRejected, counters.OutChildDeletes));
        Assert.Equal(
            (ike.AuthFailures, ike.DpdFailures, ike.DpdProbes, ike.IkeRekeys, ike.ChildRekeys),
            (counters.AuthFailures, counters.DpdFailures, counters.DpdProbes, counters.IkeSaRekeys, counters.ChildSaRekeys));

        // Messages that belong to no SA are counted by the engine alone.
        Assert.Equal(ike.InMessages + counters.InUnknownSpi, counters.InMessages);
        Assert.Equal(ike.InNotifies, counters.InNotifies);
        Assert.Equal(counters.InNotifies, view.ReadNotifies().Aggregate(0ul, static (sum, row) => sum + row.In));
        Assert.Equal(counters.OutNotifies, view.ReadNotifies().Aggregate(0ul, static (sum, row) => sum + row.Out));
        Assert.Equal(ike.PendingRequests, (ulong)view.Enumerate().DistinctBy(static tunnel => tunnel.Id).Sum(static tunnel => (long)tunnel.Counters.PendingRequests.Value));
    }
}
