using System.Globalization;
using System.Reflection;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Nmsecq.Output;

/// <summary>
/// IKE tunnels in the layout of z/OS <c>ipsec -k display</c>: three heading lines, one field a line, a rule of stars
/// behind each tunnel, and the number of entries selected.
/// </summary>
internal sealed class IkeTunnelReport(TextWriter output, TimeZoneInfo zone)
{
    private const string NotApplicable = "n/a";
    private static readonly string Rule = new('*', 71);

    public void WriteHeading(string stack, uint total, DateTimeOffset now)
    {
        var version = typeof(IkeTunnelReport).Assembly.GetName().Version?.ToString(3);
        var time = TimeZoneInfo.ConvertTime(now, zone).ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        output.WriteLine($"MyIKEv2 {version} nmsecq  Stack Name: {Names.Printable(stack)}  {time}");
        output.WriteLine("Primary:  IKE tunnel      Function: Display            Format:   Detail");
        output.WriteLine($"Source:   IKED            Scope:    Current            TotAvail: {total}");
        output.WriteLine();
    }

    public void WriteTunnel(IkeTunnelRecord record)
    {
        foreach (var (label, value) in Lines(record))
        {
            output.WriteLine($"{label + ':',-30}{Names.Printable(value)}");
        }

        output.WriteLine(Rule);
    }

    public void WriteCount(uint count)
    {
        output.WriteLine();
        output.WriteLine($"{count} entries selected");
    }

    private IEnumerable<(string Label, string Value)> Lines(IkeTunnelRecord record)
    {
        var tunnel = record.Tunnel;
        var statistics = record.Statistics;
        return
        [
            ("TunnelID", tunnel.TunnelId.ToString()),
            ("Generation", $"{tunnel.Generation}"),
            ("IKEVersion", $"{tunnel.MajorVersion & 0x0F}.{tunnel.MinorVersion & 0x0F}"),
            ("KeyExchangeRuleName", tunnel.KeyExchangeRule.ToString()),
            ("KeyExchangeActionName", tunnel.KeyExchangeAction.ToString()),
            ("LocalEndPoint", $"{tunnel.LocalEndpoint}"),
            ("LocalIDType", IdentityType(tunnel.LocalIdentityType)),
            ("LocalID", record.LocalIdentity),
            ("RemoteEndPoint", $"{tunnel.RemoteEndpoint}"),
            ("RemoteIDType", IdentityType(tunnel.RemoteIdentityType)),
            ("RemoteID", record.RemoteIdentity),
            ("ExchangeMode", tunnel.ExchangeMode == IkeExchangeMode.NotApplicable ? NotApplicable : Names.Short(tunnel.ExchangeMode, "NMsec_IKETUN_EXCH")),
            ("State", Names.Short(tunnel.State, "NMsec_SASTATE_")),
            ("ExtendedState", Names.Short(tunnel.ExtendedState, "NMsec_P1STATE_")),
            ("AuthenticationAlgorithm", Authentication(tunnel)),
            ("EncryptionAlgorithm", Encryption(tunnel.Encryption)),
            ("KeyLength", tunnel.EncryptionKeyLength.Value == 0 ? NotApplicable : $"{tunnel.EncryptionKeyLength}"),
            ("PseudoRandomFunction", Dashed(Names.Short(tunnel.PseudorandomFunction, "NMsec_AUTH_"))),
            ("DiffieHellmanGroup", $"{tunnel.DiffieHellmanGroup}"),
            ("LocalAuthenticationMethod", Names.Short(tunnel.LocalAuthentication, "NMsec_IKETUN_")),
            ("RemoteAuthenticationMethod", Names.Short(tunnel.PeerAuthentication, "NMsec_IKETUN_")),
            ("InitiatorCookie", $"0x{tunnel.InitiatorCookie.Value:X16}"),
            ("ResponderCookie", $"0x{tunnel.ResponderCookie.Value:X16}"),
            ("Lifesize", $"{tunnel.Lifesize.Value / 1024}K"),
            ("CurrentByteCount", $"{statistics.Bytes}b"),
            ("Lifetime", Duration(tunnel.Lifetime.Value)),
            ("LifetimeRefresh", Moment(tunnel.LifetimeRefresh.Value)),
            ("LifetimeExpires", Moment(tunnel.LifetimeExpire.Value)),
            ("ReauthInterval", Duration(tunnel.ReauthenticationInterval.Value)),
            ("ReauthTime", Moment(tunnel.ReauthenticationTime.Value)),
            ("StartTime", Moment(tunnel.StartTime.Value)),
            ("Role", Names.Short(tunnel.Role, "NMsec_IKETUN_")),
            ("AssociatedDynamicTunnels", $"{statistics.DynamicTunnelsActive}"),
            ("DynamicTunnelsInProgress", $"{statistics.DynamicTunnelsInProgress}"),
            ("LocalActivations", $"{statistics.LocalActivationSuccesses} succeeded, {statistics.LocalActivationFailures} failed"),
            ("RemoteActivations", $"{statistics.RemoteActivationSuccesses} succeeded, {statistics.RemoteActivationFailures} failed"),
            ("Phase1Retransmissions", $"{statistics.Phase1Retransmissions} sent, {statistics.Phase1Replays} replays received"),
            ("Phase2Retransmissions", $"{statistics.Phase2Retransmissions} sent, {statistics.Phase2Replays} replays received"),
            ("NATTSupportLevel", Names.Short(tunnel.NatTraversal, "NMsec_IKETUN_NATT")),
            ("NATInFrntLclScEndPnt", Yes(tunnel, IkeTunnelFlags.LocalNat)),
            ("NATInFrntRmtScEndPnt", Yes(tunnel, IkeTunnelFlags.RemoteNat)),
            ("RmtNAPTDetected", Yes(tunnel, IkeTunnelFlags.RemoteNapt)),
            ("AllowNat", Yes(tunnel, IkeTunnelFlags.NatAllowed)),
            ("CanInitiateP1SA", Yes(tunnel, IkeTunnelFlags.CanInitiate)),
            ("FIPS140", Yes(tunnel, IkeTunnelFlags.Fips140)),
            ("RmtUDPPort", $"{tunnel.RemoteUdpPort}"),
        ];
    }

    private static string IdentityType(IsakmpIdentityType type) => type == IsakmpIdentityType.None ? NotApplicable : Names.Of(type) ?? $"{(int)type}";

    private static string Authentication(in IkeTunnelSection tunnel)
        => tunnel.Authentication == TunnelAuthentication.None ? NotApplicable : Dashed(Names.Short(tunnel.Authentication, "NMsec_AUTH_"));

    // The last two have no constant in the interface.
    private static string Encryption(TunnelEncryption encryption) => encryption switch
    {
        TunnelEncryption.AesGcm16 => "AES-GCM-16",
        TunnelEncryption.ChaCha20Poly1305 => "CHACHA20-POLY1305",
        _ => Dashed(Names.Short(encryption, "NMsec_ENCR_")),
    };

    private static string Dashed(string name) => name.Replace('_', '-');

    private static string Yes(in IkeTunnelSection tunnel, IkeTunnelFlags flag) => (tunnel.Flags & flag) != 0 ? "Yes" : "No";

    private static string Duration(uint seconds) => seconds == 0 ? NotApplicable : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";

    private string Moment(uint seconds) => seconds == 0
        ? NotApplicable
        : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone).ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);
}
