using MyIkev2.Agent.Snmp;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

public class ScalarTests
{
    private readonly CannedRegistry _canned = new(tunnels: 10);

    [Fact]
    public void SystemGroup_Objects_ShowTheServiceAndTheOptions()
    {
        var agent = new CannedAgent(_canned);
        _canned.Clock.Advance(TimeSpan.FromMilliseconds(12_345));
        Assert.Equal("MyIkev2 0.1.0, TestOS 1.0", agent.Get("1.3.6.1.2.1.1.1.0").Text);
        Assert.Equal(MibRoot.Default.Append(3, 1), agent.Get("1.3.6.1.2.1.1.2.0").Value);
        Assert.Equal(1_234u, agent.Get("1.3.6.1.2.1.1.3.0").Value);
        Assert.Equal("noc@example.net", agent.Get("1.3.6.1.2.1.1.4.0").Text);
        Assert.Equal("gw1", agent.Get("1.3.6.1.2.1.1.5.0").Text);
        Assert.Equal("Berlin", agent.Get("1.3.6.1.2.1.1.6.0").Text);
        Assert.Equal(76, agent.Get("1.3.6.1.2.1.1.7.0").Value);
        Assert.Equal(MibRoot.Default, agent.Get("1.3.6.1.2.1.1.9.1.2.2").Value);
    }

    [Fact]
    public void SnmpGroup_Counters_CountRequests()
    {
        var agent = new CannedAgent(_canned);
        agent.Get("1.3.6.1.2.1.1.1.0");
        Assert.Throws<InvalidDataException>(() => agent.Ask([0x30]));
        Assert.Equal(3u, agent.Get("1.3.6.1.2.1.11.1.0").Value);
        Assert.Equal(1u, agent.Get("1.3.6.1.2.1.11.6.0").Value);
    }

    [Fact]
    public void EngineSystem_Objects_ShowTheRegistry()
    {
        var agent = new CannedAgent(_canned);
        Assert.Equal("0.1.0", agent.Get(CannedAgent.Own("1.1.0")).Text);
        Assert.Equal(5u * 3600 * 100, agent.Get(CannedAgent.Own("1.2.0")).Value);
        Assert.Equal(11u, agent.Get(CannedAgent.Own("1.3.0")).Value);
        var view = _canned.Registry.Capture().ReadEngineCounters();
        Assert.Equal((uint)view.Established, agent.Get(CannedAgent.Own("1.6.0")).Value);
        Assert.Equal(1u, agent.Get(CannedAgent.Own("1.7.0")).Value);
        Assert.Equal((uint)view.ChildrenInstalled, agent.Get(CannedAgent.Own("1.8.0")).Value);
        Assert.Equal(2, agent.Get(CannedAgent.Own("1.9.0")).Value);
        Assert.Equal(0u, agent.Get(CannedAgent.Own("1.11.0")).Value);
        Assert.Equal(9u, agent.Get(CannedAgent.Own("1.4.0")).Value); // 10 tunnels, number 7 half open
        Assert.Equal(2u, agent.Get(CannedAgent.Own("1.5.0")).Value); // that one, and the one without a tunnel
        Assert.Equal(0u, agent.Get(CannedAgent.Own("1.10.0")).Value);
        Assert.Equal(BerTag.NoSuchObject, agent.Get(CannedAgent.Own("1.12.0")).Tag);
    }

    [Fact]
    public void EngineStatistics_Counters_AreThoseOfTheEngineInOrder()
    {
        // Each counter gets a value of its own by reflection, so that two of them cannot be swapped unseen.
        var counters = _canned.Registry.Publisher(0).Counters;
        string[] order =
        [
            "SaInitInRequests", "SaInitInResponses", "SaInitOutRequests", "SaInitOutResponses",
            "AuthInRequests", "AuthInResponses", "AuthOutRequests", "AuthOutResponses",
            "CreateChildInRequests", "CreateChildInResponses", "CreateChildOutRequests", "CreateChildOutResponses",
            "InformationalInRequests", "InformationalInResponses", "InformationalOutRequests", "InformationalOutResponses",
            "OtherInRequests", "OtherInResponses", "OtherOutRequests", "OtherOutResponses", "InOctets", "OutOctets",
            "Retransmits", "InRetransmits", "Timeouts", "InMalformed", "InBadIntegrity", "InUnknownSpi", "InDropped",
            "CookiesSent", "CookiesRejected", "AuthFailures", "IkeSaCreated", "IkeSaRekeys", "ChildSaCreated",
            "ChildSaRekeys", "DpdProbes", "DpdFailures", "FragmentsIn", "FragmentsOut",
            "EspUnknownSpi", "EspMalformed", "NoPolicyDrops", "PolicyDrops", "PolicyBypasses", "AcquiresRaised", "HeldPackets", "HeldDrops",
            "TunnelDeviceDrops",
        ];
        for (var i = 0; i < order.Length; i++)
        {
            Set(counters, order[i], 10_000_000_000UL * (ulong)(i + 1));
            Set(_canned.Registry.Publisher(1).Counters, order[i], 7);
        }

        var agent = new CannedAgent(_canned);
        var bindings = agent.Walk(CannedAgent.Own("2"));
        Assert.Equal(order.Length, bindings.Count);
        for (var i = 0; i < order.Length; i++)
        {
            Assert.Equal(CannedAgent.Own($"2.{i + 1}.0"), bindings[i].Name.ToString());
            Assert.Equal((BerTag.Counter64, (10_000_000_000UL * (ulong)(i + 1)) + 7), (bindings[i].Tag, (ulong)bindings[i].Value!));
        }
    }

    private static void Set(Registry.EngineCounters counters, string field, ulong value)
    {
        var info = typeof(Registry.EngineCounters).GetField(field)!;
        var counter = (Registry.Counter)info.GetValue(counters)!;
        counter.Set(value);
        info.SetValue(counters, counter);
    }
}
