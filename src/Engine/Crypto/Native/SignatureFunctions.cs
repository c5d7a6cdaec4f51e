namespace MyIkev2.Engine.Crypto;

/// <summary>libcrypto's one-shot signatures with EVP keys.</summary>
internal sealed unsafe class SignatureFunctions(NativeModule module)
{
    /// <summary>Context, place for the key's context or zero, digest or zero, engine, key.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> SignInit { get; } =
        (delegate* unmanaged<nint, nint, nint, nint, nint, int>)module.Function("EVP_DigestSignInit");

    public delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Sign { get; } =
        (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)module.Function("EVP_DigestSign");

    public delegate* unmanaged<nint, nint, nint, nint, nint, int> VerifyInit { get; } =
        (delegate* unmanaged<nint, nint, nint, nint, nint, int>)module.Function("EVP_DigestVerifyInit");

    public delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int> Verify { get; } =
        (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int>)module.Function("EVP_DigestVerify");
}
