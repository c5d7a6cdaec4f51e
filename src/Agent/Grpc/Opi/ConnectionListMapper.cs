using System.Globalization;
using System.Net;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;
using static MyIkev2.Agent.Grpc.Opi.DialectA.TrafficSelectors.Types;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>Configured connections in OPI's messages.</summary>
internal static class ConnectionListMapper
{
    public static ListConnResp ToMessage(VpnConfiguration vpn) => new()
    {
        Name = vpn.Name,
        LocalAddrs = { Address(vpn.LocalAddress) },
        RemoteAddrs = { Address(vpn.RemoteAddress) },
        Version = "IKEv2",
        ReauthTime = OpiWords.WholeSeconds(vpn.ReauthenticationTime),
        RekeyTime = OpiWords.WholeSeconds(vpn.RekeyTime),
        Unique = vpn.UniqueSa switch
        {
            UniqueSaRule.Replace => "UNIQUE_REPLACE",
            UniqueSaRule.Keep => "UNIQUE_KEEP",
            UniqueSaRule.Never => "UNIQUE_NEVER",
            _ => "UNIQUE_NO",
        },
        DpdDelay = OpiWords.WholeSeconds(vpn.DpdDelay),
        LocalAuth =
        {
            new ListConnAuth
            {
                Class = ClassOf(vpn.LocalAuthentication),
                Id = vpn.LocalIdentity.Text,
                EapId = vpn.EapIdentity,
                Certs = vpn.Certificate.Length == 0 ? null : new Certs { Cert = { vpn.Certificate } },
            },
        },
        RemoteAuth =
        {
            new ListConnAuth
            {
                Class = ClassOf(vpn.RemoteAuthentication),
                Id = vpn.RemoteIdentity.Text,
                Cacerts = vpn.RemoteAuthority.Length == 0 ? null : new CaCerts { Cacert = { vpn.RemoteAuthority } },
            },
        },
        Children = { vpn.Policies.Select(ToMessage) },
    };

    private static ListChild ToMessage(SecurityPolicyInfo policy) => new()
    {
        Name = policy.Name,
        Mode = policy.Action switch
        {
            SecurityPolicyAction.Pass => "PASS",
            SecurityPolicyAction.Drop => "DROP",
            _ => policy.Mode == IpsecMode.Transport ? "TRANSPORT" : "TUNNEL",
        },
        RekeyTime = OpiWords.WholeSeconds(policy.RekeyTime),
        RekeyBytes = OpiWords.Clamp(policy.RekeyBytes),
        RekeyPackets = OpiWords.Clamp(policy.RekeyPackets),
        DpdAction = TriggerOf(policy.DpdAction),
        CloseAction = TriggerOf(policy.CloseAction),
        LocalTs = Selectors(policy.LocalSelectors),
        RemoteTs = Selectors(policy.RemoteSelectors),
        Priority = policy.Priority == 0 ? string.Empty : policy.Priority.ToString(CultureInfo.InvariantCulture),
    };

    private static TrafficSelectors Selectors(IReadOnlyList<ConfiguredSelectorInfo> selectors) => new()
    {
        Ts =
        {
            selectors.Select(static selector => new TrafficSelector
            {
                Cidr = selector.Addresses,
                Proto = selector.Protocol == 0 ? string.Empty : selector.Protocol.ToString(CultureInfo.InvariantCulture),
                Port = (selector.StartPort, selector.EndPort) switch
                {
                    (0, ushort.MaxValue) => string.Empty,
                    var (start, end) when start == end => start.ToString(CultureInfo.InvariantCulture),
                    var (start, end) => $"{start}-{end}",
                },
            }),
        },
    };

    private static Addrs Address(IPAddress? address) => new() { Addr = address?.ToString() ?? "%any" };

    private static string ClassOf(AuthenticationClass authentication) => authentication switch
    {
        AuthenticationClass.PublicKey => "public key",
        AuthenticationClass.Eap => "EAP",
        _ => "pre-shared key",
    };

    private static string TriggerOf(SecurityPolicyTrigger trigger) => trigger switch
    {
        SecurityPolicyTrigger.Trap => "trap",
        SecurityPolicyTrigger.Start => "start",
        _ => "none",
    };
}
