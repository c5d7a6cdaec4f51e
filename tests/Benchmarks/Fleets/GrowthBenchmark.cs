using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks.Fleets;

/// <summary>
/// What one more of everything costs while the tunnels become more: a set-up, a row of a listing, a liveness check with the timer that starts it, a packet each
/// way, to another tunnel than the one before. Anything that grows with the number of tunnels is a defect.
/// </summary>
internal static class GrowthBenchmark
{
    private const int PerSecond = 20_000;

    /// <summary>The last set-ups of each size are measured, so many times so many.</summary>
    private const int Probes = 5;

    private const int ProbeLength = 100;

    public static async Task<int> RunAsync(BenchmarkRun run, string? output)
    {
        using var crypto = CryptoProviders.CreateBest();
        int[] sizes = run.IsShort ? [500, 2_000] : [1_000, 10_000, run.Count(100_000, 0)];
        var (setUps, rows, timers, octets) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (sent, taken) = (new List<double>(), new List<double>());
        using var fleet = new Fleet(crypto, GatewayConfigurations.Steady, carriesPackets: true);
        var length = run.IsShort ? ProbeLength / Probes : ProbeLength;
        foreach (var size in sizes)
        {
            _ = Add(fleet, size - fleet.Gateway.Established - (Probes * length));
            setUps.Add(Spread.Of(Enumerable.Range(0, Probes).Select(_ => Add(fleet, length)).ToArray()).Median);
            rows.Add(Row(fleet, size));
            var (there, back) = FleetPackets.Measure(fleet, run.IsShort ? 20 : 5_000);
            sent.Add(there);
            taken.Add(back);
            octets.Add(GC.GetTotalMemory(forceFullCollection: true) / (double)size);

            // The checks of the tunnels that were just made begin half a minute later: look when all have begun.
            fleet.Live(GatewayConfigurations.DpdDelay);
            timers.Add(Timer(fleet));
        }

        (string Name, IReadOnlyList<double> Costs)[] lines =
        [
            ("set-up, gateway, us", setUps),
            ("row of a listing, ns", rows),
            ("liveness check and its timer, us", timers),
            ("packet into a tunnel, ns", sent),
            ("packet out of a tunnel, ns", taken),
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
    private static double Add(Fleet fleet, int count)
    {
        // An engine of its own for each batch: numbers begin where the last one ended.
        var first = fleet.Gateway.Established;
        var peers = fleet.AddPeers($"192.0.2.{fleet.Sides.Count + 1}", first, count, GatewayConfigurations.Passive);
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
    private static double Timer(Fleet fleet)
    {
        var before = fleet.Probes().Answered;
        fleet.Gateway.ResetCost();
        fleet.Live(GatewayConfigurations.DpdDelay);
        return fleet.Gateway.Cost.Nanoseconds / 1000.0 / (fleet.Probes().Answered - before);
    }
}
