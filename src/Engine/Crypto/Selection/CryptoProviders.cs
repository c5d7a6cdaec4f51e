namespace MyIkev2.Engine.Crypto;

/// <summary>The provider line-ups of the process.</summary>
public static class CryptoProviders
{
    /// <summary>What the system offers, fastest first: libcrypto (Linux), the platform's classes, managed code.</summary>
    public static CompositeCryptoProvider CreateBest() =>
        LibcryptoProvider.TryCreate() is { } libcrypto
            ? new CompositeCryptoProvider([libcrypto, new PlatformCryptoProvider(), new BouncyCastleCryptoProvider()])
            : CreatePortable();

    /// <summary>Without any library that only some systems have.</summary>
    public static CompositeCryptoProvider CreatePortable() =>
        new([new PlatformCryptoProvider(), new BouncyCastleCryptoProvider()]);
}
