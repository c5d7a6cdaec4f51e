using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Benchmarks;

/// <summary>Costs of single operations on messages. Each result is used, so that none can be left out by the compiler.</summary>
internal static class WireBenchmark
{
    private const int LargestMessage = 4096;

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        using var random = new SystemRandomSource();
        var table = new Table(run.Output);
        var count = run.Count(100_000, 10_000);
        run.Output.WriteLine($"{run.Rounds} rounds of {count} operations each, {crypto.Name}");

        var room = new byte[LargestMessage];
        var saInit = SampleMessages.SaInit();
        byte[] saInitOctets = room[..Written(IkeMessageWriter.Write(room, SampleMessages.SaInitHeader, saInit))];
        var auth = SampleMessages.Auth();
        byte[] chain = room[..Written(IkeMessageWriter.WriteChain(room, auth, out var first))];

        Measure(run, table, $"IKE_SA_INIT, {saInitOctets.Length} octets: peek", count * 10L, () =>
            (int)DatagramPeek.Inspect(saInitOctets, nonEspMarkerExpected: false).Kind);
        Measure(run, table, $"IKE_SA_INIT, {saInitOctets.Length} octets: read", count, () =>
            IkeMessageReader.TryRead(saInitOctets, out var message).IsError ? -1 : message.Payloads.Count);
        Measure(run, table, "IKE_SA_INIT: write", count, () => IkeMessageWriter.Write(room, SampleMessages.SaInitHeader, saInit));
        Measure(run, table, $"IKE_AUTH inner chain, {chain.Length} octets: read", count, () =>
        {
            var payloads = new List<Payload>();
            return IkeMessageReader.TryReadChain(first, chain, payloads).IsError ? -1 : payloads.Count;
        });
        Measure(run, table, "IKE_AUTH inner chain: write", count, () => IkeMessageWriter.WriteChain(room, auth, out _));

        using var keys = Keys();
        var suite = new NegotiatedSuite(
            new EncryptionChoice(EncryptionId.AesGcm16, 256), IntegrityId.None, PseudorandomFunctionId.HmacSha256, KeyExchangeId.Curve25519, default);
        var sender = new MessageProtection(crypto, suite, keys, isOriginalInitiator: true, random);
        var receiver = new MessageProtection(crypto, suite, keys, isOriginalInitiator: false, random);
        var sealedMessage = sender.Seal(SampleMessages.AuthHeader, first, chain);
        Measure(run, table, "SK payload, aes256-gcm: seal that chain", count, () =>
            sender.Seal(SampleMessages.AuthHeader, first, chain).Length);
        Measure(run, table, "SK payload, aes256-gcm: read message and open", count, () =>
            IkeMessageReader.TryRead(sealedMessage, out var message).IsError ? -1 : receiver.Open(message, out _)?.Length ?? -1);
        return Task.FromResult(0);
    }

    private static void Measure(BenchmarkRun run, Table table, string name, long count, Func<int> operation)
    {
        Round(operation, Math.Min(count, 30_000));
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Round(operation, count)).ToArray();
        table.Heading(name);
        table.Row("processor time, ns", rounds.Select(round => round.Nanoseconds / (double)count));
        table.Row("allocated octets", rounds.Select(round => round.AllocatedOctets / (double)count));
    }

    private static ThreadCost Round(Func<int> operation, long count)
    {
        var cost = new ThreadCost();
        long sum = 0;
        cost.Begin();
        for (long i = 0; i < count; i++)
        {
            var result = operation();
            sum += result >= 0 ? 1 : 0;
        }

        cost.End();
        return sum == count ? cost : throw new InvalidOperationException("an operation under measurement failed");
    }

    private static int Written(int length) => length >= 0 ? length : throw new InvalidOperationException("a sample message cannot be written");

    private static IkeKeys Keys() => new(Key(1, 32), KeyMaterial(0), KeyMaterial(0), Key(2, 36), Key(3, 36), Key(4, 32), Key(5, 32));

    private static Engine.KeyMaterial KeyMaterial(int length) => new(new byte[length]);

    private static Engine.KeyMaterial Key(byte fill, int length) => Engine.KeyMaterial.Copy(Enumerable.Repeat(fill, length).ToArray());
}
