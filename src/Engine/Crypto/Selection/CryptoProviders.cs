using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>The provider line-ups of the process.</summary>
public static class CryptoProviders
{
    /// <summary>What the system offers: libcrypto (Linux), the platform's classes, managed code; before them our own code where it is faster.</summary>
    public static CompositeCryptoProvider CreateBest()
    {
        LibcryptoProvider? libcrypto = LibcryptoProvider.TryCreate();
        InstructionCryptoProvider? instructions = InstructionCryptoProvider.TryCreate();
        PlatformCryptoProvider platform = new();
        ICryptoProvider?[] lineUp = [libcrypto, instructions, platform, new BouncyCastleCryptoProvider()];
        return new CompositeCryptoProvider([.. lineUp.OfType<ICryptoProvider>()], row => Preferred(row, instructions, platform));
    }

    /// <summary>What TLS the system has; null = none, and methods that need it are refused by name.</summary>
    public static ITlsProvider? FindTls() => Libcrypto.TryLoad() is { } libcrypto ? Libssl.TryLoad(libcrypto.Version) : null;

    /// <summary>Without any library that only some systems have.</summary>
    public static CompositeCryptoProvider CreatePortable() =>
        new([new PlatformCryptoProvider(), new BouncyCastleCryptoProvider()]);

    /// <summary>The system's library has key encapsulation mechanisms (ML-KEM): OpenSSL from 3.5 on, recent Windows.</summary>
    public static bool HasKeyEncapsulation => PlatformMlKem.IsSupported;

    private static ICryptoProvider? Preferred(Algorithm row, InstructionCryptoProvider? instructions, PlatformCryptoProvider platform)
    {
        if (instructions is not null && row.IsAvailable(instructions))
        {
            return instructions;
        }

        return AesMac.IsFast && IsAesMac(row) ? platform : null;
    }

    /// <summary>Our own code for these needs no native context and takes a quarter of libcrypto's time on a short message.</summary>
    private static bool IsAesMac(Algorithm row) =>
        (row.Type == TransformType.Integrity && (IntegrityId)row.Id is IntegrityId.AesCmac96 or IntegrityId.AesXcbc96)
        || (row.Type == TransformType.PseudorandomFunction
            && (PseudorandomFunctionId)row.Id is PseudorandomFunctionId.AesCmac128 or PseudorandomFunctionId.AesXcbc128);
}
