using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// What one more of everything costs while the tunnels become more: a set-up, a row of a listing, a liveness check with the timer that starts it, the look-up
/// of a packet's policy. Anything that grows with the number of tunnels is a defect.
/// </summary>
internal static class GrowthBenchmark
{
    private const string PeerAddress = "192.0.2.1";
    private const int PerSecond = 20_000;

    /// <summary>Set-ups that are measured on top of each size.</summary>
    private const int Probe = 500;

    public static async Task<int> RunAsync(BenchmarkRun run, string? output)
    {
        using var crypto = CryptoProviders.CreateBest();
        int[] sizes = run.IsShort ? [500, 2_000] : [1_000, 10_000, run.Count(100_000, 0)];
        var (setUps, rows, timers, packets, octets) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        using var fleet = new Fleet(crypto, GatewayConfigurations.Usual);
        var sides = 0;
        _ = Add(fleet, run.IsShort ? 200 : 1_000 - Probe, ref sides);
        foreach (var size in sizes)
        {
            var missing = size - fleet.Gateway.Established;
            var probe = Math.Min(Probe, missing);
            if (missing > probe)
            {
                _ = Add(fleet, missing - probe, ref sides);
            }

            setUps.Add(Add(fleet, probe, ref sides));
            rows.Add(Row(fleet, size));
            packets.Add(PolicyBenchmark.LookUpNanoseconds(size, run.IsShort ? 50_000 : 500_000));
            octets.Add(GC.GetTotalMemory(forceFullCollection: true) / (double)size);

            // The checks of the tunnels that were just made begin half a minute later: look when all have begun.
            fleet.Live(GatewayConfigurations.DpdDelay);
            timers.Add(Timer(fleet, size));
        }

        (string Name, IReadOnlyList<double> Costs)[] lines =
        [
            ("set-up, gateway, us", setUps),
            ("row of a listing, ns", rows),
            ("liveness check and its timer, us", timers),
            ("policy of a packet, ns", packets),
        ];
        var table = new Table(run.Output);
        table.Heading($"at {string.Join(", ", sizes.Select(static size => size.ToString("N0", null)))} tunnels (no spread: the sizes in their order)");
        foreach (var (name, costs) in lines)
        {
            table.Line($"{name,-50} {string.Join("  ", costs.Select(cost => $"{Spread.Text(cost),10}"))}   times the first: {string.Join("  ", costs.Select(cost => $"{cost / costs[0]:F2}"))}");
        }

        table.Line($"{"managed heap, both sides, octets per tunnel",-50} {string.Join("  ", octets.Select(figure => $"{Spread.Text(figure),10}"))}");
        table.Line($"load {Machine.Load()}");
        if (output is not null)
        {
            Directory.CreateDirectory(output);
            await File.WriteAllTextAsync(Path.Combine(output, "growth.svg"), GrowthPlot.Draw("Cost of one more, as the tunnels grow", sizes, lines));
        }

        return 0;
    }

    /// <summary>Sets tunnels up; microseconds of the gateway for each.</summary>
    private static double Add(Fleet fleet, int count, ref int sides)
    {
        // A side of its own for each batch: numbers begin where the last one ended.
        var first = fleet.Gateway.Established;
        var side = sides == 0 ? PeerAddress : $"192.0.2.{sides + 1}";
        sides++;
        var peers = fleet.AddPeers(side, first, count, GatewayConfigurations.Passive);
        fleet.Gateway.ResetCost();
        fleet.Establish(peers, first, count, PerSecond);
        return fleet.Gateway.Cost.Nanoseconds / 1000.0 / count;
    }

    /// <summary>Nanoseconds to read one tunnel with its counters, as every interface does.</summary>
    private static double Row(Fleet fleet, int size)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var cost = new ThreadCost();
            ulong sum = 0;
            var found = 0;
            cost.Begin();
            foreach (var tunnel in fleet.Gateway.Registry.Capture().Enumerate())
            {
                sum += tunnel.Counters.Read().InMessages + tunnel.Children[0].Counters.Read().InPackets;
                found++;
            }

            cost.End();
            if (found != size || sum == 0)
            {
                throw new InvalidOperationException($"of {size} tunnels {found} were listed");
            }

            best = Math.Min(best, cost.Nanoseconds / (double)size);
        }

        return best;
    }

    /// <summary>Microseconds of the gateway for one liveness check: the timer, the request, the answer.</summary>
    private static double Timer(Fleet fleet, int size)
    {
        fleet.Gateway.ResetCost();
        fleet.Live(GatewayConfigurations.DpdDelay);
        return fleet.Gateway.Cost.Nanoseconds / 1000.0 / size;
    }
}
