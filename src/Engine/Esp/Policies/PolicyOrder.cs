using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The order among policies: those with a configured priority first, the lower before the higher; then those without (0). Among equals it is how
/// narrow the selectors are, as IKE services compute priorities for a kernel: narrower addresses first, then a protocol before any, then narrower
/// ports.
/// </summary>
internal static class PolicyOrder
{
    private const int SpecificityBits = 32;

    /// <summary>After every policy.</summary>
    public const ulong Last = ulong.MaxValue;

    /// <summary>The lower comes first.</summary>
    public static ulong Of(int priority, in TrafficSelector local, in TrafficSelector remote) =>
        ((ulong)(priority == 0 ? uint.MaxValue : (uint)priority) << SpecificityBits) | (uint)(int.MaxValue - Specificity(local, remote));

    /// <summary>The higher the narrower.</summary>
    public static int Specificity(in TrafficSelector local, in TrafficSelector remote) =>
        ((AddressBits(local) + AddressBits(remote)) << 8)
        | (local.Protocol != 0 || remote.Protocol != 0 ? 1 << 7 : 0)
        | (PortBits(local) + PortBits(remote));

    private static int AddressBits(in TrafficSelector selector) =>
        (selector.IsIpv6 ? 128 : 32) - BitLength(selector.End.Bits - selector.Start.Bits);

    /// <summary>0 for all ports, 16 for one; OPAQUE counts as one.</summary>
    private static int PortBits(in TrafficSelector selector) =>
        selector.StartPort > selector.EndPort ? 16 : 16 - BitLength((UInt128)(selector.EndPort - selector.StartPort));

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);
}
