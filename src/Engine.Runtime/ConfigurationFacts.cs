using System.Collections;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>What monitors may know of a configuration. No secret is among it.</summary>
internal static class ConfigurationFacts
{
    /// <summary>One entry a vpn, in configuration order.</summary>
    public static IReadOnlyList<VpnConfiguration> Publish(EngineConfiguration configuration) => [.. configuration.Peers.Select(Publish)];

    private static VpnConfiguration Publish(PeerPolicy peer) => new()
    {
        Name = peer.Name,
        Vrf = peer.Vrf,
        Enabled = peer.Enabled,
        LocalAddress = peer.LocalAddress is { IsUnspecified: false } local ? local.ToIPAddress() : null,
        RemoteAddress = peer.RemoteAddress is { IsUnspecified: false } remote ? remote.ToIPAddress() : null,
        LocalIdentity = peer.LocalIdentity is { } own ? Info(own) : IdentityInfo.Unknown,
        RemoteIdentity = peer.RemoteIdentity.Exact is { } exact ? Info(exact) : new IdentityInfo(0, ReadOnlyMemory<byte>.Empty, peer.RemoteIdentity.Text),
        LocalAuthentication = ClassOf(peer.LocalAuthentication),
        RemoteAuthentication = ClassOf(peer.RemoteAuthentication),
        Certificate = peer.Certificate,
        RemoteAuthority = peer.RemoteAuthority,
        EapIdentity = peer.EapIdentity ?? string.Empty,
        RekeyTime = peer.RekeyTime,
        ReauthenticationTime = peer.ReauthenticationTime,
        DpdDelay = peer.DpdDelay,
        UniqueSa = peer.UniqueSa switch
        {
            UniqueSaPolicy.Replace => UniqueSaRule.Replace,
            UniqueSaPolicy.Keep => UniqueSaRule.Keep,
            UniqueSaPolicy.Never => UniqueSaRule.Never,
            _ => UniqueSaRule.No,
        },
        SecurityPolicies = [.. peer.Children.Select(static c => c.Name)],
        Policies = [.. peer.Children.Select(Publish)],
    };

    private static SecurityPolicyInfo Publish(ChildPolicy child) => new(
        child.Name, child.Action is PolicyAction.Esp or PolicyAction.Ah, child.Proposals.Count, child.StartAction == ChildAction.Trap)
    {
        Action = child.Action switch
        {
            PolicyAction.Ah => SecurityPolicyAction.Ah,
            PolicyAction.Pass => SecurityPolicyAction.Pass,
            PolicyAction.Drop => SecurityPolicyAction.Drop,
            _ => SecurityPolicyAction.Esp,
        },
        Mode = child.Mode,
        Priority = child.Priority,
        RekeyTime = child.RekeyTime,
        RekeyBytes = child.RekeyBytes,
        RekeyPackets = child.RekeyPackets,
        CloseAction = TriggerOf(child.CloseAction),
        DpdAction = TriggerOf(child.DpdAction),
        LocalSelectors = new Selectors(child.LocalSelectors),
        RemoteSelectors = new Selectors(child.RemoteSelectors),
    };

    private static IdentityInfo Info(Identity identity) => new((byte)identity.Type, identity.Data.AsSpan().ToArray(), identity.Text);

    private static AuthenticationClass ClassOf(AuthenticationKind kind) => kind switch
    {
        AuthenticationKind.PreSharedKey or AuthenticationKind.PskRadius => AuthenticationClass.PreSharedKey,
        AuthenticationKind.Certificate => AuthenticationClass.PublicKey,
        _ => AuthenticationClass.Eap,
    };

    private static SecurityPolicyTrigger TriggerOf(ChildAction action) => action switch
    {
        ChildAction.Trap => SecurityPolicyTrigger.Trap,
        ChildAction.Start => SecurityPolicyTrigger.Start,
        _ => SecurityPolicyTrigger.None,
    };

    /// <summary>Texts are made when somebody reads them: of a hundred thousand vpns hardly anybody does.</summary>
    private sealed class Selectors(ValueList<ConfiguredSelector> configured) : IReadOnlyList<ConfiguredSelectorInfo>
    {
        public int Count => configured.Count;

        public ConfiguredSelectorInfo this[int index] => Describe(configured[index]);

        public IEnumerator<ConfiguredSelectorInfo> GetEnumerator() => configured.Select(Describe).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static ConfiguredSelectorInfo Describe(ConfiguredSelector selector) => new(
            selector.Network is not { } network ? ConfiguredSelectorInfo.Dynamic : selector.Last is { } last ? $"{network}-{last}" : $"{network}/{selector.PrefixLength}",
            selector.Protocol,
            selector.StartPort,
            selector.EndPort);
    }
}
