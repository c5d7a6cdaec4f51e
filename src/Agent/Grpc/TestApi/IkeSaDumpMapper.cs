using System.Text;
using Google.Protobuf;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>An IKE_SA in the messages of the test API. Key lengths are octets here, bits in the CHILD_SA dump.</summary>
internal static class IkeSaDumpMapper
{
    public static IKESASummary ToSummary(IkeTunnelSnapshot tunnel) => new()
    {
        PeerAddr = WireValues.Octets(tunnel.Remote.Address),
        PeerPort = tunnel.Remote.Port,
        OwnSPI = tunnel.OwnSpi,
        State = TestApiCodes.Of(tunnel.State, tunnel.Counters.Activity),
        EstabTime = WireValues.Moment(tunnel.EstablishedAt),
    };

    /// <summary>Keys and the preshared key stay empty without <paramref name="keys"/>.</summary>
    /// <param name="tunnel">The IKE_SA.</param>
    /// <param name="options">What the setup of a test says; null for a service.</param>
    /// <param name="keys">Its keys, or null.</param>
    public static IKESADump ToDump(IkeTunnelSnapshot tunnel, TestSaOptions? options, IkeKeyDisclosure? keys)
    {
        IkeCounterReading counters = tunnel.Counters.Read();
        var dump = new IKESADump
        {
            State = TestApiCodes.Of(tunnel.State, counters.Activity),
            OwnSPI = tunnel.OwnSpi,
            PeerSPI = tunnel.PeerSpi,
            EstabTime = WireValues.Moment(tunnel.EstablishedAt),
            OwnAddr = WireValues.Octets(tunnel.Local.Address),
            PeerAddr = WireValues.Octets(tunnel.Remote.Address),
            PeerPort = tunnel.Remote.Port,
            EncAlg = tunnel.Encryption.Id,
            KeyLen = (uint)tunnel.Encryption.KeyBits / 8,
            IntAlg = tunnel.Integrity.Id,
            PrfAlg = tunnel.Prf.Id,
            OwnAuth = TestApiCodes.Of(options?.OwnEap ?? TestEapUse.None, tunnel.LocalAuthenticationMethod),
            PeerAuth = TestApiCodes.Of(options?.PeerEap ?? TestEapUse.None, tunnel.RemoteAuthenticationMethod),
            MyIdType = tunnel.LocalIdentity.Type,
            InitiateDPD = options?.LivenessChecks ?? tunnel.DpdDelay > TimeSpan.Zero,
            DPDInterval = WireValues.Span(tunnel.DpdDelay),
            LifeTime = WireValues.Span(tunnel.Lifetime),
            MarginTime = WireValues.Span(options?.Margin ?? Margin(tunnel)),
            // Without a setup: our rekey time always has a random part taken off.
            Jitter = options?.Jitter ?? tunnel.RekeyTime > TimeSpan.Zero,
            HashAlgDS = options?.SignatureHash ?? 0,
            RSAPSS = options?.RsaPss ?? false,
            ForceDPD = options?.ForcedLivenessChecks ?? false,
            InstallFastpath = options?.CarriesPackets ?? false,
            KeepChildHist = options?.KeepsChildHistory ?? false,
            KeepIKEHist = options?.KeepsIkeHistory ?? false,
            EnableNATT = tunnel.NatTraversalAllowed,
            NATTKeepaliveInterval = WireValues.Span(tunnel.NatKeepaliveInterval),
            LastRcvPktTime = WireValues.Moment(counters.LastReceivedUnixMilliseconds),
            LastSendDPDTime = WireValues.Moment(counters.LastDpdUnixMilliseconds),
            CloseCode = TestApiCodes.Of(tunnel.CloseReason),
        };
        if (keys is not null)
        {
            dump.PSK = Text(keys.PreSharedKey);
            dump.SKei = ByteString.CopyFrom(keys.SkEi);
            dump.SKer = ByteString.CopyFrom(keys.SkEr);
            dump.SKai = ByteString.CopyFrom(keys.SkAi);
            dump.SKar = ByteString.CopyFrom(keys.SkAr);
        }

        return dump;
    }

    private static TimeSpan Margin(IkeTunnelSnapshot tunnel) =>
        tunnel.RekeyTime > TimeSpan.Zero && tunnel.Lifetime > tunnel.RekeyTime ? tunnel.Lifetime - tunnel.RekeyTime : TimeSpan.Zero;

    /// <summary>The field is text: a preshared key that is none comes as hexadecimal digits.</summary>
    private static string Text(byte[] secret)
    {
        string text = Encoding.UTF8.GetString(secret);
        return text.AsSpan().ContainsAny('\uFFFD', '\0') ? $"0x{Convert.ToHexStringLower(secret)}" : text;
    }
}
