using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>IKE tunnels, as <c>ipsec -k display</c> shows them; with their dynamic tunnels, as with <c>-e</c>.</summary>
internal static class IkeTunnelReport
{
    public static ReportEntry Entry(IkeTunnelRecord record, ReportText text)
        => new($"{record.Tunnel.TunnelId} generation {record.Tunnel.Generation}", Fields(record, text));

    public static ReportEntry Entry(IkeTunnelCascadeRecord record, ReportText text)
    {
        var fields = new List<ReportField>(Fields(record.IkeTunnel, text));
        var number = 0;
        foreach (var tunnel in record.DynamicTunnels)
        {
            fields.Add(new ReportField("DynamicTunnel", $"{++number} of {record.DynamicTunnelTotal}"));
            fields.AddRange(DynamicTunnelReport.Fields(tunnel, text).Select(static field => field with { Label = "  " + field.Label }));
        }

        return new ReportEntry($"{record.IkeTunnel.Tunnel.TunnelId} generation {record.IkeTunnel.Tunnel.Generation}", fields);
    }

    private static List<ReportField> Fields(IkeTunnelRecord record, ReportText text)
    {
        var tunnel = record.Tunnel;
        var statistics = record.Statistics;
        return
        [
            new("TunnelID", tunnel.TunnelId.ToString()),
            new("Generation", $"{tunnel.Generation}"),
            new("IKEVersion", $"{tunnel.MajorVersion & 0x0F}.{tunnel.MinorVersion & 0x0F}"),
            new("KeyExchangeRuleName", tunnel.KeyExchangeRule.ToString()),
            new("KeyExchangeActionName", tunnel.KeyExchangeAction.ToString()),
            new("LocalEndpoint", $"{tunnel.LocalEndpoint}"),
            new("LocalIDType", IdentityType(tunnel.LocalIdentityType)),
            new("LocalID", record.LocalIdentity),
            new("RemoteEndpoint", $"{tunnel.RemoteEndpoint}"),
            new("RemoteIDType", IdentityType(tunnel.RemoteIdentityType)),
            new("RemoteID", record.RemoteIdentity),
            new("ExchangeMode", OptionalCode(tunnel.ExchangeMode, "NMsec_IKETUN_EXCH")),
            new("State", Code(tunnel.State, "NMsec_SASTATE_")),
            new("ExtendedState", Code(tunnel.ExtendedState, "NMsec_P1STATE_")),
            new("AuthenticationAlgorithm", OptionalCode(tunnel.Authentication, "NMsec_AUTH_")),
            new("EncryptionAlgorithm", Encryption(tunnel.Encryption)),
            new("KeyLength", Number(tunnel.EncryptionKeyLength.Value)),
            new("PseudoRandomFunction", OptionalCode(tunnel.PseudorandomFunction, "NMsec_AUTH_")),
            new("DiffieHellmanGroup", $"{tunnel.DiffieHellmanGroup}"),
            new("LocalAuthenticationMethod", OptionalCode(tunnel.LocalAuthentication, "NMsec_IKETUN_")),
            new("RemoteAuthenticationMethod", OptionalCode(tunnel.PeerAuthentication, "NMsec_IKETUN_")),
            new("InitiatorCookie", $"0x{tunnel.InitiatorCookie.Value:X16}"),
            new("ResponderCookie", $"0x{tunnel.ResponderCookie.Value:X16}"),
            new("Lifesize", Kilobytes(tunnel.Lifesize.Value)),
            new("CurrentByteCount", $"{statistics.Bytes}b"),
            new("Lifetime", Duration(tunnel.Lifetime.Value)),
            new("LifetimeRefresh", text.Moment(tunnel.LifetimeRefresh.Value)),
            new("LifetimeExpires", text.Moment(tunnel.LifetimeExpire.Value)),
            new("ReauthInterval", Duration(tunnel.ReauthenticationInterval.Value)),
            new("ReauthTime", text.Moment(tunnel.ReauthenticationTime.Value)),
            new("StartTime", text.Moment(tunnel.StartTime.Value)),
            new("Role", OptionalCode(tunnel.Role, "NMsec_IKETUN_")),
            new("AssociatedDynamicTunnels", $"{statistics.DynamicTunnelsActive}"),
            new("DynamicTunnelsInProgress", $"{statistics.DynamicTunnelsInProgress}"),
            new("LocalActivations", $"{statistics.LocalActivationSuccesses} succeeded, {statistics.LocalActivationFailures} failed"),
            new("RemoteActivations", $"{statistics.RemoteActivationSuccesses} succeeded, {statistics.RemoteActivationFailures} failed"),
            new("Phase1Retransmissions", $"{statistics.Phase1Retransmissions} sent, {statistics.Phase1Replays} replays received"),
            new("Phase2Retransmissions", $"{statistics.Phase2Retransmissions} sent, {statistics.Phase2Replays} replays received"),
            new("NATTSupportLevel", Code(tunnel.NatTraversal, "NMsec_IKETUN_NATT")),
            new("NATInFrntLclScEndPnt", Flag(tunnel, IkeTunnelFlags.LocalNat)),
            new("NATInFrntRmtScEndPnt", Flag(tunnel, IkeTunnelFlags.RemoteNat)),
            new("RmtNAPTDetected", Flag(tunnel, IkeTunnelFlags.RemoteNapt)),
            new("AllowNat", Flag(tunnel, IkeTunnelFlags.NatAllowed)),
            new("CanInitiateP1SA", Flag(tunnel, IkeTunnelFlags.CanInitiate)),
            new("FIPS140", Flag(tunnel, IkeTunnelFlags.Fips140)),
            new("RmtUDPPort", $"{tunnel.RemoteUdpPort}"),
        ];
    }

    // The first two have no constant in the interface.
    private static string Encryption(TunnelEncryption encryption) => encryption switch
    {
        TunnelEncryption.AesGcm16 => "AES-GCM-16",
        TunnelEncryption.ChaCha20Poly1305 => "CHACHA20-POLY1305",
        _ => OptionalCode(encryption, "NMsec_ENCR_"),
    };

    private static string Flag(in IkeTunnelSection tunnel, IkeTunnelFlags flag) => YesNo((tunnel.Flags & flag) != 0);
}
