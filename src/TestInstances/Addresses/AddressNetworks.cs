using MyIkev2.Engine;

namespace MyIkev2.TestInstances.Addresses;

/// <summary>Ranges of addresses as networks.</summary>
internal static class AddressNetworks
{
    /// <summary>The fewest networks that are together the range, in order.</summary>
    public static IEnumerable<(IpAddress Network, int PrefixLength)> Cover(IpAddress first, IpAddress last)
    {
        var (bits, position, end) = (first.Length * 8, first.Bits, last.Bits);
        while (position <= end)
        {
            // The largest network that begins here and does not go past the end.
            var hostBits = position == 0 ? bits : (int)UInt128.TrailingZeroCount(position);
            while (hostBits > 0 && (hostBits >= 128 || (UInt128.One << hostBits) - 1 > end - position))
            {
                hostBits--;
            }

            yield return (IpAddress.FromBits(position, first.IsIpv6), bits - hostBits);
            var size = UInt128.One << hostBits;
            if (end - position < size)
            {
                yield break;
            }

            position += size;
        }
    }
}
