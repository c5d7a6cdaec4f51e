using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Policy;

/// <summary>Everything that says which VPNs exist. Immutable, compared by value; a reload swaps it whole.</summary>
public sealed record EngineConfiguration
{
    public static EngineConfiguration Empty { get; } = new();

    public ValueList<PeerPolicy> Peers { get; init; } = [];

    public ValueList<PreSharedKey> PreSharedKeys { get; init; } = [];

    public ValueList<EapSecret> EapSecrets { get; init; } = [];

    /// <summary>Post-quantum preshared keys; vpns name theirs (<see cref="PeerPolicy.Ppk"/>).</summary>
    public ValueList<PostQuantumKey> PostQuantumKeys { get; init; } = [];

    /// <summary>Where peers get virtual addresses from; vpns name theirs (<see cref="PeerPolicy.AddressPools"/>).</summary>
    public ValueList<AddressPoolPolicy> AddressPools { get; init; } = [];

    /// <summary>Own certificates with their keys.</summary>
    public ValueList<CertificateCredential> Credentials { get; init; } = [];

    /// <summary>Certificates of authorities and peers.</summary>
    public ValueList<KnownCertificate> Certificates { get; init; } = [];

    /// <summary>Revocation lists of authorities.</summary>
    public ValueList<RevocationList> RevocationLists { get; init; } = [];

    /// <summary>Who authenticates peers by <c>eap-radius</c> and <c>psk-radius</c>; null = nobody does.</summary>
    public RadiusPolicy? Radius { get; init; }

    /// <summary>Interface that gets the virtual addresses that peers give us (<c>install-vip-on</c>); empty = where the tunnels' packets come from.</summary>
    public string VirtualAddressInterface { get; init; } = string.Empty;

    /// <summary>Tunnels with configured SPIs and keys.</summary>
    public ValueList<ManualTunnelPolicy> ManualTunnels { get; init; } = [];

    public EngineLimits Limits { get; init; } = new();

    /// <summary>SNMP shows the VRF (<c>snmp</c>).</summary>
    public bool IsInSnmp { get; init; } = true;

    /// <summary>Threads for slow cryptography (<c>threads</c>); 0 = as many as the service's settings say.</summary>
    public int JobThreads { get; init; }

    public RetransmissionOptions Retransmission { get; init; } = new();

    /// <summary>Which security policies are found by hash (<c>sp-hash-ipv4</c>, <c>sp-hash-ipv6</c>).</summary>
    public SelectorHashThresholds SelectorHash { get; init; } = SelectorHashThresholds.Default;
}

/// <summary>A preshared key and the identities that may use it. Text forms never show the secret.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Identities">Peers (or own identities) that it is for; empty = any.</param>
/// <param name="Secret">The key.</param>
public sealed record PreSharedKey(string Name, ValueList<IdentityPattern> Identities, ValueList<byte> Secret)
{
    public override string ToString() => $"pre-shared-key {Name}";
}

/// <summary>An own certificate and its key.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Chain">The certificate, then authorities that peers may lack.</param>
/// <param name="Key">Its private key.</param>
public sealed record CertificateCredential(string Name, ValueList<Certificate> Chain, PrivateKey Key)
{
    public override string ToString() => $"certificate {Name}";
}

/// <summary>A certificate that is no credential of ours.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Certificate">It.</param>
/// <param name="IsTrusted">Chains may end here; otherwise it only completes chains.</param>
public sealed record KnownCertificate(string Name, Certificate Certificate, bool IsTrusted);

/// <summary>The retransmission constants of <c>global-options</c> (6WIND, "Retransmission constants").</summary>
public sealed record RetransmissionOptions
{
    /// <summary>0..100 repeats before giving up.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Seconds, 0..60.</summary>
    public double Timeout { get; init; } = 4.0;

    /// <summary>0..10.</summary>
    public double Base { get; init; } = 1.8;

    /// <summary>Percent, 0..20.</summary>
    public int Jitter { get; init; }

    /// <summary>Seconds, 0 = no limit.</summary>
    public int Limit { get; init; }
}

/// <summary>Limits and timings of the whole engine.</summary>
public sealed record EngineLimits
{
    /// <summary>Half-open SAs that switch cookies on; 0 = never, <see cref="CookieAlways"/> = always.</summary>
    public int CookieThreshold { get; init; } = 10;

    /// <summary>Half-open SAs of one peer address; 0 = no limit.</summary>
    public int BlockThreshold { get; init; } = 5;

    /// <summary>Half-open SAs in all; 0 = no limit.</summary>
    public int HalfOpenLimit { get; init; }

    /// <summary>Unfinished jobs; 0 = no limit.</summary>
    public int JobLimit { get; init; }

    /// <summary>Established SAs after which new ones are refused; 0 = no limit.</summary>
    public int IkeSaLimit { get; init; }

    public const int CookieAlways = -1;

    /// <summary>Refuse every IKE_SA_INIT request.</summary>
    public bool InitiatorOnly { get; init; }

    /// <summary>Reauthentication sets the new SAs up before it deletes the old ones.</summary>
    public bool MakeBeforeBreak { get; init; }

    /// <summary>With MOBIKE, move an SA when the host's routing prefers another path, not only when the present one is gone.</summary>
    public bool MobikePrefersBestPath { get; init; }

    public TimeSpan HalfOpenTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan NatKeepalive { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A replaced Child SA stays inbound this long for packets on their way.</summary>
    public TimeSpan DeleteRekeyedDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Octets of the largest IP packet before IKE fragments (RFC 7383).</summary>
    public int FragmentSize { get; init; } = 1280;

    public TimeSpan AcquireTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>IKE SAs that the tables of all shards together have room for from the start (<c>sa-table-size</c>); they grow beyond it.</summary>
    public int SaTableSize { get; init; } = 1;
}
