using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>
/// What serves a data plane on a machine with libcrypto and the processor's AES instructions allocates nothing per packet, in either
/// direction. Elsewhere the platform's objects stand in, one per packet, and the test has nothing to say.
/// </summary>
public sealed class PacketAllocationTests
{
    private const int Packets = 1000;

    /// <summary>The runtime allocates a little, once, when it compiles code anew; what allocates per packet does so in every attempt.</summary>
    private const int Attempts = 5;

    private const int PacketLength = 1408;

    public static TheoryData<AlgorithmClass, string> Algorithms
    {
        get
        {
            TheoryData<AlgorithmClass, string> data = [];
            foreach (Algorithm row in AlgorithmCatalog.All.Where(row => row.Class is AlgorithmClass.Aead or AlgorithmClass.Encryption or AlgorithmClass.Integrity))
            {
                data.Add(row.Class, row.Name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Keyed_AThousandPackets_AllocateNothing(AlgorithmClass algorithmClass, string algorithm)
    {
        if (!TestProviders.Names.Contains(TestProviders.Libcrypto) || !TestProviders.Names.Contains(TestProviders.Instructions))
        {
            return;
        }

        using CompositeCryptoProvider crypto = CryptoProviders.CreateBest();
        Assert.True(AlgorithmCatalog.TryFind(algorithmClass, algorithm, out Algorithm? row));
        object? implementation = row.Implementation(crypto);
        using IDisposable keyed = implementation switch
        {
            IAead aead => aead.Bind(new byte[aead.KeyLength]),
            ICipher cipher => cipher.Bind(new byte[cipher.KeyLength]),
            IIntegrity integrity => integrity.Bind(new byte[integrity.KeyLength]),
            _ => throw new InvalidOperationException(algorithm),
        };
        byte[] packet = new byte[PacketLength];
        byte[] iv = new byte[row.IvLength];
        byte[] icv = new byte[row.IcvLength];
        Assert.Equal(20, Pass(keyed, packet, iv, icv, 20));

        long fewest = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && fewest > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int passed = Pass(keyed, packet, iv, icv, Packets);
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(Packets, passed);
        }

        Assert.Equal(0, fewest);
    }

    private static int Pass(IDisposable keyed, byte[] packet, byte[] iv, byte[] icv, int count)
    {
        int passed = 0;
        for (int index = 0; index < count; index++)
        {
            switch (keyed)
            {
                case IKeyedAead aead:
                    aead.Seal(iv, packet.AsSpan(0, 8), packet.AsSpan(8), icv);
                    passed += aead.Open(iv, packet.AsSpan(0, 8), packet.AsSpan(8), icv) ? 1 : 0;
                    break;
                case IKeyedCipher cipher:
                    cipher.Encrypt(iv, packet);
                    cipher.Decrypt(iv, packet);
                    passed += packet.AsSpan().ContainsAnyExcept((byte)0) ? 0 : 1;
                    break;
                case IKeyedIntegrity integrity:
                    integrity.Compute(packet, icv);
                    passed += integrity.Verify(packet, icv) ? 1 : 0;
                    break;
            }
        }

        return passed;
    }
}
