namespace MyIkev2.Engine.Crypto;

/// <summary>libcrypto's RSA functions below EVP: a key from its two numbers, without a decoder. Deprecated since 3.0; a build without them leaves RSA to the platform.</summary>
internal sealed unsafe class RsaFunctions
{
    private RsaFunctions(nint create, nint free, nint setKey, nint verify)
    {
        New = (delegate* unmanaged<nint>)create;
        Free = (delegate* unmanaged<nint, void>)free;
        SetKey = (delegate* unmanaged<nint, nint, nint, nint, int>)setKey;
        Verify = (delegate* unmanaged<int, byte*, uint, byte*, uint, nint, int>)verify;
    }

    public delegate* unmanaged<nint> New { get; }

    public delegate* unmanaged<nint, void> Free { get; }

    /// <summary>Key, modulus, public exponent, private exponent or zero; owns the numbers once it succeeded.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, int> SetKey { get; }

    /// <summary>NID of the digest, digest, its length, signature, its length, key.</summary>
    public delegate* unmanaged<int, byte*, uint, byte*, uint, nint, int> Verify { get; }

    public static RsaFunctions? TryLoad(NativeModule module)
    {
        nint create = module.FunctionOrZero("RSA_new");
        nint free = module.FunctionOrZero("RSA_free");
        nint setKey = module.FunctionOrZero("RSA_set0_key");
        nint verify = module.FunctionOrZero("RSA_verify");
        return create == 0 || free == 0 || setKey == 0 || verify == 0 ? null : new RsaFunctions(create, free, setKey, verify);
    }
}
