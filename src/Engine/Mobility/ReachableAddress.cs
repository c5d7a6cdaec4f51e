namespace MyIkev2.Engine.Mobility;

/// <summary>Which addresses another host can send to.</summary>
internal static class ReachableAddress
{
    public static bool Is(IpAddress address)
    {
        if (address.IsUnspecified)
        {
            return false;
        }

        var bits = address.Bits;
        return address.IsIpv6
            ? bits != UInt128.One && bits >> 118 != 0x3fa && bits >> 120 != 0xff // ::1, fe80::/10, ff00::/8
            : bits >> 24 != 127 && bits >> 16 != 0xa9fe && bits >> 28 != 0xe; // 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/4
    }
}
