using System.Net;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Testing.Esp;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>Packets of a fleet's tunnels, each of another tunnel than the one before, so that every look-up meets memory that is cold at its number of tunnels.</summary>
internal static class FleetPackets
{
    private const int Payload = 484;
    private const int Source = 12;
    private const int Destination = 16;
    private const string GatewayHost = "10.72.0.1";

    // Prime, so that it visits all numbers of any size that is no multiple of it.
    private const long Stride = 2_654_435_761;

    /// <summary>Nanoseconds of the gateway for a packet of 512 octets into a tunnel, and for one out of a tunnel; the better of two measurements.</summary>
    public static (double Sent, double Taken) Measure(Fleet fleet, int batches)
    {
        _ = Run(fleet, Math.Min(batches, 500));
        var (one, two) = (Run(fleet, batches), Run(fleet, batches));
        return (Math.Min(one.Sent, two.Sent), Math.Min(one.Taken, two.Taken));
    }

    private static (double Sent, double Taken) Run(Fleet fleet, int batches)
    {
        var gateway = fleet.Gateway;
        var inner = new byte[PacketBatch.Length][];
        for (var i = 0; i < inner.Length; i++)
        {
            inner[i] = IpPackets.Udp(GatewayHost, EngineConfigurations.InitiatorHost(0), Payload);
        }

        var (sent, taken, number) = (0L, 0L, 0L);
        for (var batch = 0; batch < batches; batch++)
        {
            var (peers, first, count) = SideOf(fleet, (int)(batch * Stride % gateway.Established));
            foreach (var packet in inner)
            {
                // Tunnel mode does not look at the checksums inside.
                Write(GatewayHost, packet.AsSpan(Source));
                Write(EngineConfigurations.InitiatorHost(first + (int)(number++ * Stride % count)), packet.AsSpan(Destination));
            }

            gateway.ResetCost();
            gateway.SendPackets(inner);
            sent += gateway.Cost.Nanoseconds;
            Require(peers.TakePacketsFrom(gateway));
            foreach (var packet in inner)
            {
                packet.AsSpan(Destination, sizeof(int)).CopyTo(packet.AsSpan(Source));
                Write(GatewayHost, packet.AsSpan(Destination));
            }

            peers.SendPackets(inner);
            gateway.ResetCost();
            Require(gateway.TakePacketsFrom(peers));
            taken += gateway.Cost.Nanoseconds;
        }

        return (sent / (double)(batches * PacketBatch.Length), taken / (double)(batches * PacketBatch.Length));
    }

    /// <summary>The engine that holds the peer of this number: larger ones are hit more often.</summary>
    private static (EngineSide Peers, int First, int Count) SideOf(Fleet fleet, int number)
    {
        foreach (var side in fleet.Sides)
        {
            if (number < side.First + side.Count)
            {
                return side;
            }
        }

        throw new InvalidOperationException($"nobody holds peer {number}");
    }

    private static void Write(string address, Span<byte> to) => _ = IPAddress.Parse(address).TryWriteBytes(to, out _);

    private static void Require(int delivered)
    {
        if (delivered != PacketBatch.Length)
        {
            throw new InvalidOperationException($"of {PacketBatch.Length} packets {delivered} came out of their tunnels");
        }
    }
}
