using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>What the parts of an engine have counted, for tables of its health.</summary>
internal static class CannedHealth
{
    /// <summary>Notifies of three types in two shards, health of shard 0, and three listeners, the last of them without a port.</summary>
    internal static void Enter(CannedRegistry canned)
    {
        var first = canned.Registry.Publisher(0);
        var second = canned.Registry.Publisher(1);
        first.Notifies.CountIn(16388);
        first.Notifies.CountOut(16388);
        second.Notifies.CountIn(16388);
        second.Notifies.CountOut(24);
        second.Notifies.CountIn(40_000);
        second.Notifies.CountIn(60_000);
        first.Health.AddToInbox(5);
        first.Health.AddInboxDrops(6);
        first.Health.Turns.Set(7);
        first.Health.BusyMicroseconds.Set(8);
        first.Health.SlowTurns.Set(9);
        first.Health.JobsPending.Set(10);
        canned.Registry.SetListeners(
        [
            new ListenerInfo(new EndpointInfo(IPAddress.Parse("192.0.2.1"), 500), ListenerTransport.Udp, [Sockets(1), Sockets(100)]),
            new ListenerInfo(new EndpointInfo(IPAddress.Parse("2001:db8::1"), 4500), ListenerTransport.Tcp, [], "blue", IsUp: false),
            new ListenerInfo(new EndpointInfo(IPAddress.Any, 0), ListenerTransport.Esp, [Sockets(1_000)]),
        ]);
    }

    private static ListenerCounters Sockets(ulong factor)
    {
        var counters = new ListenerCounters();
        counters.InDatagrams.Set(factor);
        counters.OutDatagrams.Set(2 * factor);
        counters.InOctets.Set(3 * factor);
        counters.OutOctets.Set(4 * factor);
        counters.InDiscards.Set(5 * factor);
        counters.OutErrors.Set(6 * factor);
        counters.KernelDrops.Set(7 * factor);
        return counters;
    }
}
