using MyIkev2.Benchmarks.Measurement;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Benchmarks;

/// <summary>
/// What the cryptography of ESP costs per packet: bound keys, as the data plane uses them, and the same ciphers in <c>openssl speed</c>,
/// round by round in turn, because the machine's own speed changes within minutes. Opening includes a copy of the packet, since it
/// consumes the ciphertext.
/// </summary>
internal static class EspCryptoBenchmark
{
    private const int HeaderLength = 8;
    private const int PacketOfComparison = 1400;

    private static readonly int[] Lengths = [64, 512, PacketOfComparison];

    // TABLE: what is measured.
    private static readonly (AlgorithmClass Class, string Name)[] Rows =
    [
        (AlgorithmClass.Aead, "aes128-gcm-128"),
        (AlgorithmClass.Aead, "aes256-gcm-128"),
        (AlgorithmClass.Aead, "chacha20-poly1305"),
        (AlgorithmClass.Aead, "aes128-ccm-128"),
        (AlgorithmClass.Aead, "aes256-ccm-128"),
        (AlgorithmClass.Aead, "aes128-gmac"),
        (AlgorithmClass.Encryption, "aes128-cbc"),
        (AlgorithmClass.Encryption, "aes256-cbc"),
        (AlgorithmClass.Encryption, "aes128-ctr"),
        (AlgorithmClass.Encryption, "3des-cbc"),
        (AlgorithmClass.Integrity, "hmac-sha1"),
        (AlgorithmClass.Integrity, "hmac-sha256"),
        (AlgorithmClass.Integrity, "hmac-sha384"),
        (AlgorithmClass.Integrity, "hmac-sha512"),
        (AlgorithmClass.Integrity, "aes-xcbc"),
        (AlgorithmClass.Integrity, "aes-cmac"),
    ];

    // TABLE: what both can do.
    private static readonly (string Name, string Openssl)[] Compared =
    [
        ("aes128-gcm-128", "aes-128-gcm"),
        ("aes256-gcm-128", "aes-256-gcm"),
        ("chacha20-poly1305", "chacha20-poly1305"),
    ];

    public static Task<int> RunAsync(BenchmarkRun run)
    {
        using var crypto = CryptoProviders.CreateBest();
        var table = new Table(run.Output);
        var count = run.Count(5_000, 100);
        run.Output.WriteLine($"{run.Rounds} rounds of {count} packets each, {crypto.Name}");
        var services = crypto.Describe();
        foreach (var (algorithmClass, name) in Rows)
        {
            var service = services.Single(service => service.Algorithm.Class == algorithmClass && service.Algorithm.Name == name);
            if (service.Provider is null)
            {
                continue;
            }

            table.Heading($"{name} ({service.Provider}), ns");
            foreach (var length in Lengths)
            {
                using var operations = Operations(service.Algorithm, crypto, length);
                WarmUp(operations, run.IsShort);
                var rounds = Enumerable.Range(0, run.Rounds).Select(_ => (Seal: Round(operations.Seal, count), Open: Round(operations.Open, count))).ToArray();
                table.Row($"{operations.SealName}, {length} octets", rounds.Select(round => round.Seal.Nanoseconds / (double)count));
                table.Row($"{operations.OpenName}, {length} octets", rounds.Select(round => round.Open.Nanoseconds / (double)count));
                if (rounds.Any(round => round.Seal.AllocatedOctets + round.Open.AllocatedOctets > 0))
                {
                    table.Row("allocated octets, both", rounds.Select(round => (round.Seal.AllocatedOctets + round.Open.AllocatedOctets) / (double)count));
                }
            }
        }

        foreach (var (name, openssl) in run.IsShort ? Compared[..1] : Compared)
        {
            Compare(run, table, crypto, name, openssl, count);
        }

        return Task.FromResult(0);
    }

    private static void Compare(BenchmarkRun run, Table table, CompositeCryptoProvider crypto, string name, string openssl, int count)
    {
        if (!AlgorithmCatalog.TryFind(AlgorithmClass.Aead, name, out var row) || !row.IsAvailable(crypto))
        {
            return;
        }

        table.Heading($"{name} and openssl speed -evp {openssl}, {PacketOfComparison} octets, ns");
        using var operations = Operations(row, crypto, PacketOfComparison);
        WarmUp(operations, run.IsShort);
        List<double> seals = [], opens = [], theirs = [];
        for (var round = 0; round < run.Rounds; round++)
        {
            seals.Add(Round(operations.Seal, count).Nanoseconds / (double)count);
            opens.Add(Round(operations.Open, count).Nanoseconds / (double)count);
            if (OpensslSpeed.Nanoseconds(openssl, PacketOfComparison) is not { } their)
            {
                table.Line("no comparison: the openssl command is missing or does not know the cipher");
                return;
            }

            theirs.Add(their);
        }

        table.Row("seal", seals);
        table.Row("open", opens);
        table.Row("openssl speed", theirs);
        table.Row("openssl speed / seal", theirs.Zip(seals, static (their, ours) => their / ours));
        table.Row("openssl speed / open", theirs.Zip(opens, static (their, ours) => their / ours));
    }

    /// <summary>Until the code is fully compiled, which happens a tenth of a second after it was first seen to be hot.</summary>
    private static void WarmUp(KeyedOperations operations, bool isShort)
    {
        var until = Environment.TickCount64 + (isShort ? 10 : 500);
        do
        {
            operations.Seal(100);
            operations.Open(100);
        }
        while (Environment.TickCount64 < until);
    }

    private static ThreadCost Round(Func<int, int> operation, int count)
    {
        var cost = new ThreadCost();
        cost.Begin();
        var done = operation(count);
        cost.End();
        return done == count ? cost : throw new InvalidOperationException("an operation under measurement failed");
    }

    private static KeyedOperations Operations(Algorithm row, ICryptoProvider crypto, int length)
    {
        var key = Enumerable.Range(1, row.KeyLength).Select(static octet => (byte)octet).ToArray();
        var header = new byte[HeaderLength];
        var iv = new byte[row.IvLength];
        var icv = new byte[row.IcvLength];
        var text = new byte[length / Math.Max(row.BlockLength, 1) * Math.Max(row.BlockLength, 1)];
        var arrived = new byte[text.Length];
        switch (row.Implementation(crypto))
        {
            case IAead aead:
                var keyedAead = aead.Bind(key);
                var arrivedIcv = new byte[icv.Length];
                keyedAead.Seal(iv, header, arrived, arrivedIcv);
                return new KeyedOperations(
                    keyedAead,
                    "seal",
                    packets => Repeat(packets, () => Sealed(keyedAead, iv, header, text, icv)),
                    "open",
                    packets => Repeat(packets, () => Opened(keyedAead, iv, header, arrived, text, arrivedIcv)));
            case ICipher cipher:
                var keyedCipher = cipher.Bind(key);
                return new KeyedOperations(
                    keyedCipher,
                    "encrypt",
                    packets => Repeat(packets, () => Encrypted(keyedCipher, iv, text)),
                    "decrypt",
                    packets => Repeat(packets, () => Decrypted(keyedCipher, iv, text)));
            case IIntegrity integrity:
                var keyedIntegrity = integrity.Bind(key);
                keyedIntegrity.Compute(text, icv);
                return new KeyedOperations(
                    keyedIntegrity,
                    "compute",
                    packets => Repeat(packets, () => Computed(keyedIntegrity, text, icv)),
                    "verify",
                    packets => Repeat(packets, () => keyedIntegrity.Verify(text, icv)));
            default:
                throw new InvalidOperationException($"{row.Name} has no keyed form");
        }
    }

    private static int Repeat(int count, Func<bool> packet)
    {
        var done = 0;
        for (var i = 0; i < count; i++)
        {
            done += packet() ? 1 : 0;
        }

        return done;
    }

    private static bool Sealed(IKeyedAead aead, byte[] iv, byte[] header, byte[] text, byte[] icv)
    {
        aead.Seal(iv, header, text, icv);
        return true;
    }

    private static bool Opened(IKeyedAead aead, byte[] iv, byte[] header, byte[] arrived, byte[] text, byte[] icv)
    {
        arrived.CopyTo(text.AsSpan());
        return aead.Open(iv, header, text, icv);
    }

    private static bool Encrypted(IKeyedCipher cipher, byte[] iv, byte[] text)
    {
        cipher.Encrypt(iv, text);
        return true;
    }

    private static bool Decrypted(IKeyedCipher cipher, byte[] iv, byte[] text)
    {
        cipher.Decrypt(iv, text);
        return true;
    }

    private static bool Computed(IKeyedIntegrity integrity, byte[] data, byte[] icv)
    {
        integrity.Compute(data, icv);
        return true;
    }

    private sealed record KeyedOperations(IDisposable Keyed, string SealName, Func<int, int> Seal, string OpenName, Func<int, int> Open) : IDisposable
    {
        public void Dispose() => Keyed.Dispose();
    }
}
