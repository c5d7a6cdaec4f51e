using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

/// <summary>The table against a list that is looked through from front to back.</summary>
public sealed class PolicyTableModelTests
{
    public static TheoryData<ulong, int, int, int, int> Cases
    {
        get
        {
            var data = new TheoryData<ulong, int, int, int, int>();
            for (ulong seed = 1; seed <= 3; seed++)
            {
                data.Add(seed, 32, 32, 128, 128);
                data.Add(seed, 16, 24, 56, 64);
                data.Add(seed, 0, 0, 0, 0);
                data.Add(seed, 30, 8, 104, 126);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PolicyTable_RandomPoliciesAndPackets_FindsWhatAListFinds(ulong seed, int ipv4Local, int ipv4Remote, int ipv6Local, int ipv6Remote)
    {
        var random = new SeededRandom(seed);
        using var pair = new EspPair(EspInstallations.Create());
        var model = new Model();
        var table = PolicyTable.Empty(new SelectorHashThresholds(ipv4Local, ipv4Remote, ipv6Local, ipv6Remote));
        var kept = new List<(PolicyTable Table, PolicyEntry[] Entries)>();
        for (var step = 0; step < 700; step++)
        {
            if (model.Count == 0 || random.Percent(step < 400 ? 80 : 35))
            {
                var entry = RandomPolicies.Entry(random, step);
                entry.Sa = random.Percent(30) ? pair.Out : null;
                model.Set(entry);
                table = table.With(entry);
            }
            else
            {
                var entry = model.At(random.Below(model.Count));
                model.Remove(entry);
                table = table.Without(entry);
            }

            Assert.Equal(model.Count, table.Count);
            for (var i = 0; i < 5; i++)
            {
                var packet = RandomPolicies.Packet(random);
                Assert.Same(model.Find(packet), table.Find(packet));
            }

            if (step % 100 == 0)
            {
                kept.Add((table, model.Entries));
            }
        }

        // Every table that was once published is still what it was.
        foreach (var (older, entries) in kept)
        {
            Assert.Equal(entries, older.Entries);
            for (var i = 0; i < 100; i++)
            {
                var packet = RandomPolicies.Packet(random);
                Assert.Same(Model.Find(entries, packet), older.Find(packet));
            }
        }

        foreach (var entry in model.Entries)
        {
            table = table.Without(entry);
        }

        Assert.Equal(0, table.Count);
        Assert.Empty(table.Entries);
        Assert.Null(table.Find(RandomPolicies.Packet(random)));
    }

    /// <summary>Entries in order of insertion.</summary>
    private sealed class Model
    {
        private readonly OrderedDictionary<PolicyKey, PolicyEntry> _entries = [];

        public int Count => _entries.Count;

        public PolicyEntry[] Entries => [.. _entries.Values];

        public PolicyEntry At(int index) => _entries.GetAt(index).Value;

        public void Set(PolicyEntry entry) => _entries[entry.Key] = entry;

        public void Remove(PolicyEntry entry) => _entries.Remove(entry.Key);

        public PolicyEntry? Find(InnerPacket packet) => Find(Entries, packet);

        public static PolicyEntry? Find(PolicyEntry[] entries, InnerPacket packet)
        {
            var matching = entries
                .Where(entry => SelectorMatch.Outbound([entry.Local], [entry.Remote], packet))
                .OrderBy(entry => entry.Priority == 0 ? long.MaxValue : entry.Priority)
                .ThenByDescending(entry => PolicyOrder.Specificity(entry.Local, entry.Remote))
                .ToList();
            var first = matching.FirstOrDefault();
            return first is { Sa: null, Action: PolicyAction.Esp or PolicyAction.Ah }
                ? matching.FirstOrDefault(entry => entry.Sa is not null && entry.VpnName == first.VpnName && entry.Policy.Name == first.Policy.Name) ?? first
                : first;
        }
    }
}
