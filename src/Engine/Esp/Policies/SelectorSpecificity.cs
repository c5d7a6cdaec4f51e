using System.Numerics;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The order among policies of one configured priority, as IKE services compute it for a kernel that knows priorities only: narrower addresses
/// first, then a protocol before any, then narrower ports.
/// </summary>
internal static class SelectorSpecificity
{
    /// <summary>Above every value: two IPv6 hosts, a protocol, two single ports.</summary>
    public const int Limit = 1 << 18;

    /// <summary>The higher the narrower.</summary>
    public static int Of(in TrafficSelector local, in TrafficSelector remote) =>
        ((AddressBits(local) + AddressBits(remote)) << 8)
        | (local.Protocol != 0 || remote.Protocol != 0 ? 1 << 7 : 0)
        | (PortBits(local) + PortBits(remote));

    /// <summary>That of an SA's selectors, or of the narrowest configured pair that shares packets with them.</summary>
    public static int OfSa(ChildPolicy policy, in TrafficSelector local, in TrafficSelector remote)
    {
        var narrowest = Of(local, remote);
        foreach (var configuredLocal in policy.LocalSelectors)
        {
            foreach (var configuredRemote in policy.RemoteSelectors)
            {
                if (configuredLocal.Network is not null
                    && configuredRemote.Network is not null
                    && configuredLocal.Resolve(default) is var trapLocal
                    && configuredRemote.Resolve(default) is var trapRemote
                    && TrafficSelector.Intersect(trapLocal, local) is not null
                    && TrafficSelector.Intersect(trapRemote, remote) is not null)
                {
                    narrowest = Math.Max(narrowest, Of(trapLocal, trapRemote));
                }
            }
        }

        return narrowest;
    }

    private static int AddressBits(in TrafficSelector selector) =>
        (selector.IsIpv6 ? 128 : 32) - BitLength(selector.End.Bits - selector.Start.Bits);

    /// <summary>0 for all ports, 16 for one; OPAQUE counts as one.</summary>
    private static int PortBits(in TrafficSelector selector) =>
        selector.StartPort > selector.EndPort ? 16 : 16 - BitLength((UInt128)(selector.EndPort - selector.StartPort));

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);
}
