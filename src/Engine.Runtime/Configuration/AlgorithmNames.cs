using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A name that configuration may use, and the algorithm that the engine has for it.</summary>
/// <param name="Algorithm">Null when the engine does not have it yet.</param>
internal sealed record AlgorithmName(string Text, Algorithm? Algorithm)
{
    /// <summary>Doing without an algorithm.</summary>
    public static AlgorithmName None { get; } = new("none", null);

    /// <summary>Named, but not to be had.</summary>
    public bool IsMissing => Algorithm is null && this != None;
}

/// <summary>The names of each class of algorithms: those of the <see cref="AlgorithmCatalog"/>, and those that peers' configurations use beyond it.</summary>
internal static class AlgorithmNames
{
    private static readonly string[] PostQuantumKeyExchanges = ["ml-kem-512", "ml-kem-768", "ml-kem-1024"];

    public static IEnumerable<AlgorithmName> Of(AlgorithmClass algorithmClass)
    {
        var known = AlgorithmCatalog.All.Where(algorithm => algorithm.Class == algorithmClass).Select(algorithm => new AlgorithmName(algorithm.Name, algorithm));
        return algorithmClass == AlgorithmClass.KeyExchange
            ? known.UnionBy(PostQuantumKeyExchanges.Select(name => new AlgorithmName(name, null)), name => name.Text)
            : known;
    }

    /// <summary>The PRF that goes with an integrity algorithm when the proposal names none: the same primitive.</summary>
    public static PseudorandomFunctionId PrfFor(IntegrityId integrity) => integrity switch
    {
        IntegrityId.HmacMd5_96 => PseudorandomFunctionId.HmacMd5,
        IntegrityId.HmacSha1_96 => PseudorandomFunctionId.HmacSha1,
        IntegrityId.AesXcbc96 => PseudorandomFunctionId.AesXcbc128,
        IntegrityId.AesCmac96 => PseudorandomFunctionId.AesCmac128,
        IntegrityId.HmacSha384_192 => PseudorandomFunctionId.HmacSha384,
        IntegrityId.HmacSha512_256 => PseudorandomFunctionId.HmacSha512,
        _ => PseudorandomFunctionId.HmacSha256,
    };
}
