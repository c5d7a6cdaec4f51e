using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>
/// Any two providers that have an algorithm agree on random inputs of every awkward length. The seed is the failure message's first word.
/// </summary>
public sealed class CrossProviderTests
{
    private static readonly int[] Lengths = [0, 1, 2, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 127, 128, 255, 511, 1399, 1400, 2048];

    public static TheoryData<AlgorithmClass, string> Shared
    {
        get
        {
            TheoryData<AlgorithmClass, string> data = [];
            foreach (Algorithm row in AlgorithmCatalog.All.Where(row => Implementations(row).Count > 1))
            {
                data.Add(row.Class, row.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shared))]
    public void Providers_SameInputs_GiveTheSameOutputs(AlgorithmClass algorithmClass, string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(algorithmClass, algorithm, out Algorithm? row));
        List<object> implementations = Implementations(row);
        int[] seeds = algorithmClass == AlgorithmClass.KeyExchange ? [1] : [1, 2, 3];
        foreach (int seed in seeds)
        {
            string[] outputs = [.. implementations.Select(implementation => Trace(implementation, seed)).Distinct()];
            Assert.True(outputs.Length == 1, $"seed {seed}: {algorithm} differs between providers");
        }
    }

    /// <summary>One side of an exchange by one provider, the other side by another.</summary>
    [Theory]
    [MemberData(nameof(Shared))]
    public void KeyExchange_BetweenProviders_Agrees(AlgorithmClass algorithmClass, string algorithm)
    {
        if (algorithmClass != AlgorithmClass.KeyExchange)
        {
            return;
        }

        Assert.True(AlgorithmCatalog.TryFind(algorithmClass, algorithm, out Algorithm? row));
        IKeyExchange[] exchanges = [.. Implementations(row).Cast<IKeyExchange>()];
        SeededOctets random = new(31);
        for (int index = 1; index < exchanges.Length; index++)
        {
            KeyExchangeKeyPair first = exchanges[index - 1].Generate(random);
            KeyExchangeKeyPair second = exchanges[index].Generate(random);
            using KeyMaterial? one = exchanges[index - 1].Agree(first.Private, second.Public);
            using KeyMaterial? other = exchanges[index].Agree(second.Private, first.Public);
            Assert.NotNull(one);
            Assert.NotNull(other);
            Assert.Equal(one.Span.ToArray(), other.Span.ToArray());
        }
    }

    private static List<object> Implementations(Algorithm row) =>
        [.. TestProviders.Names.Select(name => row.Implementation(TestProviders.Get(name))).OfType<object>()];

    private static string Trace(object implementation, int seed)
    {
        SeededOctets random = new(seed);
        using MemoryStream trace = new();
        switch (implementation)
        {
            case IAead aead:
                foreach (int length in Lengths)
                {
                    byte[] text = random.Next(length);
                    byte[] icv = new byte[aead.IcvLength];
                    aead.Seal(random.Next(aead.KeyLength), random.Next(8), random.Next(length % 40), text, icv);
                    trace.Write(text);
                    trace.Write(icv);
                }

                break;
            case ICipher cipher:
                foreach (int length in Lengths)
                {
                    byte[] text = random.Next(length / cipher.BlockLength * cipher.BlockLength);
                    byte[] key = random.Next(cipher.KeyLength);
                    byte[] iv = random.Next(cipher.IvLength);
                    cipher.Encrypt(key, iv, text);
                    trace.Write(text);
                    cipher.Decrypt(key, random.Next(cipher.IvLength), text);
                    trace.Write(text);
                }

                break;
            case IIntegrity integrity:
                foreach (int length in Lengths)
                {
                    byte[] icv = new byte[integrity.IcvLength];
                    integrity.Compute(random.Next(integrity.KeyLength), random.Next(length), icv);
                    trace.Write(icv);
                }

                break;
            case IPrf prf:
                foreach (int length in Lengths)
                {
                    byte[] output = new byte[prf.OutputLength];
                    prf.Compute(random.Next(length % 200), random.Next(length), random.Next(length / 2), output);
                    trace.Write(output);
                }

                break;
            case IKeyExchange exchange:
                KeyExchangeKeyPair pair = exchange.Generate(random);
                KeyExchangeKeyPair peer = exchange.Generate(random);
                using (KeyMaterial? shared = exchange.Agree(pair.Private, peer.Public))
                {
                    trace.Write(pair.Public);
                    trace.Write(pair.Private.Span);
                    trace.Write(shared!.Span);
                }

                break;
            default:
                throw new InvalidOperationException(implementation.GetType().Name);
        }

        return Convert.ToHexString(trace.ToArray());
    }
}
