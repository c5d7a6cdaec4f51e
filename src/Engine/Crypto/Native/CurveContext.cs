namespace MyIkev2.Engine.Crypto;

/// <summary>One thread's group, points and numbers for one curve. Secret numbers are cleared after every use.</summary>
internal sealed unsafe class CurveContext : NativeState
{
    private const byte UncompressedPrefix = 4;
    private const int LongestPublic = 132;

    private readonly EvpFunctions _evp;
    private readonly BigNumberFunctions _numbers;
    private readonly CurveFunctions _curves;
    private readonly int _publicLength;
    private readonly nint _context;
    private readonly nint _group;
    private readonly nint _point;
    private readonly nint _product;
    private readonly nint _scalar;
    private readonly nint _x;

    public CurveContext(Libcrypto library, EcpGroup group)
    {
        _evp = library.Evp;
        _numbers = library.BigNumbers;
        _curves = library.Curves;
        _publicLength = group.PublicLength;
        _context = _numbers.ContextNew();
        _group = _curves.GroupByName(group.OpensslId);
        _evp.Require(_context != 0 && _group != 0, "EC_GROUP_new_by_curve_name");
        _point = _curves.PointNew(_group);
        _product = _curves.PointNew(_group);
        _scalar = _numbers.New();
        _x = _numbers.New();
        _evp.Require(_point != 0 && _product != 0 && _scalar != 0 && _x != 0, "EC_POINT_new");
        _numbers.SetFlags(_scalar, BigNumberFunctions.ConstantTime);
    }

    /// <summary>scalar * G as x | y.</summary>
    public void PublicValue(ReadOnlySpan<byte> scalar, Span<byte> publicValue)
    {
        bool done = _numbers.Read(_scalar, scalar) && _curves.Multiply(_group, _product, _scalar, 0, 0, _context) == 1;
        _numbers.Clear(_scalar);
        _evp.Require(done, "EC_POINT_mul");
        byte* octets = stackalloc byte[LongestPublic + 1];
        nuint length = (nuint)_publicLength + 1;
        nuint written = _curves.PointToOctets(_group, _product, CurveFunctions.Uncompressed, octets, length, _context);
        _evp.Require(written == length, "EC_POINT_point2oct");
        new ReadOnlySpan<byte>(octets + 1, _publicLength).CopyTo(publicValue);
    }

    /// <summary>The x coordinate of scalar * peer; false when the peer's value is not a point of the curve.</summary>
    public bool SharedSecret(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> peerPublic, Span<byte> shared)
    {
        byte* octets = stackalloc byte[LongestPublic + 1];
        octets[0] = UncompressedPrefix;
        peerPublic.CopyTo(new Span<byte>(octets + 1, _publicLength));
        if (_curves.PointFromOctets(_group, _point, octets, (nuint)_publicLength + 1, _context) != 1)
        {
            return false;
        }

        bool done = _numbers.Read(_scalar, scalar)
            && _curves.Multiply(_group, _product, 0, _point, _scalar, _context) == 1
            && _curves.IsAtInfinity(_group, _product) == 0
            && _curves.AffineCoordinates(_group, _product, _x, 0, _context) == 1
            && _numbers.Write(_x, shared);
        _numbers.Clear(_scalar);
        _numbers.Clear(_x);
        return done;
    }

    protected override void Free()
    {
        _numbers.ClearFree(_x);
        _numbers.ClearFree(_scalar);
        if (_product != 0)
        {
            _curves.PointFree(_product);
        }

        if (_point != 0)
        {
            _curves.PointFree(_point);
        }

        _curves.GroupFree(_group);
        _numbers.ContextFree(_context);
    }
}
