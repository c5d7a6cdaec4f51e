using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

// What is served against a table of the test's own, made from the vendor's module.
public class CiscoLayoutTests
{
    private const string Root = "1.3.6.1.4.1.9.9.171";

    [Fact]
    public void Objects_NumberDescriptorTypeAndAccess_AreThoseOfTheModule()
    {
        var expected = CiscoObject.All.Where(row => row.Access != MibAccess.NotAccessible);
        Assert.Equal(
            expected.Select(row => $"{row.Name} {row.Descriptor} {row.Syntax} {row.Access}").Order(),
            Served(CiscoTestControl.Make().Control).Order());
        Assert.Equal(311, CiscoObject.All.Count);
    }

    [Fact]
    public void Objects_NobodyToControl_AreAllReadOnly() =>
        Assert.DoesNotContain(Served(control: null), row => row.EndsWith(nameof(MibAccess.ReadWrite), StringComparison.Ordinal));

    [Fact]
    public void Module_SwitchedOff_IsNotServed()
    {
        var agent = new CannedAgent(new CannedRegistry(), new CiscoOptions { Enabled = false });
        Assert.Empty(agent.Walk(Root));
        Assert.Equal(BerTag.NoSuchObject, agent.Get($"{Root}.1.1.1.0").Tag);
        var modules = agent.Walk("1.3.6.1.2.1.1.9.1.2").Select(static binding => $"{binding.Value}").ToList(); // sysORID
        Assert.NotEmpty(modules);
        Assert.DoesNotContain(Root, modules);
    }

    [Theory]
    [InlineData(false, "child", "address", false)]
    [InlineData(true, "child", "identity", false)]
    [InlineData(true, "peer", "address", true)]
    [InlineData(false, "peer", "identity", true)]
    public void Walk_EveryInstance_HasAValueThatTheModuleAllows(bool keepDown, string phase2, string identity, bool strict)
    {
        var canned = new CannedRegistry(tunnels: 60, shards: 3);
        CannedPast.Enter(canned);
        canned.Registry.CheckpointHistory();
        var agent = new CannedAgent(canned, new CiscoOptions
        {
            KeepDownRows = keepDown,
            Phase2Rows = phase2,
            PeerIdentity = identity,
            EnumStrict = strict,
        });
        var bindings = agent.Walk(Root);
        foreach (var binding in bindings)
        {
            var row = CiscoObject.All.Single(row => row.Name.Contains(binding.Name.SubIdentifiers));
            Assert.True(row.Access != MibAccess.NotAccessible, $"{row.Descriptor} is an index");
            Assert.True(row.Allows(binding), $"{binding.Name} {row.Descriptor} = {binding.Value}");
            Assert.InRange(binding.Name.Length, 1, 127);
        }

        Assert.All(
            CiscoObject.All.Where(row => row.Access != MibAccess.NotAccessible),
            row => Assert.Contains(bindings, binding => row.Name.Contains(binding.Name.SubIdentifiers)));
        Assert.Empty(agent.Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Walk_AnyStep_GivesTheSame(int repetitions)
    {
        var canned = new CannedRegistry(tunnels: 20);
        CannedPast.Enter(canned);
        Assert.Equal(
            new CannedAgent(canned).Walk(Root).Select(binding => binding.Name),
            new CannedAgent(canned).Walk(Root, repetitions).Select(binding => binding.Name));
    }

    private static IEnumerable<string> Served(CiscoControl? control)
    {
        var mib = new CiscoMib(new CiscoOptions(), new MibNumbers(TimeProvider.System), control);
        return MibCatalog.Build(MibRoot.Default, mib).Nodes
            .SelectMany(node => node.Describe().Zip(node.DescribeAccess()))
            .Where(row => row.First.Name.ToString().StartsWith(Root + ".", StringComparison.Ordinal))
            .Select(row => $"{row.First.Name} {row.First.Descriptor} {row.First.Syntax} {row.Second}");
    }
}
