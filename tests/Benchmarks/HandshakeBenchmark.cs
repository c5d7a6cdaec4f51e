using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks;

/// <summary>
/// IKE_SA_INIT and IKE_AUTH with a preshared key and one child, both sides on one thread. What a runtime adds (sockets, threads, logs) is
/// not in it; what the engine publishes is.
/// </summary>
internal static class HandshakeBenchmark
{
    private static readonly EngineSuite[] Suites = [EngineSuite.Curve25519Gcm, EngineSuite.Ecp256Gcm, EngineSuite.Modp2048Cbc];

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var table = new Table(run.Output);
        var count = run.Count(500, 50);
        run.Output.WriteLine($"{run.Rounds} rounds of {count} handshakes, {crypto.Name}");
        foreach (var suite in Suites)
        {
            // Compiled in full only after some hundred calls; the first round would measure the compiler.
            Measure(suite, crypto, run.IsShort ? count : Math.Max(count, 200));
            var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Measure(suite, crypto, count)).ToArray();

            table.Heading(suite.Name);
            table.Row("initiator: processor time, us", rounds.Select(round => round.InitiatorMicroseconds));
            table.Row("responder: processor time, us", rounds.Select(round => round.ResponderMicroseconds));
            table.Row("both: processor time, us", rounds.Select(round => round.BothMicroseconds));
            table.Row("both: handshakes per second and core", rounds.Select(round => 1e6 / round.BothMicroseconds));
            table.Row("responder: handshakes per second and core", rounds.Select(round => 1e6 / round.ResponderMicroseconds));
            table.Row("initiator: allocated octets", rounds.Select(round => round.InitiatorOctets));
            table.Row("responder: allocated octets", rounds.Select(round => round.ResponderOctets));
        }

        return Task.FromResult(0);
    }

    private static Round Measure(EngineSuite suite, ICryptoProvider crypto, int count)
    {
        using var responder = EnginePair.Responder(suite, crypto);
        using var initiator = EnginePair.Initiator(suite, crypto, responder, 0, count);
        GC.Collect();
        initiator.ResetCost();
        responder.ResetCost();
        EnginePair.Establish(initiator, responder, 0, count);
        return new Round(
            initiator.Cost.Nanoseconds / 1000.0 / count,
            responder.Cost.Nanoseconds / 1000.0 / count,
            initiator.Cost.AllocatedOctets / (double)count,
            responder.Cost.AllocatedOctets / (double)count);
    }

    private sealed record Round(double InitiatorMicroseconds, double ResponderMicroseconds, double InitiatorOctets, double ResponderOctets)
    {
        public double BothMicroseconds => InitiatorMicroseconds + ResponderMicroseconds;
    }
}
