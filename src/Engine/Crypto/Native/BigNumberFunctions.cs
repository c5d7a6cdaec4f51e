namespace MyIkev2.Engine.Crypto;

/// <summary>libcrypto's BN interface, as far as MODP and ECP need it.</summary>
internal sealed unsafe class BigNumberFunctions
{
    /// <summary>BN_FLG_CONSTTIME: operations on the number take the constant-time path.</summary>
    public const int ConstantTime = 0x04;

    public BigNumberFunctions(NativeModule module)
    {
        ContextNew = (delegate* unmanaged<nint>)module.Function("BN_CTX_new");
        ContextFree = (delegate* unmanaged<nint, void>)module.Function("BN_CTX_free");
        New = (delegate* unmanaged<nint>)module.Function("BN_new");
        ClearFree = (delegate* unmanaged<nint, void>)module.Function("BN_clear_free");
        Clear = (delegate* unmanaged<nint, void>)module.Function("BN_clear");
        SetFlags = (delegate* unmanaged<nint, int, void>)module.Function("BN_set_flags");
        FromBytes = (delegate* unmanaged<byte*, int, nint, nint>)module.Function("BN_bin2bn");
        ToBytes = (delegate* unmanaged<nint, byte*, int, int>)module.Function("BN_bn2binpad");
        IsOne = (delegate* unmanaged<nint, int>)module.Function("BN_is_one");
        MontgomeryNew = (delegate* unmanaged<nint>)module.Function("BN_MONT_CTX_new");
        MontgomeryFree = (delegate* unmanaged<nint, void>)module.Function("BN_MONT_CTX_free");
        MontgomerySet = (delegate* unmanaged<nint, nint, nint, int>)module.Function("BN_MONT_CTX_set");
        PowerConstantTime = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, int>)module.Function("BN_mod_exp_mont_consttime");
        PowerVariableTime = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, int>)module.Function("BN_mod_exp_mont");
        MontgomeryMultiply = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)module.Function("BN_mod_mul_montgomery");
        ToMontgomery = (delegate* unmanaged<nint, nint, nint, nint, int>)module.Function("BN_to_montgomery");
        FromMontgomery = (delegate* unmanaged<nint, nint, nint, nint, int>)module.Function("BN_from_montgomery");
    }

    public delegate* unmanaged<nint> ContextNew { get; }

    public delegate* unmanaged<nint, void> ContextFree { get; }

    public delegate* unmanaged<nint> New { get; }

    public delegate* unmanaged<nint, void> ClearFree { get; }

    public delegate* unmanaged<nint, void> Clear { get; }

    public delegate* unmanaged<nint, int, void> SetFlags { get; }

    /// <summary>Bytes, length, number to overwrite (or zero for a new one).</summary>
    public delegate* unmanaged<byte*, int, nint, nint> FromBytes { get; }

    /// <summary>Number, destination, length; left-padded with zeros; -1 when it does not fit.</summary>
    public delegate* unmanaged<nint, byte*, int, int> ToBytes { get; }

    public delegate* unmanaged<nint, int> IsOne { get; }

    public delegate* unmanaged<nint> MontgomeryNew { get; }

    public delegate* unmanaged<nint, void> MontgomeryFree { get; }

    /// <summary>Montgomery context, modulus, BN context.</summary>
    public delegate* unmanaged<nint, nint, nint, int> MontgomerySet { get; }

    /// <summary>Result, base, exponent, modulus, BN context, Montgomery context.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, nint, int> PowerConstantTime { get; }

    public delegate* unmanaged<nint, nint, nint, nint, nint, nint, int> PowerVariableTime { get; }

    /// <summary>Result, a, b, Montgomery context, BN context.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> MontgomeryMultiply { get; }

    public delegate* unmanaged<nint, nint, nint, nint, int> ToMontgomery { get; }

    public delegate* unmanaged<nint, nint, nint, nint, int> FromMontgomery { get; }

    /// <summary>Reads big-endian bytes into an existing number.</summary>
    public bool Read(nint number, ReadOnlySpan<byte> bigEndian)
    {
        fixed (byte* pointer = bigEndian)
        {
            return FromBytes(pointer, bigEndian.Length, number) != 0;
        }
    }

    /// <summary>Writes the number left-padded to the whole of <paramref name="bigEndian"/>.</summary>
    public bool Write(nint number, Span<byte> bigEndian)
    {
        fixed (byte* pointer = bigEndian)
        {
            return ToBytes(number, pointer, bigEndian.Length) == bigEndian.Length;
        }
    }
}
