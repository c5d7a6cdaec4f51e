namespace MyIkev2.Engine.Esp;

/// <summary>A network: an address and how many of its leading bits count.</summary>
/// <param name="Address">Address; the bits after the prefix do not count.</param>
/// <param name="Length">0..32 or 0..128.</param>
public readonly record struct IpPrefix(IpAddress Address, int Length)
{
    /// <summary>The prefix that is exactly this range, or null.</summary>
    public static IpPrefix? FromRange(in IpAddress start, in IpAddress end)
    {
        var hostMask = start.Bits ^ end.Bits;
        var isPrefix = (hostMask & (hostMask + 1)) == 0 && (start.Bits & hostMask) == 0 && (end.Bits & hostMask) == hostMask;
        var width = start.IsIpv6 ? 128 : 32;
        return isPrefix ? new IpPrefix(start, width - (int)(128 - UInt128.LeadingZeroCount(hostMask))) : null;
    }

    public override string ToString() => $"{Address}/{Length}";
}
