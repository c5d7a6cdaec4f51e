using System.Numerics;

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

    /// <summary>generator ^ exponent mod p through the table; <paramref name="scratch"/> is as long as the prime.</summary>
    public void PowerOfGenerator(FixedBaseTable table, ReadOnlySpan<byte> exponent, Span<byte> scratch, Span<byte> result)
    {
        bool done = _numbers.Read(_result, table.Correction);
        for (int window = 0; window < FixedBaseTable.Windows(exponent.Length) && done; window++)
        {
            table.Select(window, FixedBaseTable.Digit(exponent, window), scratch);
            done = _numbers.Read(_base, scratch) && Multiply(_result, _result, _base);
        }

        done = done && _numbers.FromMontgomery(_result, _result, _montgomery, _context) == 1 && _numbers.Write(_result, result);
        scratch.Clear();
        _numbers.Clear(_base);
        _numbers.Clear(_result);
        _evp.Require(done, "fixed-base exponentiation");
    }

    /// <summary>Null when the group's numbers do not allow one.</summary>
    public FixedBaseTable? BuildTable(ModpGroup group)
    {
        int length = group.Length;
        int windows = FixedBaseTable.Windows(group.ExponentLength);
        byte[] entries = new byte[windows * FixedBaseTable.Digits * length];
        byte[] correction = new byte[length];
        bool done = ComputeCorrection(group, windows, correction)
            && _numbers.Read(_base, group.Generator)
            && _numbers.ToMontgomery(_base, _base, _montgomery, _context) == 1;
        for (int window = 0; window < windows && done; window++)
        {
            done = FillWindow(entries.AsSpan(window * FixedBaseTable.Digits * length, FixedBaseTable.Digits * length), length);
        }

        _evp.Require(done, "fixed-base table");
        return FixedBaseTable.AreFullLength(entries, length) ? new FixedBaseTable(length, entries, correction) : null;
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

    /// <summary>g^-(16 * sum of 16^i) as g^(p - 1 - ...), in Montgomery form.</summary>
    private bool ComputeCorrection(ModpGroup group, int windows, Span<byte> correction)
    {
        BigInteger surplus = 0;
        for (int window = 0; window < windows; window++)
        {
            surplus += BigInteger.One << (FixedBaseTable.BitsPerWindow * (window + 1));
        }

        BigInteger exponent = new BigInteger(group.Prime, isUnsigned: true, isBigEndian: true) - 1 - surplus;
        return _numbers.Read(_base, group.Generator)
            && _numbers.Read(_exponent, exponent.ToByteArray(isUnsigned: true, isBigEndian: true))
            && _numbers.PowerVariableTime(_result, _base, _exponent, _prime, _context, _montgomery) == 1
            && _numbers.ToMontgomery(_result, _result, _montgomery, _context) == 1
            && _numbers.Write(_result, correction);
    }

    /// <summary>Entries b^16 .. b^31 of a window whose base b is in _base; leaves b^16, the next window's base, there.</summary>
    private bool FillWindow(Span<byte> row, int length)
    {
        bool done = Multiply(_result, _base, _base)
            && Multiply(_result, _result, _result)
            && Multiply(_result, _result, _result)
            && Multiply(_result, _result, _result);
        for (int digit = 0; digit < FixedBaseTable.Digits && done; digit++)
        {
            done = _numbers.Write(_result, row.Slice(digit * length, length)) && Multiply(_result, _result, _base);
        }

        return done && _numbers.Read(_base, row[..length]);
    }

    private bool Multiply(nint product, nint left, nint right) =>
        _numbers.MontgomeryMultiply(product, left, right, _montgomery, _context) == 1;
}
