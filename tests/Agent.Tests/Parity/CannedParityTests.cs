using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>What the interfaces say about the same tunnels is the same.</summary>
public sealed class CannedParityTests
{
    private static readonly Type[] Composed = [typeof(EndpointInfo), typeof(IdentityInfo), typeof(AlgorithmInfo), typeof(TrafficTotals)];

    // Counters are read through the reading; a test of their own asks for each.
    public static TheoryData<Type, string[], string[]> Types => new()
    {
        { typeof(IkeTunnelSnapshot), ["Counters"], [.. IkeFacts.Table.Select(static fact => fact.Name)] },
        { typeof(IpsecTunnelSnapshot), ["Counters"], [.. ChildFacts.Table.Select(static fact => fact.Name)] },
        { typeof(IpsecCounterReading), [], [.. ChildFacts.Counters.Select(static fact => fact.Name)] },
        { typeof(IkeCounterReading), [], [.. IkeCounterFacts.Table.Select(static fact => fact.Name).Except(Sums)] },
        { typeof(TunnelReading), ["Snapshot", "AsOf", "Counters", "Children"], [.. Sums] },
    };

    private static IEnumerable<string> Sums => IkeCounterFacts.Table.Select(static fact => fact.Name).Where(static name => name.EndsWith("Children", StringComparison.Ordinal) || name.StartsWith("Traffic.", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Types))]
    public void Facts_OfTheRegistry_AreAllInTheTable(Type type, string[] elsewhere, string[] declared) =>
        Assert.Equal(FactTable.NamesOf(type, Composed, elsewhere).Order(), declared.Order());

    [Fact]
    public void Facts_EachInterface_ShowsThemOrIsDeclaredNotTo()
    {
        Assert.Empty(IkeFacts.Table.Concat(IkeCounterFacts.Table).SelectMany(static fact => fact.DeclarationErrors()));
        Assert.Empty(ChildFacts.Table.Concat(ChildFacts.Counters).SelectMany(static fact => fact.DeclarationErrors()));
    }

    [Fact]
    public async Task Interfaces_CannedTunnels_ShowTheSameFacts()
    {
        var canned = new CannedRegistry(tunnels: 12, shards: 2);
        canned.Commit(1, upserts: ParityVariants.All);
        await using var host = await ParityHost.StartAsync(canned.Registry);

        var (ikeSas, children) = await host.ObserveAsync();

        Assert.Equal(12 + 1 + ParityVariants.All.Length, ikeSas.Count);
        Assert.Empty(Disagreements(ikeSas, children));
        Assert.Empty(FactTable.Unvaried(IkeFacts.Table, ikeSas).Concat(FactTable.Unvaried(IkeCounterFacts.Table, ikeSas)));
        Assert.Empty(FactTable.Unvaried(ChildFacts.Table, children).Concat(FactTable.Unvaried(ChildFacts.Counters, children)));

        // Rows that an interface leaves out, and no others.
        Assert.Equal(ikeSas.Where(static o => o.Snapshot.State is IkeTunnelState.Pending or IkeTunnelState.Closed), ikeSas.Where(static o => o.Sa is null));
        Assert.Equal(
            ikeSas.Where(static o => o.Sa is null || o.Snapshot is { Id.Value: 1, Generation: 1 }), ikeSas.Where(static o => o.Vpn is null));
        Assert.Equal(children.Where(static o => !IkeFacts.IsDumpable(o.Snapshot.State)), children.Where(static o => o.Dump is null));
        Assert.Equal(
            children.Where(static o => o.Snapshot.State is IpsecTunnelState.Deleting or IpsecTunnelState.Expired or IpsecTunnelState.Deleted), children.Where(static o => o.Row is null));
    }

    internal static IEnumerable<string> Disagreements(IReadOnlyList<IkeObservation> ikeSas, IReadOnlyList<ChildObservation> children) =>
        FactTable.Disagreements(IkeFacts.Table, ikeSas)
            .Concat(FactTable.Disagreements(IkeCounterFacts.Table, ikeSas))
            .Concat(FactTable.Disagreements(ChildFacts.Table, children))
            .Concat(FactTable.Disagreements(ChildFacts.Counters, children));
}
