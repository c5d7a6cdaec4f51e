using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A name that configuration may use, and the algorithm that the engine has for it.</summary>
/// <param name="Algorithm">Null for <see cref="None"/>.</param>
internal sealed record AlgorithmName(string Text, Algorithm? Algorithm)
{
    /// <summary>Doing without an algorithm.</summary>
    public static AlgorithmName None { get; } = new("none", null);

    /// <summary>Named, but not to be had on this system: key encapsulation is the one thing that the engine has no code of its own for.</summary>
    public bool IsMissing => Algorithm is { CiphertextLength: > 0 } && !CryptoProviders.HasKeyEncapsulation;
}

/// <summary>The names of each class of algorithms: those of the <see cref="AlgorithmCatalog"/>, whether this system can run them or not.</summary>
internal static class AlgorithmNames
{
    public static IEnumerable<AlgorithmName> Of(AlgorithmClass algorithmClass) =>
        AlgorithmCatalog.All.Where(algorithm => algorithm.Class == algorithmClass).Select(algorithm => new AlgorithmName(algorithm.Name, algorithm));

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
