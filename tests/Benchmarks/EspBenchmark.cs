using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Runtime;
using MyIkev2.Testing.Esp;

namespace MyIkev2.Benchmarks;

/// <summary>
/// The packet code of ESP on one core: batches of packets are protected and then unprotected, so that sequence numbers move, the replay window
/// works and every packet is opened once. <c>openssl speed</c> runs between the rounds: the machine's own speed changes within minutes.
/// </summary>
internal static class EspBenchmark
{
    private const int BatchLength = 32;
    private const int LeastInner = 28;

    private static readonly int[] Lengths = [64, 512, 1400];

    // TABLE: what is measured, and the openssl speed runs whose sum does the same cryptography, once to protect and once to unprotect.
    private static readonly Suite[] Suites =
    [
        new("aes128-gcm-128", null, [["-evp", "aes-128-gcm"]], []),
        new("aes256-gcm-128", null, [["-evp", "aes-256-gcm"]], []),
        new("chacha20-poly1305", null, [["-evp", "chacha20-poly1305"]], []),
        new("aes128-cbc", "hmac-sha256", [["-evp", "aes-128-cbc"], ["-hmac", "sha256"]], [["-decrypt", "-evp", "aes-128-cbc"], ["-hmac", "sha256"]]),
    ];

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        using var random = new SystemRandomSource();
        var table = new Table(run.Output);
        var batches = run.Count(1_000, 20);
        run.Output.WriteLine($"{run.Rounds} rounds of {batches} batches of {BatchLength} packets, {crypto.Name}");
        foreach (var suite in Suites)
        {
            foreach (var length in Lengths)
            {
                using var stream = new PacketStream(suite, crypto, random, length);
                stream.WarmUp(run.IsShort);

                // The short form shows that the comparison works, on one row.
                var compares = !run.IsShort || (suite == Suites[0] && length == Lengths[^1]);
                Measure(run, table, suite, stream, batches, compares);
            }
        }

        return Task.FromResult(0);
    }

    private static void Measure(BenchmarkRun run, Table table, Suite suite, PacketStream stream, int batches, bool compares)
    {
        var packets = batches * (double)BatchLength;
        List<double> protect = [], unprotect = [], theirs = [], allocated = [];
        for (var round = 0; round < run.Rounds; round++)
        {
            ThreadCost sending = new(), receiving = new();
            for (var batch = 0; batch < batches; batch++)
            {
                stream.Protect(sending);
                stream.Unprotect(receiving);
            }

            protect.Add(sending.Nanoseconds / packets);
            unprotect.Add(receiving.Nanoseconds / packets);
            allocated.Add((sending.AllocatedOctets + receiving.AllocatedOctets) / packets);
            if (compares && suite.OpensslNanoseconds(stream.InnerLength) is { } their)
            {
                theirs.Add(their);
            }
        }

        table.Heading($"{suite.Name}, inner packet of {stream.InnerLength} octets");
        table.Row("protect, ns", protect);
        table.Row("protect, Gbit/s", protect.Select(stream.Gigabits));
        table.Row("unprotect, ns", unprotect);
        table.Row("unprotect, Gbit/s", unprotect.Select(stream.Gigabits));
        table.Row("allocated octets, both", allocated);
        if (theirs.Count == run.Rounds)
        {
            table.Row("openssl speed, both ways, ns", theirs);
            table.Row("ratio: openssl speed / (protect + unprotect)", theirs.Zip(protect.Zip(unprotect, static (a, b) => a + b), static (their, ours) => their / ours));
        }
        else if (compares)
        {
            table.Line("no comparison: the openssl command is missing or does not know the cipher");
        }
    }

    /// <summary>One row of the table.</summary>
    private sealed record Suite(string Cipher, string? Integrity, string[][] OpensslProtect, string[][] OpensslUnprotect)
    {
        public string Name => Integrity is null ? Cipher : $"{Cipher} + {Integrity}";

        /// <summary>Both ways; a cipher without runs of its own for the way back costs the same there.</summary>
        public double? OpensslNanoseconds(int octets) =>
            Sum(OpensslProtect, octets) is { } there && (OpensslUnprotect.Length == 0 ? there : Sum(OpensslUnprotect, octets)) is { } back ? there + back : null;

        private static double? Sum(string[][] runs, int octets)
        {
            double? sum = 0;
            foreach (var selection in runs)
            {
                sum += OpensslSpeed.Nanoseconds(octets, selection);
            }

            return sum;
        }
    }

    /// <summary>Two ends of an SA and a batch of packets between them.</summary>
    private sealed class PacketStream : IDisposable
    {
        private readonly byte[] _packet;
        private readonly byte[][] _rooms;
        private readonly int[] _written = new int[BatchLength];
        private readonly OutboundSa _sender;
        private readonly InboundSa _receiver;
        private readonly NetworkPath _receivedOn;

        public PacketStream(Suite suite, ICryptoProvider crypto, IRandomSource random, int innerLength)
        {
            var installation = EspInstallations.Create(suite.Cipher, suite.Integrity);
            _sender = new OutboundSa(installation, crypto, random);
            _receiver = new InboundSa(installation.Mirror(), crypto);
            _receivedOn = installation.Path.Mirror();
            _packet = IpPackets.Udp("10.1.0.1", "10.2.0.1", innerLength - LeastInner);
            _rooms = [.. Enumerable.Range(0, BatchLength).Select(_ => new byte[_sender.MaximumLength(innerLength)])];
        }

        public int InnerLength => _packet.Length;

        public double Gigabits(double nanoseconds) => InnerLength * 8 / nanoseconds;

        public void Protect(ThreadCost cost)
        {
            var done = 0;
            cost.Begin();
            for (var i = 0; i < BatchLength; i++)
            {
                done += InnerPacket.TryParse(_packet, out var inner)
                    && _sender.Protect(_packet, inner, _rooms[i], out _written[i], out _) == ProtectResult.Protected ? 1 : 0;
            }

            cost.End();
            Require(done);
        }

        public void Unprotect(ThreadCost cost)
        {
            var done = 0;
            cost.Begin();
            for (var i = 0; i < BatchLength; i++)
            {
                done += _receiver.Unprotect(_receivedOn, 0, _rooms[i].AsSpan(0, _written[i]), out var inner, out _) == UnprotectResult.Accepted
                    && inner.Length == _packet.Length ? 1 : 0;
            }

            cost.End();
            Require(done);
        }

        /// <summary>Until the code is fully compiled, which happens a tenth of a second after it was first seen to be hot.</summary>
        public void WarmUp(bool isShort)
        {
            var cost = new ThreadCost();
            var until = Environment.TickCount64 + (isShort ? 10 : 400);
            do
            {
                Protect(cost);
                Unprotect(cost);
            }
            while (Environment.TickCount64 < until);
        }

        public void Dispose()
        {
            _sender.Dispose();
            _receiver.Dispose();
        }

        private static void Require(int done)
        {
            if (done != BatchLength)
            {
                throw new InvalidOperationException("a packet under measurement was refused");
            }
        }
    }
}
