using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Agent.Grpc.TestApi;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>
/// SAs of the test API in words. SPIs are as its shell prints them: of IKE SAs 16 upper-case digits, of CHILD_SAs without leading zeros. Algorithms have their names of the
/// setup file, and the hash of digital signatures a name of its own: its numbers are not those of integrity algorithms.
/// </summary>
internal static class TestSaText
{
    private static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(formatDefaultValues: true).WithPreserveProtoFieldNames(true));

    private static readonly string[] States = ["init", "created", "established", "updatingaddr", "rekeying", "rekeyed", "closed", "closing", "dpd", "child-rekeying"];
    private static readonly string[] ChildStates = ["init", "created", "established", "rekeying", "rekeyed", "closing", "closed"];

    private static readonly string[] CloseCodes =
    [
        "n/a", "local delete", "peer delete", "retransmission limit", "dpd", "authentication failed", "no proposal", "traffic selectors unacceptable", "lifetime over",
        "reauthentication", "test stop", "replaced", "internal error", "flapped",
    ];

    /// <summary>TABLE: IANA transform types 1, 3 and 2, IKEv2 authentication methods, identity types, and RFC 7427's hashes.</summary>
    private static readonly FrozenDictionary<uint, string> Encryption = new Dictionary<uint, string> { [3] = "3des", [11] = "null", [12] = "aes-cbc", [19] = "aes-gcm-12", [20] = "aes-gcm-16", [28] = "chacha20-poly1305" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<uint, string> Integrity = new Dictionary<uint, string> { [0] = "none", [1] = "md5-96", [2] = "sha1-96", [12] = "sha256", [13] = "sha384", [14] = "sha512" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<uint, string> Prfs = new Dictionary<uint, string> { [1] = "md5", [2] = "sha1", [5] = "sha256", [6] = "sha384", [7] = "sha512" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<uint, string> Methods = new Dictionary<uint, string>
    {
        [0] = "n/a",
        [1] = "rsa",
        [2] = "psk",
        [9] = "ecdsa-sha256-p256",
        [10] = "ecdsa-sha384-p384",
        [11] = "ecdsa-sha512-p521",
        [13] = "null",
        [14] = "digital-signature",
        [201] = "eap",
        [202] = "eap-only",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<uint, string> Identities = new Dictionary<uint, string> { [1] = "IPV4_ADDR", [2] = "FQDN", [3] = "RFC822_ADDR", [5] = "IPV6_ADDR", [9] = "DER_ASN1_DN", [11] = "KEY_ID" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<uint, string> Hashes = new Dictionary<uint, string> { [0] = "n/a", [1] = "sha1", [2] = "sha2-256", [3] = "sha2-384", [4] = "sha2-512", [5] = "identity" }.ToFrozenDictionary();

    public static string Json(IMessage message) => Formatter.Format(message) + "\n";

    public static string Lines(ListIKESAResp list)
    {
        var text = new StringBuilder();
        foreach (var sa in list.SummaryList)
        {
            text.Append(CultureInfo.InvariantCulture, $"{sa.OwnSPI:X16}  {Word(States, sa.State),-14}  {Address(sa.PeerAddr)}:{sa.PeerPort}  {Moment(sa.EstabTime)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{list.SummaryList.Count} IKE SA{(list.SummaryList.Count == 1 ? "" : "s")}\n").ToString();
    }

    public static string Details(IKESADump sa, IEnumerable<uint> children) => Rows(
    [
        ("own SPI", $"{sa.OwnSPI:X16}"),
        ("peer SPI", $"{sa.PeerSPI:X16}"),
        ("state", Word(States, sa.State)),
        ("established", Moment(sa.EstabTime)),
        ("own address", Address(sa.OwnAddr)),
        ("peer address", $"{Address(sa.PeerAddr)}:{sa.PeerPort}"),
        ("encryption", $"{Name(Encryption, sa.EncAlg)}{(sa.KeyLen == 0 ? "" : $", key of {sa.KeyLen} octets")}"),
        ("integrity", Name(Integrity, sa.IntAlg)),
        ("prf", Name(Prfs, sa.PrfAlg)),
        ("own authentication", Name(Methods, sa.OwnAuth)),
        ("peer authentication", Name(Methods, sa.PeerAuth)),
        ("own identity type", Name(Identities, sa.MyIdType)),
        ("hash of signatures", Name(Hashes, (uint)Math.Max(0, sa.HashAlgDS)) + (sa.RSAPSS ? ", RSA-PSS" : "")),
        ("liveness checks", sa.InitiateDPD ? $"every {Span(sa.DPDInterval)}{(sa.ForceDPD ? ", forced" : "")}" : "off"),
        ("lifetime", $"{Span(sa.LifeTime)}, margin {Span(sa.MarginTime)}{(sa.Jitter ? ", jitter" : "")}"),
        ("NAT traversal", sa.EnableNATT ? "yes" : "no"),
        ("last packet", Moment(sa.LastRcvPktTime)),
        ("last liveness check", Moment(sa.LastSendDPDTime)),
        ("close code", Word(CloseCodes, sa.CloseCode)),
        ("preshared key", sa.PSK),
        .. Keys(sa.SKei, sa.SKer, sa.SKai, sa.SKar),
        ("children", string.Join(' ', children.Select(static spi => spi.ToString("X", CultureInfo.InvariantCulture)))),
    ]);

    public static string Details(CHILDSADump sa) => Rows(
    [
        ("own SPI", $"{sa.OwnSPI:X}"),
        ("peer SPI", $"{sa.PeerSPI:X}"),
        ("IKE SA", $"{sa.ParentIKESA:X16}"),
        ("state", Word(ChildStates, sa.State)),
        ("established", Moment(sa.EstabTime)),
        ("own address", Address(sa.OwnAddr)),
        ("peer address", Address(sa.PeerAddr)),
        ("mode", sa.TunnelMode ? "tunnel" : "transport"),
        ("encryption", $"{Name(Encryption, sa.EncAlg)}{(sa.KeyLen == 0 ? "" : $", key of {sa.KeyLen} bits")}"),
        ("integrity", Name(Integrity, sa.IntAlg)),
        ("lifetime", Span(sa.LifeTime)),
        ("ESN", sa.ESN ? "yes" : "no"),
        ("replay window", sa.ReplayWindowSize.ToString(CultureInfo.InvariantCulture)),
        .. sa.OwnTS.Select(static selector => ("own traffic", Selector(selector))),
        .. sa.PeerTS.Select(static selector => ("peer's traffic", Selector(selector))),
        .. Keys(sa.SKei, sa.SKer, sa.SKai, sa.SKar),
    ]);

    private static IEnumerable<(string Name, string Value)> Keys(ByteString encryptionI, ByteString encryptionR, ByteString integrityI, ByteString integrityR) =>
    [
        ("SK_ei", Convert.ToHexString(encryptionI.Span)), ("SK_er", Convert.ToHexString(encryptionR.Span)),
        ("SK_ai", Convert.ToHexString(integrityI.Span)), ("SK_ar", Convert.ToHexString(integrityR.Span)),
    ];

    private static string Rows(IEnumerable<(string Name, string Value)> rows)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in rows)
        {
            if (value.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name,-19} {value}\n");
            }
        }

        return text.ToString();
    }

    private static string Selector(CHILDSADump.Types.TS selector) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Address(selector.StartAddr)}-{Address(selector.EndAddr)} protocol {selector.Protocol} ports {selector.StartPort}-{selector.EndPort}");

    private static string Word(string[] words, uint code) => code < words.Length ? words[code] : code.ToString(CultureInfo.InvariantCulture);

    private static string Name(FrozenDictionary<uint, string> names, uint number) => names.TryGetValue(number, out var name) ? name : number.ToString(CultureInfo.InvariantCulture);

    // Other programs send IPv4 addresses in 16 octets, too.
    private static string Address(ByteString octets) => octets.Length switch
    {
        4 => new IPAddress(octets.Span).ToString(),
        16 when new IPAddress(octets.Span) is var address => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(),
        _ => "?",
    };

    private static string Moment(Timestamp? moment) => moment is null ? "" : moment.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Span(Duration? span) => span is null ? "0s" : MyIkev2.TestInstances.Setup.GoDuration.Format(span.ToTimeSpan());
}
