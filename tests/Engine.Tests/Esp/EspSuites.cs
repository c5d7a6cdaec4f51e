using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>Every combination of algorithms that ESP can be given here: each AEAD, each cipher with one integrity algorithm and each integrity algorithm with one cipher.</summary>
internal static class EspSuites
{
    /// <summary>What the service itself would use.</summary>
    public static ICryptoProvider Crypto { get; } = SharedCrypto.Best;

    /// <summary>As names joined by "+".</summary>
    public static TheoryData<string> All
    {
        get
        {
            TheoryData<string> data = [];
            foreach (var row in Rows(AlgorithmClass.Aead))
            {
                data.Add(row.Name);
            }

            foreach (var row in Rows(AlgorithmClass.Encryption))
            {
                data.Add($"{row.Name}+hmac-sha256");
            }

            foreach (var row in Rows(AlgorithmClass.Integrity))
            {
                data.Add($"null+{row.Name}");
                data.Add($"aes128-cbc+{row.Name}");
            }

            return data;
        }
    }

    public static ChildSaInstallation Install(string suite)
    {
        var parts = suite.Split('+');
        return EspInstallations.Create(parts[0], parts.Length == 1 ? null : parts[1]);
    }

    private static IEnumerable<Algorithm> Rows(AlgorithmClass algorithmClass) =>
        AlgorithmCatalog.All.Where(row => row.Class == algorithmClass && row.Use.HasFlag(AlgorithmUse.Esp) && row.IsAvailable(Crypto));
}
