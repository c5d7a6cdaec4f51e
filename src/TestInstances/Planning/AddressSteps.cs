using MyIkev2.Engine;

namespace MyIkev2.TestInstances.Planning;

/// <summary>Addresses counted up from tunnel to tunnel.</summary>
internal static class AddressSteps
{
    /// <summary>The address <paramref name="count"/> steps further, or null past the last one of the family.</summary>
    public static IpAddress? Step(IpAddress first, ulong step, ulong count)
    {
        var distance = (UInt128)step * count; // below 2^128: both have 64 bits
        var last = first.IsIpv6 ? UInt128.MaxValue : uint.MaxValue;
        return distance > last - first.Bits ? null : IpAddress.FromBits(first.Bits + distance, first.IsIpv6);
    }
}
