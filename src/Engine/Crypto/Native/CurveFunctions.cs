namespace MyIkev2.Engine.Crypto;

/// <summary>libcrypto's EC_GROUP and EC_POINT interface: the curve arithmetic without key objects and their repeated validation.</summary>
internal sealed unsafe class CurveFunctions
{
    /// <summary>POINT_CONVERSION_UNCOMPRESSED: 0x04, x, y.</summary>
    public const int Uncompressed = 4;

    public CurveFunctions(NativeModule module)
    {
        GroupByName = (delegate* unmanaged<int, nint>)module.Function("EC_GROUP_new_by_curve_name");
        GroupFree = (delegate* unmanaged<nint, void>)module.Function("EC_GROUP_free");
        PointNew = (delegate* unmanaged<nint, nint>)module.Function("EC_POINT_new");
        PointFree = (delegate* unmanaged<nint, void>)module.Function("EC_POINT_clear_free");
        PointFromOctets = (delegate* unmanaged<nint, nint, byte*, nuint, nint, int>)module.Function("EC_POINT_oct2point");
        PointToOctets = (delegate* unmanaged<nint, nint, int, byte*, nuint, nint, nuint>)module.Function("EC_POINT_point2oct");
        Multiply = (delegate* unmanaged<nint, nint, nint, nint, nint, nint, int>)module.Function("EC_POINT_mul");
        AffineCoordinates = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)module.Function("EC_POINT_get_affine_coordinates");
        IsAtInfinity = (delegate* unmanaged<nint, nint, int>)module.Function("EC_POINT_is_at_infinity");
    }

    public delegate* unmanaged<int, nint> GroupByName { get; }

    public delegate* unmanaged<nint, void> GroupFree { get; }

    public delegate* unmanaged<nint, nint> PointNew { get; }

    public delegate* unmanaged<nint, void> PointFree { get; }

    /// <summary>Group, point, octets, length, BN context. Checks the range of both coordinates and the curve equation.</summary>
    public delegate* unmanaged<nint, nint, byte*, nuint, nint, int> PointFromOctets { get; }

    /// <summary>Group, point, form, octets, length, BN context; answers the length written.</summary>
    public delegate* unmanaged<nint, nint, int, byte*, nuint, nint, nuint> PointToOctets { get; }

    /// <summary>Group, result, scalar of the generator (or zero), point, scalar of the point, BN context.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, nint, int> Multiply { get; }

    /// <summary>Group, point, x, y (or zero), BN context.</summary>
    public delegate* unmanaged<nint, nint, nint, nint, nint, int> AffineCoordinates { get; }

    public delegate* unmanaged<nint, nint, int> IsAtInfinity { get; }
}
