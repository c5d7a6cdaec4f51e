namespace MyIkev2.Engine.Crypto;

/// <summary>libsodium, where it is installed: its X25519 is a quarter faster than OpenSSL 3.0's.</summary>
internal sealed unsafe class Libsodium
{
    private Libsodium(NativeModule module)
    {
        ScalarMultiply = (delegate* unmanaged<byte*, byte*, byte*, int>)module.Function("crypto_scalarmult_curve25519");
        ScalarMultiplyBase = (delegate* unmanaged<byte*, byte*, int>)module.Function("crypto_scalarmult_curve25519_base");
    }

    /// <summary>Result, scalar, point; -1 when the result is all zeros.</summary>
    public delegate* unmanaged<byte*, byte*, byte*, int> ScalarMultiply { get; }

    public delegate* unmanaged<byte*, byte*, int> ScalarMultiplyBase { get; }

    /// <summary>Null where it is absent (every system but Linux included).</summary>
    public static Libsodium? TryLoad()
    {
        if (!OperatingSystem.IsLinux() || NativeModule.TryLoad("libsodium.so.23", "libsodium.so.26") is not { } module)
        {
            return null;
        }

        try
        {
            // Chooses the implementations for this processor; 1 means that somebody did so before.
            var initialize = (delegate* unmanaged<int>)module.Function("sodium_init");
            return initialize() >= 0 ? new Libsodium(module) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }
}
