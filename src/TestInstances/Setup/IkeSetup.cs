using MyIkev2.Engine;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.TestInstances.Setup;

/// <summary><c>ikeconf</c>: the IKE SAs of all tunnels.</summary>
public sealed record IkeSetup
{
    public static IkeSetup Default { get; } = new();

    /// <summary><c>numoftunneltoenablecookie</c>: half-open SAs from which on a gateway asks for cookies; negative = never.</summary>
    public int CookieThreshold { get; init; } = -1;

    /// <summary><c>reauth</c>: repeated authentication (RFC 4478).</summary>
    public bool Reauthentication { get; init; }

    /// <summary><c>reauthlifetime</c>: time that a gateway gives the peer.</summary>
    public TimeSpan ReauthenticationLifetime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>retraninterval</c>: time between two transmissions of a request.</summary>
    public TimeSpan RetransmissionInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>maxretran</c>: most transmissions of a request.</summary>
    public int MaximumTransmissions { get; init; } = 4;

    /// <summary><c>dhgrpid</c>.</summary>
    public ValueList<KeyExchangeId> KeyExchanges { get; init; } = [KeyExchangeId.Modp2048];

    /// <summary><c>enablefragment</c>: RFC 7383.</summary>
    public bool Fragmentation { get; init; }

    /// <summary><c>mtu</c>: octets of the clear payloads of a fragment; packets get larger.</summary>
    public int Mtu { get; init; } = 1100;

    /// <summary><c>reassembletimeout</c>.</summary>
    public TimeSpan ReassemblyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>initialcontact</c>: in the first IKE_AUTH request.</summary>
    public bool InitialContact { get; init; } = true;

    /// <summary><c>ikeintegrityalg</c>.</summary>
    public ValueList<IntegrityId> Integrity { get; init; } = [IntegrityId.HmacSha256_128];

    /// <summary><c>ikeencyptalg</c>, as the format spells it.</summary>
    public ValueList<EncryptionChoice> Encryption { get; init; } = [new(EncryptionId.AesCbc, 128)];

    /// <summary><c>ikeprfalg</c>.</summary>
    public ValueList<PseudorandomFunctionId> Prfs { get; init; } = [PseudorandomFunctionId.HmacSha256];

    /// <summary><c>authpeermethod</c>.</summary>
    public SetupAuthentication PeerAuthentication { get; init; } = SetupAuthentication.Psk;

    /// <summary><c>authownmethod</c>.</summary>
    public SetupAuthentication OwnAuthentication { get; init; } = SetupAuthentication.Psk;

    public EapSetup Eap { get; init; } = EapSetup.Default;

    /// <summary><c>myid</c>: a word that says where the own identity comes from, or the identity itself.</summary>
    public string OwnIdentity { get; init; } = "client-src-addr";

    /// <summary><c>peerid</c>: the IDr that a client sends; empty = none.</summary>
    public string PeerIdentity { get; init; } = string.Empty;

    /// <summary><c>matchpeerid</c>: a client fails when the gateway answers with another identity.</summary>
    public bool MatchPeerIdentity { get; init; }

    public CertificateSetup Certificates { get; init; } = CertificateSetup.Default;

    /// <summary><c>psk</c>.</summary>
    public string PreSharedKey { get; init; } = string.Empty;

    /// <summary><c>initiatedpd</c>.</summary>
    public bool InitiatesDpd { get; init; } = true;

    /// <summary><c>forcedpd</c>: also when packets have arrived.</summary>
    public bool ForcesDpd { get; init; }

    /// <summary><c>dpdinterval</c>.</summary>
    public TimeSpan DpdInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>ikelifetime</c>.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary><c>margintime</c>: a rekey, of the IKE SA and of CHILD_SAs, starts this long before the end of the lifetime.</summary>
    public TimeSpan MarginTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>jitter</c>: the margin is random between zero and <see cref="MarginTime"/>.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary><c>installfastpath</c>: packets of the host go through the tunnels.</summary>
    public bool InstallsFastPath { get; init; }

    /// <summary><c>virtualipif</c>: the interface for addresses that the gateway assigned.</summary>
    public string VirtualAddressInterface { get; init; } = "lo";

    /// <summary><c>keepchildhistory</c>.</summary>
    public bool KeepsChildHistory { get; init; }

    /// <summary><c>keepikehistory</c>.</summary>
    public bool KeepsIkeHistory { get; init; }

    /// <summary><c>ratunnel</c>: remote access, a client asks for an address and DNS servers.</summary>
    public bool RemoteAccess { get; init; }

    public EncapsulationSetup Encapsulation { get; init; } = EncapsulationSetup.Default;

    public PpkSetup Ppk { get; init; } = PpkSetup.Default;

    /// <summary>Without the secrets that it has.</summary>
    public override string ToString() => "ikeconf";
}

/// <summary>The options of NAT traversal and of how ESP is carried.</summary>
public sealed record EncapsulationSetup
{
    public static EncapsulationSetup Default { get; } = new();

    /// <summary><c>enablenatt</c>.</summary>
    public bool NatTraversal { get; init; }

    /// <summary><c>disallownat</c>: NO_NATS_ALLOWED.</summary>
    public bool DisallowsNat { get; init; }

    /// <summary><c>nattkeepaliveinterval</c>; zero = none are sent.</summary>
    public TimeSpan KeepaliveInterval { get; init; }

    /// <summary><c>traditionalencap</c>: ESP or UDP.</summary>
    public bool Traditional { get; init; } = true;

    /// <summary><c>tradtionalencapforceudp</c>, as the format spells it: UDP always.</summary>
    public bool ForcesUdp { get; init; }

    /// <summary><c>tcpencap</c>: RFC 8229.</summary>
    public bool Tcp { get; init; }

    /// <summary><c>owntcpport</c>.</summary>
    public int OwnTcpPort { get; init; } = 4500;

    /// <summary><c>peertcpport</c>.</summary>
    public int PeerTcpPort { get; init; } = 4500;
}

/// <summary>The options of EAP.</summary>
public sealed record EapSetup
{
    public static EapSetup Default { get; } = new();

    /// <summary><c>eapimplementaion</c>, as the format spells it.</summary>
    public EapImplementation Implementation { get; init; } = EapImplementation.Snoop;

    /// <summary><c>eapoltestconf</c>: <c>&amp;d</c> stands for the tunnel's index.</summary>
    public string EapolTestConfiguration { get; init; } = string.Empty;

    /// <summary><c>eapoltestpath</c>: the program.</summary>
    public string EapolTestPath { get; init; } = string.Empty;

    /// <summary><c>eapfile</c>: a capture with one successful login.</summary>
    public string CaptureFile { get; init; } = string.Empty;

    /// <summary><c>eapradiusss</c>: the secret shared with the RADIUS server.</summary>
    public string RadiusSecret { get; init; } = string.Empty;

    /// <summary><c>eapradiussvr</c>: address and port; a client listens there, a gateway asks there.</summary>
    public string RadiusServer { get; init; } = string.Empty;

    /// <summary><c>eapradiusid</c>: the RADIUS attribute that identifies a session.</summary>
    public int RadiusIdAttribute { get; init; } = 31;

    /// <summary><c>eapsendstart</c>: a gateway sends EAP-Start first.</summary>
    public bool SendsStart { get; init; } = true;

    /// <summary>Without the secret.</summary>
    public override string ToString() => "eap";
}

/// <summary>The options of certificates and signatures.</summary>
public sealed record CertificateSetup
{
    public static CertificateSetup Default { get; } = new();

    /// <summary><c>cadir</c>: folder of the trusted certificates.</summary>
    public string AuthorityFolder { get; init; } = string.Empty;

    /// <summary><c>eedir</c>: folder of own certificates and keys, in pairs <c>X.cert</c> and <c>X.key</c>.</summary>
    public string EndEntityFolder { get; init; } = string.Empty;

    /// <summary><c>dshashalg</c>.</summary>
    public SignatureHash SignatureHash { get; init; } = SignatureHash.Sha256;

    /// <summary><c>usersapss</c>: RSA-PSS in place of PKCS#1 v1.5.</summary>
    public bool UsesRsaPss { get; init; }

    /// <summary><c>sendingmarkedca</c>: only marked authorities are asked for and sent.</summary>
    public bool SendsMarkedAuthoritiesOnly { get; init; }
}

/// <summary><c>ikeconf.ppk</c>: a post-quantum preshared key (RFC 8784).</summary>
public sealed record PpkSetup
{
    public static PpkSetup Default { get; } = new();

    /// <summary><c>id</c>.</summary>
    public string Id { get; init; } = string.Empty;

    /// <summary><c>value</c>: <c>0x</c> and hex digits, <c>0s</c> and base64, else text.</summary>
    public string Value { get; init; } = string.Empty;

    /// <summary><c>ppkrequired</c>.</summary>
    public bool Required { get; init; }

    /// <summary>Without the secret.</summary>
    public override string ToString() => "ppk";
}
