using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>What a new configuration means for the vpns.</summary>
/// <param name="ToStart">New or changed vpns with a child that starts by itself.</param>
/// <param name="NewOrChanged">Number of new or changed vpns.</param>
internal sealed record ConfigurationChange(IReadOnlyList<string> ToStart, int NewOrChanged)
{
    public static ConfigurationChange Between(EngineConfiguration before, EngineConfiguration after)
    {
        var known = before.Peers.ToDictionary(static p => p.Name, StringComparer.Ordinal);
        var touched = after.Peers.Where(p => !known.TryGetValue(p.Name, out var old) || !old.Equals(p)).ToList();
        return new ConfigurationChange(
            [.. touched.Where(static p => p.Enabled && p.Children.Any(static c => c.StartAction == ChildAction.Start)).Select(static p => p.Name)],
            touched.Count);
    }

    /// <summary>What monitors may know of the configured vpns.</summary>
    public static IReadOnlyList<VpnConfiguration> Publish(EngineConfiguration configuration) => [.. configuration.Peers.Select(static p => new VpnConfiguration
    {
        Name = p.Name,
        Vrf = p.Vrf,
        Enabled = p.Enabled,
        LocalAddress = p.LocalAddress is { IsUnspecified: false } local ? local.ToIPAddress() : null,
        RemoteAddress = p.RemoteAddress is { IsUnspecified: false } remote ? remote.ToIPAddress() : null,
        LocalIdentity = p.LocalIdentity is { } own ? Info(own) : IdentityInfo.Unknown,
        RemoteIdentity = p.RemoteIdentity.Exact is { } exact ? Info(exact) : new IdentityInfo(0, ReadOnlyMemory<byte>.Empty, p.RemoteIdentity.Text),
        SecurityPolicies = [.. p.Children.Select(static c => c.Name)],
        Policies = [.. p.Children.Select(static c => new SecurityPolicyInfo(c.Name, c.Action is PolicyAction.Esp or PolicyAction.Ah, c.Proposals.Count, c.StartAction == ChildAction.Trap))],
    })];

    private static IdentityInfo Info(Identity identity) => new((byte)identity.Type, identity.Data.AsSpan().ToArray(), identity.Text);
}
