using MyIkev2.Engine.Esp;
using MyIkev2.Engine;

namespace MyIkev2.Testing;

/// <summary>A datagram on its way.</summary>
public sealed record SimDatagram(IpEndpoint Source, IpEndpoint Destination, bool HasNonEspMarker, byte[] Octets, bool IsKeepalive = false)
{
    /// <summary>Set for a protected packet (ESP or AH): how it travels. Null for an IKE message.</summary>
    public OuterHeader? Outer { get; init; }
}

/// <summary>
/// A network on a virtual clock, with loss, duplication, delay, reordering, an MTU, an address translator, and a filter that a test may set. Same
/// seed, same fate for every datagram.
/// </summary>
public sealed class SimNetwork(ulong seed)
{
    private readonly PriorityQueue<SimDatagram, (long At, long Order)> _inFlight = new();
    private readonly SeededRandom _random = new(seed);
    private long _order;

    public int LossPercent { get; set; }

    public int DuplicatePercent { get; set; }

    /// <summary>Milliseconds every datagram takes.</summary>
    public int Delay { get; set; } = 1;

    /// <summary>Further milliseconds at random: reordering.</summary>
    public int Jitter { get; set; }

    /// <summary>Larger IP packets vanish; 0 = no limit.</summary>
    public int Mtu { get; set; }

    /// <summary>Returns false to drop, or a changed datagram; null to leave it alone.</summary>
    public Func<SimDatagram, bool>? Filter { get; set; }

    public SimNat? Nat { get; set; }

    public long Now { get; set; }

    /// <summary>Everything that was sent, dropped or not, as its sender sent it.</summary>
    public List<SimDatagram> Sent { get; } = [];

    public int InFlight => _inFlight.Count;

    public void Send(SimDatagram datagram)
    {
        Sent.Add(datagram);
        if (Filter is { } filter && !filter(datagram))
        {
            return;
        }

        var packet = datagram.Octets.Length + 8 + (datagram.HasNonEspMarker ? 4 : 0) + (datagram.Source.Address.IsIpv6 ? 40 : 20);
        if ((Mtu > 0 && packet > Mtu) || _random.Percent(LossPercent))
        {
            return;
        }

        var translated = Nat?.Translate(datagram) ?? datagram;
        Launch(translated);
        if (_random.Percent(DuplicatePercent))
        {
            Launch(translated);
        }
    }

    public long? NextArrival => _inFlight.TryPeek(out _, out var priority) ? priority.At : null;

    public SimDatagram? TakeArrived()
    {
        if (_inFlight.TryPeek(out var datagram, out var priority) && priority.At <= Now)
        {
            _inFlight.Dequeue();
            return datagram;
        }

        return null;
    }

    private void Launch(SimDatagram datagram) =>
        _inFlight.Enqueue(datagram, (Now + Delay + (Jitter > 0 ? _random.Below(Jitter) : 0), _order++));
}

/// <summary>An address and port translator in front of one host.</summary>
public sealed class SimNat(IpAddress inside, IpAddress outside)
{
    private readonly Dictionary<IpEndpoint, ushort> _out = [];
    private readonly Dictionary<ushort, IpEndpoint> _in = [];
    private ushort _nextPort = 20_000;

    /// <summary>All mappings expire: the next datagram gets a new port.</summary>
    public void Rebind()
    {
        _out.Clear();
        _in.Clear();
    }

    public SimDatagram? Translate(SimDatagram datagram)
    {
        if (datagram.Source.Address == inside)
        {
            if (!_out.TryGetValue(datagram.Source, out var port))
            {
                port = _nextPort++;
                _out[datagram.Source] = port;
                _in[port] = datagram.Source;
            }

            return datagram with { Source = new IpEndpoint(outside, port) };
        }

        if (datagram.Destination.Address == outside)
        {
            // Without a mapping the datagram goes nowhere.
            return _in.TryGetValue(datagram.Destination.Port, out var host)
                ? datagram with { Destination = host }
                : datagram with { Destination = new IpEndpoint(default, 0) };
        }

        return datagram;
    }
}
