using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>The whole MIB over a registry, without sockets: what the service does with one datagram.</summary>
internal sealed class CannedAgent
{
    private readonly CommandResponder<SnmpView> _responder;
    private readonly byte[] _buffer;

    internal CannedAgent(ITunnelRegistry registry, TimeProvider time, CiscoOptions? cisco = null, CiscoControl? control = null, IMibNumbers? numbers = null)
    {
        var counters = new SnmpCounters();
        var facts = new AgentFacts(MibRoot.Default, "noc@example.net", "gw1", "Berlin", "TestOS 1.0", counters);
        numbers ??= new MibNumbers(time);
        Source = new SnmpViewSource(registry, facts, time, numbers);
        var settings = new SnmpStateStore(new MemoryStateFiles(), [], time, NullLogger<SnmpStateStore>.Instance);
        Tree = MibCatalog.Build(
            MibRoot.Default,
            new CiscoMib(cisco ?? new CiscoOptions(), numbers, control),
            new NotificationMib(Options.Create(Receivers), settings, new SnmpSecurity(new SnmpOptions(), settings, time)),
            sizes: new HistorySizes(registry, settings));
        _responder = new CommandResponder<SnmpView>(
            Tree, (in _) => Source.Capture(), Access(), counters)
        {
            Fault = exception => Faults.Add(exception),
        };
        _buffer = new byte[_responder.BufferLength];
    }

    internal CannedAgent(CannedRegistry canned, CiscoOptions? cisco = null, CiscoControl? control = null)
        : this(canned.Registry, canned.Clock, cisco, control)
    {
    }

    /// <summary>One receiver with a filter of one subtree, so that every table has a row.</summary>
    internal static NotificationOptions Receivers => new()
    {
        Targets = [new NotificationTargetOptions { Address = "192.0.2.9:162", Community = "public", Filter = "own" }],
        Filters = [new NotificationFilterOptions { Name = "own", Include = [MibRoot.Default.ToString()] }],
    };

    /// <summary>Everything that is served.</summary>
    internal MibTree<SnmpView> Tree { get; }

    internal SnmpViewSource Source { get; }

    internal List<Exception> Faults { get; } = [];

    /// <summary>A name below myikev2Objects.</summary>
    internal static string Own(string tail) => $"{MibRoot.Default}.1.{tail}";

    /// <summary>A name below cipSecMIBObjects.</summary>
    internal static string Cisco(string tail) => $"1.3.6.1.4.1.9.9.171.1.{tail}";

    internal SnmpReply Ask(byte[] request) => SnmpReply.Read(_responder.Respond(request, _buffer));

    internal SnmpBinding Get(string name) => Ask(SnmpRequest.Get(name)).Bindings.Single();

    /// <summary>public reads everything, private may set it too.</summary>
    private static AgentAccess Access()
    {
        var all = MibView.Of("all", "1.3");
        return new AgentAccess
        {
            Communities = new CommunityTable([new SnmpCommunity("public"u8.ToArray(), "reader"), new SnmpCommunity("private"u8.ToArray(), "writer")]),
            AccessControl = new ViewBasedAccessControl(
                [new GroupMember(SecurityModel.V2c, "reader", "readers"), new GroupMember(SecurityModel.V2c, "writer", "writers")],
                [
                    new AccessEntry { GroupName = "readers", Level = SecurityLevel.NoAuthNoPriv, ReadView = all },
                    new AccessEntry { GroupName = "writers", Level = SecurityLevel.NoAuthNoPriv, ReadView = all, WriteView = all },
                ]),
        };
    }

    /// <summary>A walk by GETBULK, checked to rise.</summary>
    internal List<SnmpBinding> Walk(string from = "1.3", int repetitions = 40)
    {
        var start = ObjectIdentifier.Parse(from);
        var result = new List<SnmpBinding>();
        for (var last = start; ;)
        {
            foreach (var binding in Ask(SnmpRequest.GetBulk(0, repetitions, last.ToString())).Bindings)
            {
                if (binding.Tag == BerTag.EndOfMibView || !start.Contains(binding.Name.SubIdentifiers))
                {
                    return result;
                }

                Assert.True(binding.Name > last, $"{binding.Name} follows {last}");
                last = binding.Name;
                result.Add(binding);
            }
        }
    }
}
