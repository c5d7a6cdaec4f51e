using System.Net;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>
/// NMsecIKETunnel, the first section of an NMsec_GET_IKETUN record. The offsets are the declaration: reading and
/// writing are one copy.
/// </summary>
[NmsecStructure("NMsecIKETunnel")]
[StructLayout(LayoutKind.Explicit, Size = Size, Pack = 1)]
public struct IkeTunnelSection
{
    /// <summary>The length of the structure.</summary>
    public const int Size = 256;

    /// <summary>The flags as one word; <see cref="Flags"/> names them.</summary>
    [FieldOffset(0)]
    [NmsecField("(flags)", Bits = typeof(IkeTunnelFlags))]
    public U32Be FlagWord;

    /// <summary>Tunnel ID: the name of the tunnel family.</summary>
    [FieldOffset(4)]
    [NmsecField("NMsIKETunID", FieldFormat.Ebcdic)]
    public FixedText48 TunnelId;

    /// <summary>Key exchange rule name.</summary>
    [FieldOffset(52)]
    [NmsecField("NMsIKETunKeyExchRule", FieldFormat.Ebcdic)]
    public FixedText48 KeyExchangeRule;

    /// <summary>Key exchange action name.</summary>
    [FieldOffset(100)]
    [NmsecField("NMsIKETunKeyExchAction", FieldFormat.Ebcdic)]
    public FixedText48 KeyExchangeAction;

    /// <summary>Local security endpoint, IPv4.</summary>
    [FieldOffset(148)]
    [NmsecField("NMsIKETunLclEndpt4", FieldFormat.Address)]
    public Ipv4Field LocalEndpoint4;

    /// <summary>Local security endpoint, IPv6.</summary>
    [FieldOffset(148)]
    [NmsecField("NMsIKETunLclEndpt6", FieldFormat.Address)]
    public Ipv6Field LocalEndpoint6;

    /// <summary>Remote security endpoint, IPv4.</summary>
    [FieldOffset(164)]
    [NmsecField("NMsIKETunRmtEndpt4", FieldFormat.Address)]
    public Ipv4Field RemoteEndpoint4;

    /// <summary>Remote security endpoint, IPv6.</summary>
    [FieldOffset(164)]
    [NmsecField("NMsIKETunRmtEndpt6", FieldFormat.Address)]
    public Ipv6Field RemoteEndpoint6;

    /// <summary>Initiator cookie; in IKEv2 the initiator's SPI.</summary>
    [FieldOffset(180)]
    [NmsecField("NMsIKETunICookie", FieldFormat.Opaque)]
    public U64Be InitiatorCookie;

    /// <summary>Responder cookie; in IKEv2 the responder's SPI.</summary>
    [FieldOffset(188)]
    [NmsecField("NMsIKETunRCookie", FieldFormat.Opaque)]
    public U64Be ResponderCookie;

    /// <summary>Exchange mode of IKEv1.</summary>
    [FieldOffset(196)]
    [NmsecField("NMsIKETunExchangeMode")]
    public IkeExchangeMode ExchangeMode;

    /// <summary>State.</summary>
    [FieldOffset(197)]
    [NmsecField("NMsIKETunState")]
    public SecurityAssociationState State;

    /// <summary>Message authentication.</summary>
    [FieldOffset(198)]
    [NmsecField("NMsIKETunAuthAlg")]
    public TunnelAuthentication Authentication;

    /// <summary>Encryption.</summary>
    [FieldOffset(199)]
    [NmsecField("NMsIKETunEncryptAlg")]
    public TunnelEncryption Encryption;

    /// <summary>Diffie-Hellman group number.</summary>
    [FieldOffset(200)]
    [NmsecField("NMsIKETunDHGroup")]
    public U32Be DiffieHellmanGroup;

    /// <summary>How the peer authenticates.</summary>
    [FieldOffset(204)]
    [NmsecField("NMsIKETunPeerAuthMethod")]
    public PeerAuthenticationMethod PeerAuthentication;

    /// <summary>Which side started.</summary>
    [FieldOffset(205)]
    [NmsecField("NMsIKETunRole")]
    public IkeTunnelRole Role;

    /// <summary>NAT traversal support.</summary>
    [FieldOffset(206)]
    [NmsecField("NMsIKETunNATTLevel")]
    public NatTraversalLevel NatTraversal;

    /// <summary>State of the negotiation.</summary>
    [FieldOffset(207)]
    [NmsecField("NMsIKETunExtState")]
    public Phase1State ExtendedState;

    /// <summary>Negotiated limit in bytes; zero for none.</summary>
    [FieldOffset(208)]
    [NmsecField("NMsIKETunLifesize")]
    public U64Be Lifesize;

    /// <summary>Negotiated lifetime in seconds.</summary>
    [FieldOffset(216)]
    [NmsecField("NMsIKETunLifetime")]
    public U32Be Lifetime;

    /// <summary>When the tunnel is refreshed, UNIX time; zero for never.</summary>
    [FieldOffset(220)]
    [NmsecField("NMsIKETunLifetimeRefresh")]
    public U32Be LifetimeRefresh;

    /// <summary>When the tunnel expires, UNIX time; zero for never.</summary>
    [FieldOffset(224)]
    [NmsecField("NMsIKETunLifetimeExpire")]
    public U32Be LifetimeExpire;

    /// <summary>The peer's UDP port for IKE.</summary>
    [FieldOffset(228)]
    [NmsecField("NMsIKETunRmtUDPPort")]
    public U16Be RemoteUdpPort;

    /// <summary>Type of the local identity.</summary>
    [FieldOffset(230)]
    [NmsecField("NMsIKETunLIDType")]
    public IsakmpIdentityType LocalIdentityType;

    /// <summary>Type of the remote identity.</summary>
    [FieldOffset(231)]
    [NmsecField("NMsIKETunRIDType")]
    public IsakmpIdentityType RemoteIdentityType;

    /// <summary>When the tunnel was activated or refreshed, UNIX time; zero for not yet.</summary>
    [FieldOffset(232)]
    [NmsecField("NMsIKETunStartTime")]
    public U32Be StartTime;

    /// <summary>IKE major version, in the low 4 bits.</summary>
    [FieldOffset(236)]
    [NmsecField("NMsIKETunMajorVer")]
    public byte MajorVersion;

    /// <summary>IKE minor version, in the low 4 bits.</summary>
    [FieldOffset(237)]
    [NmsecField("NMsIKETunMinorVer")]
    public byte MinorVersion;

    /// <summary>Pseudorandom function.</summary>
    [FieldOffset(238)]
    [NmsecField("NMsIKETunPseudoRandomFunc")]
    public TunnelPseudorandomFunction PseudorandomFunction;

    /// <summary>How the local side authenticates.</summary>
    [FieldOffset(239)]
    [NmsecField("NMsIKETunLocalAuthMethod")]
    public PeerAuthenticationMethod LocalAuthentication;

    /// <summary>Seconds between re-authentications; zero for never.</summary>
    [FieldOffset(240)]
    [NmsecField("NMsIKETunReauthInterval")]
    public U32Be ReauthenticationInterval;

    /// <summary>When the tunnel is re-authenticated, UNIX time; zero for never.</summary>
    [FieldOffset(244)]
    [NmsecField("NMsIKETunReauthTime")]
    public U32Be ReauthenticationTime;

    /// <summary>1 for the first tunnel with this ID, higher for each refresh.</summary>
    [FieldOffset(248)]
    [NmsecField("NMsIKETunGeneration")]
    public U32Be Generation;

    /// <summary>Key length in bits; zero where the algorithm fixes it.</summary>
    [FieldOffset(252)]
    [NmsecField("NMsIKETunEncryptKeyLength")]
    public U32Be EncryptionKeyLength;

    /// <summary>The flags of the first word.</summary>
    public IkeTunnelFlags Flags
    {
        readonly get => (IkeTunnelFlags)FlagWord.Value;
        set => FlagWord = (uint)value;
    }

    /// <summary>The local security endpoint, of the family that the flags name.</summary>
    public readonly IPAddress LocalEndpoint => IsIpv6 ? LocalEndpoint6.Address : LocalEndpoint4.Address;

    /// <summary>The remote security endpoint, of the family that the flags name.</summary>
    public readonly IPAddress RemoteEndpoint => IsIpv6 ? RemoteEndpoint6.Address : RemoteEndpoint4.Address;

    private readonly bool IsIpv6 => (Flags & IkeTunnelFlags.Ipv6) != 0;
}
