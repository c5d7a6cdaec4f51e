using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The vpns of a valid document to their policies.</summary>
internal sealed class VpnLoader(ConfigNode ike, RequestIds requestIds)
{
    private readonly ProposalLoader _proposals = new();

    public PeerPolicy Load(ConfigNode vpn)
    {
        var policy = PolicyView.Of(ike, vpn, "ike-policy")!;
        var ipsec = PolicyView.Of(ike, vpn, "ipsec-policy")!;
        return new PeerPolicy
        {
            Name = vpn.Key!,
            Vrf = ike.Parent!.Key!,
            Template = policy.TemplateName,
            Enabled = vpn.Get<bool>("enabled"),
            LocalAddress = Address(vpn, "local-address"),
            RemoteAddress = Address(vpn, "remote-address"),
            RemotePort = vpn.TryGet<long>("remote-port", out var port) ? (ushort)port : (ushort)500,
            RemoteNatTraversalPort = vpn.TryGet<long>("remote-nat-port", out var natPort) ? (ushort)natPort : (ushort)4500,
            LocalIdentity = vpn.TryGet<Identity>("local-id", out var identity) ? identity : null,
            RemoteIdentity = vpn.TryGet<IdentityPattern>("remote-id", out var pattern) ? pattern : IdentityPattern.Any,
            EapIdentity = vpn.Value("eap-id")?.Text,
            EapServerIdentity = vpn.TryGet<Identity>("eap-server-id", out var server) ? server : null,
            LocalAuthentication = Method(policy.Get<string>("local-auth-method")),
            RemoteAuthentication = Method(policy.Get<string>("remote-auth-method")),
            Second = vpn.Container("second-auth") is { } second ? LoadSecond(second) : null,
            Certificate = vpn.TryGet<string>("certificate", out var certificate) ? certificate : string.Empty,
            RemoteAuthority = vpn.TryGet<string>("remote-ca-certificate", out var authority) ? authority : string.Empty,
            SendCertificate = policy.Get<string>("send-cert") switch { "always" => CertificateSending.Always, "never" => CertificateSending.Never, _ => CertificateSending.IfAsked },
            SendCertificateRequest = policy.Get<bool>("send-certreq"),
            Revocation = Rule(policy.Get<string>("revocation")),
            PrefersPss = policy.Get<string>("rsa-signature") == "pss",
            Proposals = _proposals.Load(policy.Entries("ike-proposal"), ProtocolId.Ike),
            KeyingTries = (int)policy.Get<long>("keying-tries"),
            UniqueSa = UniqueSa(policy.Get<string>("unique-sa")),
            ReauthenticationTime = policy.Get<TimeSpan>("reauth-time"),
            RekeyTime = policy.Get<TimeSpan>("rekey-time"),
            OverTime = policy.Duration("over-time"),
            RandomTime = policy.Duration("rand-time"),
            DpdDelay = policy.Get<TimeSpan>("dpd-delay"),
            ForceUdpEncapsulation = policy.Get<bool>("udp-encap"),
            Mobike = policy.Get<bool>("mobike"),
            Ppk = vpn.TryGet<string>("ppk", out var ppk) ? ppk : string.Empty,
            RequiresPpk = policy.Get<bool>("require-ppk"),
            FollowsRedirects = policy.Get<bool>("follow-redirect"),
            RedirectTo = Address(vpn, "redirect-to"),
            RedirectsAtOnce = vpn.Get<string>("redirect-at") == "init",
            Fragmentation = Use(policy.Get<string>("fragmentation")),
            Childless = Use(policy.Get<string>("childless")),
            VirtualAddressRequests = vpn.Values("vip-request").Select(value => (IpAddress)value.Data).ToValueList(),
            AddressPools = vpn.Values("vip-pool").Select(value => value.Text).Where(name => name != AddressPoolRules.Radius).ToValueList(),
            UsesRadiusAddresses = vpn.Values("vip-pool").Any(static value => value.Text == AddressPoolRules.Radius),
            RadiusGroups = vpn.Values("radius-group").Select(static value => value.Text).ToValueList(),
            Children = vpn.Entries("security-policy").Select(child => LoadChild(child, ipsec, requestIds.Of(RequestIds.Qualify(ike.Parent!.Key!, vpn.Key!), child.Key!))).ToValueList(),
        };
    }

    private static SecondAuthentication? LoadSecond(ConfigNode second) => new()
    {
        Local = second.TryGet<string>("local-auth-method", out var local) ? Method(local) : null,
        Remote = second.TryGet<string>("remote-auth-method", out var remote) ? Method(remote) : null,
        LocalIdentity = second.TryGet<Identity>("local-id", out var identity) ? identity : null,
        RemoteIdentity = second.TryGet<IdentityPattern>("remote-id", out var pattern) ? pattern : IdentityPattern.Any,
        Certificate = second.TryGet<string>("certificate", out var certificate) ? certificate : string.Empty,
        RemoteAuthority = second.TryGet<string>("remote-ca-certificate", out var authority) ? authority : string.Empty,
    };

    private ChildPolicy LoadChild(ConfigNode child, PolicyView ipsec, uint requestId)
    {
        var action = Action(child.Get<string>("action"));
        var isNegotiated = action is PolicyAction.Esp or PolicyAction.Ah;
        return new ChildPolicy
        {
            Name = child.Key!,
            RequestId = requestId,
            Action = action,
            Mode = child.Get<string>("mode") == "transport" ? IpsecMode.Transport : IpsecMode.Tunnel,
            Priority = (int)child.Get<long>("priority"),
            Proposals = action switch
            {
                PolicyAction.Esp => _proposals.Load(ipsec.Entries("esp-proposal"), ProtocolId.Esp),
                PolicyAction.Ah => _proposals.Load(ipsec.Entries("ah-proposal"), ProtocolId.Ah),
                _ => [],
            },
            LocalSelectors = Selectors(child.Container("local-ts")),
            RemoteSelectors = Selectors(child.Container("remote-ts")),
            ReplayWindow = (int)ipsec.Get<long>("replay-window"),
            StartAction = isNegotiated ? ReactionOf(ipsec.Get<string>("start-action")) : ChildAction.None,
            CloseAction = isNegotiated ? ReactionOf(ipsec.Get<string>("close-action")) : ChildAction.None,
            DpdAction = isNegotiated ? ReactionOf(ipsec.Get<string>("dpd-action")) : ChildAction.None,
            RekeyTime = ipsec.Get<TimeSpan>("rekey-time"),
            LifeTime = ipsec.Duration("life-time"),
            RandomTime = ipsec.Duration("rand-time"),
            RekeyBytes = ipsec.Get<ulong>("rekey-bytes"),
            RekeyPackets = (ulong)ipsec.Get<long>("rekey-packets"),
            LifeBytes = ipsec.TryGet<ulong>("life-bytes", out var bytes) ? bytes : null,
            LifePackets = ipsec.TryGet<long>("life-packets", out var packets) ? (ulong)packets : null,
            TfcPadding = (int)ipsec.Get<long>("tfc-padding"),
            EncapsulationCopiesDscp = ipsec.Get<bool>("encap-copy-dscp"),
            DecapsulationCopiesDscp = ipsec.Get<bool>("decap-copy-dscp"),
            EncapsulationCopiesDf = ipsec.Get<bool>("encap-copy-df"),
            HasTunnelInterface = child.Value("svti-id-out") is not null,
            Routes = isNegotiated ? RouteInjectionLoader.Load(child.Container("inject-routes")) : null,
        };
    }

    /// <summary>One selector per subnet; without a subnet one that is dynamic. Protocol and ports hold for all.</summary>
    public static ValueList<ConfiguredSelector> Selectors(ConfigNode? node)
    {
        if (node is null)
        {
            return [ConfiguredSelector.Dynamic];
        }

        var protocol = node.TryGet<long>("protocol", out var number) ? (byte)number : (byte)0;
        var (first, last) = node.TryGet<(ushort, ushort)>("port", out var ports) ? ports : ((ushort)0, ushort.MaxValue);
        var subnets = node.Values("subnet").Select(value => (IpSubnet)value.Data).ToList();
        return subnets.Count == 0
            ? [new ConfiguredSelector(null, 0, protocol, first, last)]
            : subnets.Select(subnet => new ConfiguredSelector(subnet.Network, subnet.PrefixLength, protocol, first, last)).ToValueList();
    }

    private static IpAddress? Address(ConfigNode vpn, string leaf) => vpn.TryGet<IpAddress>(leaf, out var address) && !address.IsNone ? address : null;

    private static AuthenticationKind Method(string word) => word switch
    {
        "certificate" => AuthenticationKind.Certificate,
        "eap-mschapv2" => AuthenticationKind.EapMschapv2,
        "eap-md5" => AuthenticationKind.EapMd5,
        "eap-tls" => AuthenticationKind.EapTls,
        "eap-ttls" => AuthenticationKind.EapTtls,
        "eap-peap" => AuthenticationKind.EapPeap,
        "eap-only" => AuthenticationKind.EapOnly,
        "eap-radius" => AuthenticationKind.EapRadius,
        "psk-radius" => AuthenticationKind.PskRadius,
        _ => AuthenticationKind.PreSharedKey,
    };

    private static RevocationRule Rule(string word) => word switch
    {
        "off" => RevocationRule.Off,
        "ifuri" => RevocationRule.IfUri,
        "strict" => RevocationRule.Strict,
        _ => RevocationRule.Relaxed,
    };

    private static UniqueSaPolicy UniqueSa(string word) => word switch
    {
        "replace" => UniqueSaPolicy.Replace,
        "keep" => UniqueSaPolicy.Keep,
        "never" => UniqueSaPolicy.Never,
        _ => UniqueSaPolicy.No,
    };

    private static FeatureUse Use(string word) => word switch
    {
        "no" or "never" => FeatureUse.No,
        "force" => FeatureUse.Force,
        _ => FeatureUse.Yes,
    };

    private static PolicyAction Action(string word) => word switch
    {
        "ah" => PolicyAction.Ah,
        "pass" => PolicyAction.Pass,
        "drop" => PolicyAction.Drop,
        _ => PolicyAction.Esp,
    };

    /// <summary>The words of start-action, close-action and dpd-action.</summary>
    private static ChildAction ReactionOf(string word) => word switch
    {
        "start" or "restart" => ChildAction.Start,
        "trap" => ChildAction.Trap,
        _ => ChildAction.None,
    };
}
