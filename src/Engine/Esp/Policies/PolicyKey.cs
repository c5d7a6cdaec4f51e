using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>What names an entry of the policy table.</summary>
/// <param name="VpnName">The vpn.</param>
/// <param name="PolicyName">The security policy of the vpn.</param>
/// <param name="Local">Local selector.</param>
/// <param name="Remote">Remote selector.</param>
internal readonly record struct PolicyKey(string VpnName, string PolicyName, TrafficSelector Local, TrafficSelector Remote)
{
    /// <summary>A digest of the key, the same in every process; different keys may share one.</summary>
    public TrieKey Digest() => new(
        Digest(VpnName, Digest(Local, 1)),
        Digest(PolicyName, Digest(Remote, 2)));

    private static UInt128 Digest(in TrafficSelector selector, ulong seed) =>
        selector.Start.Bits
        ^ UInt128.RotateLeft(selector.End.Bits, 32)
        ^ ((UInt128)(((ulong)selector.Protocol << 32) | ((ulong)selector.StartPort << 16) | selector.EndPort) << 40)
        ^ seed;

    private static UInt128 Digest(string name, UInt128 state)
    {
        foreach (var letter in name)
        {
            state = UInt128.RotateLeft(state ^ letter, 9) * 0x9e37_79b9_7f4a_7c15;
        }

        return state;
    }
}
