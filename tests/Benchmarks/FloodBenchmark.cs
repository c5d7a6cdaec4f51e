using System.Buffers.Binary;
using MyIkev2.Benchmarks.Engines;
using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Benchmarks;

/// <summary>
/// A flood of IKE_SA_INIT requests from addresses that are not the sender's, against a gateway with tunnels: what one of them costs when cookies are demanded,
/// what is left of it, and what it does to honest peers. The gateway is one engine on one thread, with the limits it has by default.
/// </summary>
internal static class FloodBenchmark
{
    private static readonly EngineSuite Suite = EngineSuite.Curve25519Gcm;

    /// <summary>Forged requests for each message of an honest peer: at 100,000 of them a second, one of an honest peer every 2 ms.</summary>
    private const int ForgedPerHonest = 200;

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var tunnels = run.Count(1000, 50);
        var forged = run.IsShort ? 5_000 : 200_000;
        run.Output.WriteLine($"{run.Rounds} rounds; a gateway with {tunnels} tunnels, {forged} forged requests, {tunnels} honest peers more, {crypto.Name}");

        // Compiled in full only after some hundred calls.
        Measure(crypto, Math.Min(tunnels, 200), Math.Min(forged, 20_000));
        var rounds = Enumerable.Range(0, run.Rounds).Select(_ => Measure(crypto, tunnels, forged)).ToArray();
        var table = new Table(run.Output);
        table.Heading("a forged request while cookies are demanded");
        table.Row("processor time, us", rounds.Select(static round => round.ForgedMicroseconds));
        table.Row("forged requests per second that fill one core", rounds.Select(static round => 1e6 / round.ForgedMicroseconds));
        table.Row("allocated octets", rounds.Select(static round => round.ForgedOctets));
        table.Row("half-open IKE SAs, most during the flood", rounds.Select(static round => (double)round.MostHalfOpen));
        table.Row("octets that stay in memory, per forged request", rounds.Select(static round => round.KeptOctets));
        table.Heading("honest peers: gateway's processor time per set-up, us");
        table.Row("nobody floods", rounds.Select(static round => round.CalmMicroseconds));
        table.Row("during the flood, with the cookie's round trip", rounds.Select(static round => round.HonestMicroseconds));
        table.Heading("established tunnels");
        table.Row("tunnels before the flood", rounds.Select(static round => (double)round.Before));
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

    private static Round Measure(ICryptoProvider crypto, int tunnels, int forged)
    {
        using var gateway = new EngineSide(EnginePair.ResponderAddress, crypto);

        // Every honest peer has the one address of this benchmark, and comes alone: the limit for one address is not what is measured.
        gateway.Configure(EngineConfigurations.Responder(Suite, gateway.Address) with { Limits = new EngineLimits() });
        using var first = EnginePair.Initiator(Suite, crypto, gateway, 0, tunnels);
        GC.Collect();
        gateway.ResetCost();
        EnginePair.Establish(first, gateway, 0, tunnels);
        var calm = gateway.Cost.Nanoseconds / 1000.0 / tunnels;

        var flood = new Flood(gateway);
        flood.UntilCookiesAreDemanded();
        GC.Collect();
        var held = GC.GetTotalMemory(forceFullCollection: true);
        gateway.ResetCost();
        flood.Send(forged);
        var (nanoseconds, octets) = (gateway.Cost.Nanoseconds, gateway.Cost.AllocatedOctets);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - held;

        // Honest peers among forged requests; the cost of these is taken off.
        using var second = EnginePair.Initiator(Suite, crypto, gateway, tunnels, tunnels);
        var before = gateway.ChildrenInstalled;
        gateway.ResetCost();
        var sent = flood.Sent;
        for (var number = tunnels; number < 2 * tunnels; number++)
        {
            second.Initiate(EngineConfigurations.VpnName(number), EngineConfigurations.ChildName(number));
            do
            {
                flood.Send(ForgedPerHonest / 4);
            }
            while (gateway.TakeFrom(second) | second.TakeFrom(gateway));
        }

        var forgedMicroseconds = nanoseconds / 1000.0 / forged;
        return new Round(
            forgedMicroseconds,
            octets / (double)forged,
            flood.MostHalfOpen,
            kept / (double)forged,
            calm,
            ((gateway.Cost.Nanoseconds / 1000.0) - (forgedMicroseconds * (flood.Sent - sent))) / tunnels,
            before,
            gateway.ChildrenInstalled - (second.Established),
            tunnels,
            second.Established);
    }

    /// <summary>Requests as a flooder makes them: cheap for it, each from another address with another SPI and nonce.</summary>
    private sealed class Flood(EngineSide gateway)
    {
        private const int SpiOffset = 0;
        private readonly byte[] _request = Template();
        private uint _number;

        public int Sent => (int)_number;

        public int MostHalfOpen { get; private set; }

        public void UntilCookiesAreDemanded()
        {
            while (gateway.CookiesSent == 0 && _number < 10_000)
            {
                Send(1);
            }
        }

        public void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _number++;
                BinaryPrimitives.WriteUInt64BigEndian(_request.AsSpan(SpiOffset), 0xF100_0000_0000_0000 | _number);

                // The nonce: its last octets are the message's, but for the notifies; any octet of it will do.
                BinaryPrimitives.WriteUInt32BigEndian(_request.AsSpan(NonceOffset), _number);
                gateway.TakeForged(IpAddress.FromBits(0x0A00_0000 + _number, ipv6: false), _request);
            }

            MostHalfOpen = Math.Max(MostHalfOpen, gateway.HalfOpen);
        }

        private static int NonceOffset { get; } = FindNonce();

        private static byte[] Template()
        {
            var room = new byte[1024];
            var length = IkeMessageWriter.Write(room, SampleMessages.SaInitHeader, SampleMessages.SaInit());
            return room[..length];
        }

        private static int FindNonce()
        {
            var nonce = SampleMessages.SaInit().Find<NoncePayload>()!.Data.Span;

            // The same octets stand in the key exchange value before it.
            return Template().AsSpan().LastIndexOf(nonce);
        }
    }

    private sealed record Round(
        double ForgedMicroseconds,
        double ForgedOctets,
        int MostHalfOpen,
        double KeptOctets,
        double CalmMicroseconds,
        double HonestMicroseconds,
        int Before,
        int Kept,
        int Tried,
        int Done);
}
