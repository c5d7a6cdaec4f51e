using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>The networks of which a selector's range of addresses consists. Routes know no ports and protocols: the policies sort those out.</summary>
internal static class SelectorPrefixes
{
    /// <summary>The fewest prefixes that are together the range, in order.</summary>
    public static List<IPNetworkAddress> Of(in TrafficSelector selector)
    {
        var result = new List<IPNetworkAddress>();
        if (selector.Start.IsNone || selector.Start.Length != selector.End.Length)
        {
            return result;
        }

        var bits = selector.IsIpv6 ? 128 : 32;
        Span<SelectorPrefix> pieces = stackalloc SelectorPrefix[SelectorPrefix.WorstAddressPieces];
        foreach (var piece in pieces[..SelectorPrefix.Split(selector.Start.Bits, selector.End.Bits, bits, pieces)])
        {
            result.Add(new IPNetworkAddress(IpAddress.FromBits(piece.Bits >> (128 - bits), selector.IsIpv6), piece.Length));
        }

        return result;
    }
}
