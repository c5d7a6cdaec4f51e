using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>What our agent is walked for: MYIKEV2-MIB and the Cisco layout.</summary>
internal static class OwnColumns
{
    /// <summary>Both sub-trees, with all columns.</summary>
    public static IReadOnlyList<ObjectIdentifier> Roots { get; } = [MibRoot.Default, ObjectIdentifier.Parse("1.3.6.1.4.1.9.9.171")];

    /// <summary>Every so-many-th object type of both: columns of all tables and kinds, where there is no time for all of them.</summary>
    public static IReadOnlyList<ObjectIdentifier> Every(int step)
    {
        var tree = MibCatalog.Build(MibRoot.Default, new CiscoMib(new CiscoOptions(), new MibNumbers(TimeProvider.System)));
        return
        [
            .. tree.Nodes.SelectMany(static node => node.Describe())
                .Select(static type => type.Name)
                .Where(static name => Roots.Any(root => root.Contains(name.SubIdentifiers)))
                .Where((_, position) => position % step == step / 2),
        ];
    }
}
