using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Esp;

/// <summary>What names an entry of the policy table.</summary>
/// <param name="VpnName">The vpn.</param>
/// <param name="PolicyName">The security policy of the vpn.</param>
/// <param name="Local">Local selector.</param>
/// <param name="Remote">Remote selector.</param>
/// <param name="IsConfigured">True for an entry of the configuration (a trap, pass, drop), false for one of an SA.</param>
internal sealed record PolicyKey(string VpnName, string PolicyName, TrafficSelector Local, TrafficSelector Remote, bool IsConfigured);
