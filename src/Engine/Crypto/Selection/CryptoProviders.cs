using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>The provider line-ups of the process.</summary>
public static class CryptoProviders
{
    /// <summary>What the system offers, fastest first: libcrypto (Linux), the platform's classes, managed code.</summary>
    public static CompositeCryptoProvider CreateBest()
    {
        if (LibcryptoProvider.TryCreate() is not { } libcrypto)
        {
            return CreatePortable();
        }

        PlatformCryptoProvider platform = new();
        return new CompositeCryptoProvider(
            [libcrypto, platform, new BouncyCastleCryptoProvider()],
            row => AesMac.IsFast && IsAesMac(row) ? platform : null);
    }

    /// <summary>Without any library that only some systems have.</summary>
    public static CompositeCryptoProvider CreatePortable() =>
        new([new PlatformCryptoProvider(), new BouncyCastleCryptoProvider()]);

    /// <summary>Our own code for these needs no native context and takes a quarter of libcrypto's time on a short message.</summary>
    private static bool IsAesMac(Algorithm row) =>
        (row.Type == TransformType.Integrity && (IntegrityId)row.Id is IntegrityId.AesCmac96 or IntegrityId.AesXcbc96)
        || (row.Type == TransformType.PseudorandomFunction
            && (PseudorandomFunctionId)row.Id is PseudorandomFunctionId.AesCmac128 or PseudorandomFunctionId.AesXcbc128);
}
