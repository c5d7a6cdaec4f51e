using MyIkev2.Engine.Crypto;
using Xunit;

namespace MyIkev2.Engine.Tests.Crypto;

/// <summary>Every provider that exists here, each asked on its own, so that no test can pass by falling back to another.</summary>
internal static class TestProviders
{
    public const string Libcrypto = "libcrypto";
    public const string Platform = "platform";
    public const string BouncyCastle = "bouncycastle";
    public const string Instructions = "instructions";

    private static readonly Dictionary<string, ICryptoProvider> ByName = Create();

    public static IEnumerable<string> Names => ByName.Keys;

    public static ICryptoProvider Get(string name) => ByName[name];

    /// <summary>Pairs of provider and algorithm name for the algorithms of a class that the provider has.</summary>
    public static TheoryData<string, string> Offers(AlgorithmClass algorithmClass)
    {
        TheoryData<string, string> data = [];
        foreach ((string name, ICryptoProvider provider) in ByName)
        {
            foreach (Algorithm row in AlgorithmCatalog.All.Where(row => row.Class == algorithmClass && row.IsAvailable(provider)))
            {
                data.Add(name, row.Name);
            }
        }

        return data;
    }

    /// <summary>Those of <see cref="Offers"/> that are key exchanges in which both sides do the same.</summary>
    public static TheoryData<string, string> SymmetricKeyExchanges()
    {
        TheoryData<string, string> data = [];
        foreach ((string name, ICryptoProvider provider) in ByName)
        {
            foreach (Algorithm row in AlgorithmCatalog.All.Where(row => row.Class == AlgorithmClass.KeyExchange && row.CiphertextLength == 0 && row.IsAvailable(provider)))
            {
                data.Add(name, row.Name);
            }
        }

        return data;
    }

    public static T Implementation<T>(string provider, AlgorithmClass algorithmClass, string algorithm)
    {
        Assert.True(AlgorithmCatalog.TryFind(algorithmClass, algorithm, out Algorithm? row));
        return Assert.IsAssignableFrom<T>(row.Implementation(Get(provider)));
    }

    private static Dictionary<string, ICryptoProvider> Create()
    {
        Dictionary<string, ICryptoProvider> providers = new()
        {
            [Platform] = new PlatformCryptoProvider(),
            [BouncyCastle] = new BouncyCastleCryptoProvider(),
        };
        if (LibcryptoProvider.TryCreate() is { } libcrypto)
        {
            providers.Add(Libcrypto, libcrypto);
        }

        if (InstructionCryptoProvider.TryCreate() is { } instructions)
        {
            providers.Add(Instructions, instructions);
        }

        return providers;
    }
}
