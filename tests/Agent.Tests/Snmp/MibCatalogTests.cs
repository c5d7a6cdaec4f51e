using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

public class MibCatalogTests
{
    private static readonly (ObjectIdentifier Name, string Descriptor, MibSyntax Syntax)[] Served =
        [.. new CannedAgent(new CannedRegistry(tunnels: 1)).Tree.Nodes.SelectMany(node => node.Describe())];

    [Fact]
    public void MibRoot_Default_IsTheArcOfTheModule() => Assert.Equal(MibModule.Load()["myikev2MIB"], MibRoot.Default);

    [Fact]
    public void Catalog_OwnObjects_AreThoseOfTheModule()
    {
        var module = MibModule.Load();
        var own = Served.Where(row => MibRoot.Default.Contains(row.Name.SubIdentifiers)).ToArray();
        Assert.Equal(
            module.Objects.Select(row => $"{row.Key} {row.Value.Name} {row.Value.Syntax}").Order(),
            own.Select(row => $"{row.Descriptor} {row.Name} {row.Syntax}").Order());
        Assert.True(own.Length > 100, $"only {own.Length} objects");
    }

    [Fact]
    public void Catalog_Descriptors_AreUniqueAndShort()
    {
        Assert.Equal(Served.Length, Served.Select(row => row.Descriptor).Distinct().Count());
        Assert.All(Served, row => Assert.InRange(row.Descriptor.Length, 1, 32));
    }

    [Theory]
    [InlineData("sysDescr", "1.3.6.1.2.1.1.1", MibSyntax.OctetString)]
    [InlineData("sysObjectID", "1.3.6.1.2.1.1.2", MibSyntax.ObjectIdentifier)]
    [InlineData("sysUpTime", "1.3.6.1.2.1.1.3", MibSyntax.TimeTicks)]
    [InlineData("sysContact", "1.3.6.1.2.1.1.4", MibSyntax.OctetString)]
    [InlineData("sysName", "1.3.6.1.2.1.1.5", MibSyntax.OctetString)]
    [InlineData("sysLocation", "1.3.6.1.2.1.1.6", MibSyntax.OctetString)]
    [InlineData("sysServices", "1.3.6.1.2.1.1.7", MibSyntax.Integer32)]
    [InlineData("sysORLastChange", "1.3.6.1.2.1.1.8", MibSyntax.TimeTicks)]
    [InlineData("sysORID", "1.3.6.1.2.1.1.9.1.2", MibSyntax.ObjectIdentifier)]
    [InlineData("sysORDescr", "1.3.6.1.2.1.1.9.1.3", MibSyntax.OctetString)]
    [InlineData("sysORUpTime", "1.3.6.1.2.1.1.9.1.4", MibSyntax.TimeTicks)]
    [InlineData("snmpInPkts", "1.3.6.1.2.1.11.1", MibSyntax.Counter32)]
    [InlineData("snmpInBadVersions", "1.3.6.1.2.1.11.3", MibSyntax.Counter32)]
    [InlineData("snmpInBadCommunityNames", "1.3.6.1.2.1.11.4", MibSyntax.Counter32)]
    [InlineData("snmpInBadCommunityUses", "1.3.6.1.2.1.11.5", MibSyntax.Counter32)]
    [InlineData("snmpInASNParseErrs", "1.3.6.1.2.1.11.6", MibSyntax.Counter32)]
    [InlineData("snmpEnableAuthenTraps", "1.3.6.1.2.1.11.30", MibSyntax.Integer32)]
    [InlineData("snmpSilentDrops", "1.3.6.1.2.1.11.31", MibSyntax.Counter32)]
    [InlineData("snmpProxyDrops", "1.3.6.1.2.1.11.32", MibSyntax.Counter32)]
    public void Catalog_StandardObjects_AreThoseOfRfc3418(string descriptor, string name, MibSyntax syntax) =>
        Assert.Contains((ObjectIdentifier.Parse(name), descriptor, syntax), Served);

    [Fact]
    public void Walk_Everything_RisesAndHasTheDeclaredTypes()
    {
        var canned = new CannedRegistry(tunnels: 60, shards: 3);
        CannedPast.Enter(canned);
        CannedHealth.Enter(canned);
        canned.Registry.Publisher(0).Commit(new ShardChanges { At = CannedRegistry.Now, AddressPools = [CannedPools.Of("main", "lab", "10.9.0.2")] });
        var agent = new CannedAgent(canned);
        var bindings = agent.Walk();
        foreach (var binding in bindings)
        {
            var (name, descriptor, syntax) = Served.Single(row => row.Name.Contains(binding.Name.SubIdentifiers));
            Assert.True(binding.Tag == (BerTag)syntax, $"{descriptor} {name}: {binding.Tag}");
        }

        foreach (var (name, descriptor, _) in Served)
        {
            Assert.True(bindings.Exists(binding => name.Contains(binding.Name.SubIdentifiers)), $"{descriptor} has no instance");
        }

        Assert.Empty(agent.Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Walk_AnyStep_GivesTheSame(int repetitions)
    {
        var canned = new CannedRegistry(tunnels: 20);
        var expected = new CannedAgent(canned).Walk(MibRoot.Default.ToString()).Select(binding => binding.Name);
        Assert.Equal(expected, new CannedAgent(canned).Walk(MibRoot.Default.ToString(), repetitions).Select(binding => binding.Name));
    }
}
