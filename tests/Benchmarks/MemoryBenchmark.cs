using System.Runtime.CompilerServices;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks;

/// <summary>
/// What an established tunnel keeps: IKE SA, one child, registry snapshot and counters, on a responder. Initiators are made and forgotten in
/// small batches, so that neither they nor the room their garbage took is counted.
/// </summary>
internal static class MemoryBenchmark
{
    private const int Batch = 500;

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var table = new Table(run.Output);
        var tunnels = run.Count(10_000, 1_000);
        run.Output.WriteLine($"{run.Rounds} rounds of {tunnels} tunnels, {EngineSuite.Curve25519Gcm.Name}");

        // Code, tables and pools that the first tunnels bring with them are not theirs.
        _ = Measure(crypto, Math.Min(tunnels, Batch));
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Measure(crypto, tunnels)).ToArray();

        table.Heading("per established tunnel");
        table.Row("managed heap, octets", rounds.Select(round => round.HeapOctets));
        table.Row("resident set, octets", rounds.Select(round => round.ResidentOctets));
        table.Row("100,000 tunnels: managed heap, MiB", rounds.Select(round => round.HeapOctets * 100_000 / (1 << 20)));
        table.Row("responder: processor time of the first tenth, us", rounds.Select(round => round.FirstMicroseconds));
        table.Row("responder: processor time of the last tenth, us", rounds.Select(round => round.LastMicroseconds));
        Itemize(crypto, table);
        return Task.FromResult(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Round Measure(ICryptoProvider crypto, int tunnels)
    {
        var suite = EngineSuite.Curve25519Gcm;
        var heap = Heap();
        var resident = Machine.ResidentOctets();
        using var responder = EnginePair.Responder(suite, crypto);
        var tenth = Math.Max(1, Math.Min(Batch, tunnels / 10));
        double first = 0;
        double last = 0;
        for (var done = 0; done < tunnels;)
        {
            var count = Math.Min(tenth, tunnels - done);
            responder.ResetCost();
            Establish(suite, crypto, responder, done, count);
            last = responder.Cost.Nanoseconds / 1000.0 / count;
            first = done == 0 ? last : first;
            done += count;
        }

        var round = new Round((Heap() - heap) / (double)tunnels, (Machine.ResidentOctets() - resident) / (double)tunnels, first, last);
        GC.KeepAlive(responder);
        return round;
    }

    /// <summary>What the managed part is made of.</summary>
    private static void Itemize(ICryptoProvider crypto, Table table)
    {
        var suite = EngineSuite.Curve25519Gcm;
        using var responder = EnginePair.Responder(suite, crypto);
        Establish(suite, crypto, responder, 0, Batch);
        var before = HeapCensus.Of(responder);
        Establish(suite, crypto, responder, Batch, Batch);
        var growth = HeapCensus.Growth(before, HeapCensus.Of(responder), Batch).ToList();
        table.Line($"\n  managed octets per tunnel by type: {growth.Sum(static row => row.Octets):F0}");
        foreach (var (type, objects, octets) in growth)
        {
            table.Line($"{octets,10:F0}  {objects,6:F1} x {type}");
        }
    }

    // A method of its own: no register keeps the initiator alive once it returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Establish(EngineSuite suite, ICryptoProvider crypto, EngineSide responder, int first, int count)
    {
        using var initiator = EnginePair.Initiator(suite, crypto, responder, first, count);
        EnginePair.Establish(initiator, responder, first, count);
    }

    /// <summary>Octets that are really in use; free room is given back to the system first.</summary>
    private static long Heap()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed record Round(double HeapOctets, double ResidentOctets, double FirstMicroseconds, double LastMicroseconds);
}
