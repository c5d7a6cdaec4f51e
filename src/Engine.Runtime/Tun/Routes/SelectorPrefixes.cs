using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>The networks of which a selector's range of addresses consists. Routes know no ports and protocols: the policies sort those out.</summary>
internal static class SelectorPrefixes
{
    /// <summary>The fewest prefixes that are together the range, in order: at most twice the bits of an address less two.</summary>
    public static List<IPNetworkAddress> Of(in TrafficSelector selector)
    {
        var result = new List<IPNetworkAddress>();
        if (selector.Start.IsNone || selector.Start.Length != selector.End.Length)
        {
            return result;
        }

        var bits = selector.IsIpv6 ? 128 : 32;
        var first = selector.Start.Bits;
        var last = selector.End.Bits;
        while (first <= last)
        {
            // As large as the alignment of its first address and the rest of the range allow.
            var hostBits = first == UInt128.Zero ? bits : Math.Min(bits, (int)UInt128.TrailingZeroCount(first));
            while (LastOf(first, hostBits) > last)
            {
                hostBits--;
            }

            result.Add(new IPNetworkAddress(IpAddress.FromBits(first, selector.IsIpv6), bits - hostBits));
            var end = LastOf(first, hostBits);
            if (end == last)
            {
                break;
            }

            first = end + 1;
        }

        return result;
    }

    private static UInt128 LastOf(UInt128 first, int hostBits) => first | (hostBits >= 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1);
}
