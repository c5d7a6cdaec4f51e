using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>What manual and dynamic tunnels have in common: state, endpoints, algorithms and SPIs.</summary>
internal static class TunnelFields
{
    public static IReadOnlyList<ReportField> Protection(in IpTunnelSection tunnel) =>
    [
        new("State", Code(tunnel.State, "NMsec_SASTATE_")),
        new("FIPS140", YesNo((tunnel.Flags & IpTunnelFlags.Fips140) != 0)),
        new("HowToEncap", OptionalCode(tunnel.Mode, "NMsec_ENCAP_")),
        new("LocalEndpoint", $"{tunnel.LocalAddress}"),
        new("RemoteEndpoint", $"{tunnel.RemoteAddress}"),
        new("HowToAuth", OptionalCode(tunnel.Protocol, "NMsec_PROTO_")),
        new("AuthAlgorithm", OptionalCode(tunnel.Authentication, "NMsec_AUTH_")),
        new("AuthInboundSpi", Spi(tunnel.InboundAuthenticationSpi)),
        new("AuthOutboundSpi", Spi(tunnel.OutboundAuthenticationSpi)),
        new("HowToEncrypt", OptionalCode(tunnel.Encryption, "NMsec_ENCR_")),
        new("KeyLength", Number(tunnel.EncryptionKeyLength)),
        new("EncryptInboundSpi", Spi(tunnel.InboundEncryptionSpi)),
        new("EncryptOutboundSpi", Spi(tunnel.OutboundEncryptionSpi)),
    ];
}
