using System.Net;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;

namespace MyIkev2.Agent.Tests.Snmp.Pollers;

/// <summary>
/// A gateway with a peer on a virtual network, and the SNMP agent over its registry: real rekeys and reconnects, with ESP
/// packets, a poll every minute.
/// </summary>
internal sealed class PolledGateway
{
    private readonly MemoryStateFiles _files = new();
    private readonly ManualTimeProvider _clock = new(CannedRegistry.Now);
    private readonly CiscoOptions _options;
    private readonly int _children;
    private SimPair _pair = null!;

    internal PolledGateway(CiscoOptions? options = null, int children = 1)
    {
        _options = options ?? new CiscoOptions();
        _children = children;
        Restart();
    }

    /// <summary>Names of the security policies.</summary>
    internal IEnumerable<string> Policies => Enumerable.Range(1, _children).Select(static number => $"child-{number}");

    internal CannedAgent Agent { get; private set; } = null!;

    /// <summary>The service ends and starts again: new SAs, counters from zero, the same file of indexes.</summary>
    internal void Restart()
    {
        _pair = SimPair.Established(vpn: vpn => vpn.ChildCount = _children, carriesPackets: true);
        _pair.A.Registry.SetConfiguration([
            new VpnConfiguration
            {
                Name = "vpn", LocalAddress = IPAddress.Parse("192.0.2.1"), RemoteAddress = IPAddress.Parse("198.51.100.1"), SecurityPolicies = [.. Policies],
            },
        ]);
        var numbers = MibNumbers.Open(_clock, _files, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Agent = new CannedAgent(_pair.A.Registry, _clock, _options, numbers: numbers);
        Poll();
    }

    /// <summary>A minute goes by.</summary>
    internal void Poll() => _clock.Advance(TimeSpan.FromMinutes(1));

    /// <summary>Packets in both directions.</summary>
    internal void Talk(int packets = 10)
    {
        for (var i = 0; i < packets; i++)
        {
            _pair.A.SendInner(IpPackets.Udp("10.1.1.5", "10.2.1.5", 100));
            _pair.Drive();
            _pair.B.SendInner(IpPackets.Udp("10.2.1.5", "10.1.1.5", 100));
            _pair.Drive();
        }

        Assert.NotEmpty(_pair.A.Delivered);
    }

    internal void RekeyChild() => Run(new EngineCommand.RekeyChild(SaSelector.All));

    internal void RekeyIke() => Run(new EngineCommand.RekeyIke(SaSelector.All));

    internal void Disconnect() => Run(new EngineCommand.FlushIke(SaSelector.All));

    internal void Connect() => _pair.Start();

    /// <summary>Lets the engine begin something and leaves it on its way.</summary>
    internal void Begin(EngineCommand command) => _pair.A.Execute(command);

    /// <summary>Some packets leave, whatever becomes of them.</summary>
    internal void Send()
    {
        for (var child = 1; child <= _children; child++)
        {
            _pair.A.SendInner(IpPackets.Udp($"10.1.{child}.5", $"10.2.{child}.5", 100));
            _pair.B.SendInner(IpPackets.Udp($"10.2.{child}.5", $"10.1.{child}.5", 100));
        }
    }

    /// <summary>A moment of the virtual network goes by.</summary>
    internal void Step(TimeSpan by) => _pair.Advance(by);

    private void Run(EngineCommand command)
    {
        _pair.A.Execute(command);
        _pair.Drive();
        _pair.Advance(20);
    }
}
