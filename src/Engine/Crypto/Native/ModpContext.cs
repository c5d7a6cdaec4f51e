namespace MyIkev2.Engine.Crypto;

/// <summary>One thread's numbers and Montgomery context for one MODP group. Secret numbers are cleared after every use.</summary>
internal sealed unsafe class ModpContext : NativeState
{
    private readonly EvpFunctions _evp;
    private readonly BigNumberFunctions _numbers;
    private readonly nint _context;
    private readonly nint _montgomery;
    private readonly nint _prime;
    private readonly nint _order;
    private readonly nint _base;
    private readonly nint _exponent;
    private readonly nint _result;

    public ModpContext(Libcrypto library, ModpGroup group)
    {
        _evp = library.Evp;
        _numbers = library.BigNumbers;
        _context = _numbers.ContextNew();
        _montgomery = _numbers.MontgomeryNew();
        _prime = _numbers.New();
        _order = _numbers.New();
        _base = _numbers.New();
        _exponent = _numbers.New();
        _result = _numbers.New();
        _evp.Require(_context != 0 && _montgomery != 0 && _prime != 0 && _order != 0 && _base != 0 && _exponent != 0 && _result != 0, "BN_new");
        _numbers.SetFlags(_exponent, BigNumberFunctions.ConstantTime);
        _evp.Require(
            _numbers.Read(_prime, group.Prime)
                && _numbers.Read(_order, group.SubgroupOrder)
                && _numbers.MontgomerySet(_montgomery, _prime, _context) == 1,
            "BN_MONT_CTX_set");
    }

    /// <summary>value ^ exponent mod p, left-padded to the length of the prime (RFC 7296 section 2.14).</summary>
    public void Power(ReadOnlySpan<byte> value, ReadOnlySpan<byte> exponent, Span<byte> result)
    {
        bool done = _numbers.Read(_base, value)
            && _numbers.Read(_exponent, exponent)
            && _numbers.PowerConstantTime(_result, _base, _exponent, _prime, _context, _montgomery) == 1
            && _numbers.Write(_result, result);
        _numbers.Clear(_exponent);
        _numbers.Clear(_result);
        _evp.Require(done, "BN_mod_exp_mont_consttime");
    }

    /// <summary>value ^ q == 1; nothing in it is secret.</summary>
    public bool IsInSubgroup(ReadOnlySpan<byte> value)
    {
        bool done = _numbers.Read(_base, value)
            && _numbers.PowerVariableTime(_result, _base, _order, _prime, _context, _montgomery) == 1;
        _evp.Require(done, "BN_mod_exp_mont");
        return _numbers.IsOne(_result) == 1;
    }

    protected override void Free()
    {
        _numbers.ClearFree(_result);
        _numbers.ClearFree(_exponent);
        _numbers.ClearFree(_base);
        _numbers.ClearFree(_order);
        _numbers.ClearFree(_prime);
        if (_montgomery != 0)
        {
            _numbers.MontgomeryFree(_montgomery);
        }

        _numbers.ContextFree(_context);
    }
}
