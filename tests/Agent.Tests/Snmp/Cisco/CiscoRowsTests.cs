using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

// Enough vpns for several chunks of rows.
public class CiscoRowsTests
{
    private const int Tunnels = 700;
    private readonly CannedRegistry _canned = new(Tunnels);
    private readonly MibNumbers _numbers = new(TimeProvider.System);

    [Theory]
    [InlineData("in order")]
    [InlineData("backwards")]
    [InlineData("a few later")]
    public void IpsecRows_ChildrenNumberedInAnyOrder_AreSortedAndComplete(string order)
    {
        Number(order);
        var agent = new CannedAgent(_canned.Registry, _canned.Clock, numbers: _numbers);
        AssertSame(agent);

        // One chunk changes, the others are shared with the state before.
        _canned.Commit(0, removals: [(new TunnelId(3), 1)]);
        _canned.Commit(1, [CannedRegistry.Tunnel(10) with { State = IkeTunnelState.InitSent, Children = [] }]);
        AssertSame(agent);
        _canned.Commit(0, [CannedRegistry.Tunnel(3)]);
        AssertSame(agent);
    }

    private void Number(string order)
    {
        foreach (var vpn in _canned.Registry.Capture().Configuration)
        {
            _numbers.Vpn(vpn.Vrf, vpn.Name);
        }

        var indexes = Enumerable.Range(1, Tunnels);
        indexes = order switch
        {
            "backwards" => indexes.Reverse(),
            "a few later" => indexes.OrderBy(static index => index % 97 == 5 ? 1 : 0),
            _ => indexes,
        };
        foreach (var index in indexes)
        {
            _numbers.Child((uint)index, "trunk");
        }
    }

    /// <summary>The walk of an agent that has followed the changes is that of one that has just begun. A walk checks that names rise.</summary>
    private void AssertSame(CannedAgent agent)
    {
        var fresh = new CannedAgent(_canned.Registry, _canned.Clock, numbers: _numbers);
        foreach (var column in (string[])["2.3.1.5", "3.2.1.2", "3.2.1.27", "3.3.1.4", "3.4.1.3"])
        {
            var walked = agent.Walk(CannedAgent.Cisco(column));
            Assert.Equal(fresh.Walk(CannedAgent.Cisco(column)).Select(binding => (binding.Name, Text(binding.Value))), walked.Select(binding => (binding.Name, Text(binding.Value))));
        }

        var up = _canned.Registry.Capture().Enumerate().Where(static sa => sa.State == IkeTunnelState.Established).Select(static sa => sa.Id).Distinct().Count();
        Assert.Equal(up, agent.Walk(CannedAgent.Cisco("3.2.1.2")).Count);
        Assert.Equal(up, agent.Walk(CannedAgent.Cisco("2.3.1.5")).Count);
    }

    private static string Text(object? value) => value is byte[] octets ? Convert.ToHexString(octets) : $"{value}";
}
