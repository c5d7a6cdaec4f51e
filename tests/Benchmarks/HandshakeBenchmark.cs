using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;

namespace MyIkev2.Benchmarks;

/// <summary>
/// IKE_SA_INIT and IKE_AUTH with one child, both sides on one thread. What a runtime adds (sockets, threads, logs) is not in it; what the engine
/// publishes is. Each round is followed by one of the bare cryptography: what is above that is the engine.
/// </summary>
internal static class HandshakeBenchmark
{
    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var table = new Table(run.Output);
        var count = run.Count(500, 50);
        var pki = new Lazy<BenchmarkPki>(BenchmarkPki.Create);
        run.Output.WriteLine($"{run.Rounds} rounds of {count} handshakes, {crypto.Name}");
        foreach (var (suite, isRsa) in Suites.Where(row => run.Wants(row.Suite.Name)))
        {
            Measure(isRsa ? suite with { Pki = pki.Value } : suite, crypto, run, count, table);
        }

        return Task.FromResult(0);
    }

    private static (EngineSuite Suite, bool IsRsa)[] Suites =>
    [
        (EngineSuite.Curve25519Gcm, false),
        (EngineSuite.Ecp256Gcm, false),
        (EngineSuite.Modp2048Gcm, false),
        (EngineSuite.Modp2048Cbc, false),
        (EngineSuite.Ecp256Gcm with { Name = "rsa2048 certificates, ecp256, aes128-gcm" }, true),
    ];

    private static void Measure(EngineSuite suite, ICryptoProvider crypto, BenchmarkRun run, int count, Table table)
    {
        using var random = new SystemRandomSource();
        var bare = new BareCryptography(suite, crypto, random);

        // Compiled in full only after some hundred calls; the first round would measure the compiler.
        var warmUp = run.IsShort ? count : Math.Max(count, 400);
        Measure(suite, crypto, bare, warmUp);
        Measure(suite, crypto, bare, warmUp);
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Measure(suite, crypto, bare, count)).ToArray();

        table.Heading(suite.Name);
        table.Row("initiator: processor time, us", rounds.Select(round => round.InitiatorMicroseconds));
        table.Row("responder: processor time, us", rounds.Select(round => round.ResponderMicroseconds));
        table.Row("one side's cryptography alone, us", rounds.Select(round => round.CryptographyMicroseconds));
        table.Row("initiator: cryptography / all", rounds.Select(round => round.CryptographyMicroseconds / round.InitiatorMicroseconds));
        table.Row("responder: cryptography / all", rounds.Select(round => round.CryptographyMicroseconds / round.ResponderMicroseconds));
        table.Row("both: handshakes per second and core", rounds.Select(round => 1e6 / (round.InitiatorMicroseconds + round.ResponderMicroseconds)));
        table.Row("responder: handshakes per second and core", rounds.Select(round => 1e6 / round.ResponderMicroseconds));
        table.Row("initiator: allocated octets", rounds.Select(round => round.InitiatorOctets));
        table.Row("responder: allocated octets", rounds.Select(round => round.ResponderOctets));
    }

    private static Round Measure(EngineSuite suite, ICryptoProvider crypto, BareCryptography bare, int count)
    {
        using var responder = EnginePair.Responder(suite, crypto);
        using var initiator = EnginePair.Initiator(suite, crypto, responder, 0, count);
        GC.Collect();
        var before = bare.Measure(Math.Max(1, count / 2));
        initiator.ResetCost();
        responder.ResetCost();
        EnginePair.Establish(initiator, responder, 0, count);
        var after = bare.Measure(Math.Max(1, count / 2));
        return new Round(
            initiator.Cost.Nanoseconds / 1000.0 / count,
            responder.Cost.Nanoseconds / 1000.0 / count,
            (before + after) / 2,
            initiator.Cost.AllocatedOctets / (double)count,
            responder.Cost.AllocatedOctets / (double)count);
    }

    private sealed record Round(
        double InitiatorMicroseconds, double ResponderMicroseconds, double CryptographyMicroseconds, double InitiatorOctets, double ResponderOctets);
}
