using System.Buffers.Binary;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Benchmarks;

/// <summary>
/// A flood of IKE_SA_INIT requests from addresses that are not the sender's, against a gateway with tunnels: what one of them costs when cookies are demanded, or
/// when it is refused, what is left of it, and what it does to honest peers. The gateway is one engine on one thread, with the limits it has by default.
/// </summary>
internal static class FloodBenchmark
{
    /// <summary>Forged requests for each message of an honest peer: at 100,000 of them a second, one of an honest peer every half millisecond.</summary>
    private const int ForgedPerHonest = 50;

    private static readonly EngineSuite Suite = EngineSuite.Curve25519Gcm;

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var tunnels = run.Count(1000, 50);
        var forged = run.IsShort ? 5_000 : 200_000;
        run.Output.WriteLine($"{run.Rounds} rounds; a gateway with {tunnels} tunnels, {forged} forged requests of either kind, {tunnels} honest peers more, {crypto.Name}");

        // Compiled in full only after some hundred calls.
        Measure(crypto, Math.Min(tunnels, 200), Math.Min(forged, 20_000));
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Measure(crypto, tunnels, forged)).ToArray();
        var table = new Table(run.Output);
        Print(table, "a forged request while cookies are demanded", rounds.Select(static round => round.Cookies));
        Print(table, "a forged request that is refused (no common proposal)", rounds.Select(static round => round.Refused));
        table.Heading("honest peers: gateway's processor time per set-up, us");
        table.Row("nobody floods", rounds.Select(static round => round.CalmMicroseconds));
        table.Row("during the flood, with the cookie's round trip", rounds.Select(static round => round.HonestMicroseconds));
        table.Heading("tunnels");
        table.Row("established before the flood", rounds.Select(static round => (double)round.Before));
        table.Row("of them after it", rounds.Select(static round => (double)round.Kept));
        table.Row("honest set-ups tried during the flood", rounds.Select(static round => (double)round.Tried));
        table.Row("of them done", rounds.Select(static round => (double)round.Done));
        if (rounds.All(static round => round.Kept == round.Before && round.Done == round.Tried))
        {
            return Task.FromResult(0);
        }

        run.Output.WriteLine("the flood took tunnels down, or kept honest peers out");
        return Task.FromResult(1);
    }

    private static void Print(Table table, string heading, IEnumerable<Wave> waves)
    {
        var all = waves.ToArray();
        table.Heading(heading);
        table.Row("processor time, us", all.Select(static wave => wave.Microseconds));
        table.Row("such requests per second that fill one core", all.Select(static wave => 1e6 / wave.Microseconds));
        table.Row("allocated octets", all.Select(static wave => wave.AllocatedOctets));
        table.Row("octets that stay in memory", all.Select(static wave => wave.KeptOctets));
        table.Row("half-open IKE SAs, most during the flood", all.Select(static wave => (double)wave.MostHalfOpen));
    }

    private static Round Measure(ICryptoProvider crypto, int tunnels, int forged)
    {
        using var gateway = new EngineSide(EnginePair.ResponderAddress, crypto);
        gateway.Configure(EngineConfigurations.Responder(Suite, gateway.Address) with { Limits = new EngineLimits() });
        using var first = EnginePair.Initiator(Suite, crypto, gateway, 0, tunnels);
        GC.Collect();
        gateway.ResetCost();
        EnginePair.Establish(first, gateway, 0, tunnels);
        var calm = gateway.Cost.Nanoseconds / 1000.0 / tunnels;
        var before = gateway.ChildrenInstalled;

        var refused = new Flood(gateway, FirstMessageOf(EngineSuite.Ecp256Gcm, crypto, gateway), 0x0A00_0000).Measure(forged);
        var flood = new Flood(gateway, FirstMessageOf(Suite, crypto, gateway), 0x1400_0000);
        flood.UntilCookiesAreDemanded();
        var cookies = flood.Measure(forged);

        // Honest peers among forged requests.
        using var second = EnginePair.Initiator(Suite, crypto, gateway, tunnels, tunnels);
        gateway.ResetCost();
        for (var number = tunnels; number < 2 * tunnels; number++)
        {
            second.Initiate(EngineConfigurations.VpnName(number), EngineConfigurations.ChildName(number));
            do
            {
                flood.Send(ForgedPerHonest);
            }
            while (gateway.TakeFrom(second) | second.TakeFrom(gateway));
        }

        return new Round(
            cookies, refused, calm, gateway.Cost.Nanoseconds / 1000.0 / tunnels, before, gateway.ChildrenInstalled - second.Established, tunnels, second.Established);
    }

    private static byte[] FirstMessageOf(EngineSuite suite, ICryptoProvider crypto, EngineSide gateway)
    {
        using var forger = EnginePair.Initiator(suite, crypto, gateway, 0, 1);
        return forger.FirstMessage(EngineConfigurations.VpnName(0), EngineConfigurations.ChildName(0));
    }

    /// <summary>One request again and again, each time from another address with another SPI: that is cheap for a flooder.</summary>
    private sealed class Flood(EngineSide gateway, byte[] request, uint firstAddress)
    {
        private uint _number;
        private int _mostHalfOpen;

        public void UntilCookiesAreDemanded()
        {
            while (gateway.CookiesSent == 0 && _number < 1000)
            {
                Send(1);
            }
        }

        public Wave Measure(int count)
        {
            var held = GC.GetTotalMemory(forceFullCollection: true);
            gateway.ResetCost();
            Send(count);
            var cost = gateway.ForgedCost;
            var kept = GC.GetTotalMemory(forceFullCollection: true) - held;
            return new Wave(cost.Nanoseconds / 1000.0 / count, cost.AllocatedOctets / (double)count, kept / (double)count, _mostHalfOpen);
        }

        public void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _number++;
                BinaryPrimitives.WriteUInt64BigEndian(request, 0xF100_0000_0000_0000 | ((ulong)firstAddress << 24) | _number);
                gateway.TakeForged(IpAddress.FromBits(firstAddress + _number, ipv6: false), request);
            }

            _mostHalfOpen = Math.Max(_mostHalfOpen, gateway.HalfOpen);
        }
    }

    private sealed record Wave(double Microseconds, double AllocatedOctets, double KeptOctets, int MostHalfOpen);

    private sealed record Round(Wave Cookies, Wave Refused, double CalmMicroseconds, double HonestMicroseconds, int Before, int Kept, int Tried, int Done);
}
