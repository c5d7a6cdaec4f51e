using static MyIkev2.Engine.Runtime.Configuration.ConfigTypes;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// TABLE of every node of <c>/ vrf NAME ike</c>: one row is one option. It drives parsing, ranges, defaults, help, completion, <c>show config</c>,
/// <c>del</c> and the options document; rows stand in the order of <c>show config</c>. Names, ranges and defaults are those of 6WIND's IKE
/// configuration; rows marked as extension are this product's. To add an option: a row here, and its use in the loader.
/// </summary>
public static class ConfigTree
{
    /// <summary>The node <c>/</c>.</summary>
    public static ConfigNodeDefinition Root { get; } = Container("", "The configuration.",
        List("vrf", Name, "Virtual routing and forwarding instance: on Linux a network namespace; main is the process's own.",
            new ConfigNodeDefinition(ConfigNodeKind.Container, "ike", null, "The IKE service of this VRF; it runs where this container is.",
            [
                PreSharedKeys(),
                EapSecrets(),
                PostQuantumKeys(),
                Pools(),
                Radius(),
                List("ike-policy-template", Name, "How to negotiate IKE SAs; vpns name a template and may override each of its options.", IkePolicy()),
                List("ipsec-policy-template", Name, "How to negotiate Child SAs; vpns name a template and may override each of its options.", IpsecPolicy()),
                Vpns(),
                ManualTunnels(),
                GlobalOptions(),
                Logging(),
            ])
            { IsPresence = true }));

    /// <summary>Room for that many takes some 100 MB, at once.</summary>
    private const int MostSaBuckets = 1 << 20;

    private static ConfigNodeDefinition PreSharedKeys() =>
        List("pre-shared-key", Name, "A preshared key.",
            LeafList("id", IdentityPattern, "Identities that may use the key, of peers or of our own; none = any identity."),
            Leaf("secret", Secret, "The key: text, 0x and hexadecimal digits, or 0s and base64.", mandatory: true));

    private static ConfigNodeDefinition EapSecrets() =>
        List("eap-secret", Name, "A password for EAP: of peers that authenticate here, or our own.",
            LeafList("id", Text, "EAP identities that it is for, as they are sent; for DOMAIN\\user also user."),
            Leaf("secret", Secret, "The password: text, 0x and hexadecimal digits, or 0s and base64.", mandatory: true));

    private static ConfigNodeDefinition PostQuantumKeys() =>
        List("ppk", Name, "A post-quantum preshared key (RFC 8784).",
            Leaf("id", Text, "Its identity, as text; unique over id and id-hex of all ppk entries."),
            Leaf("id-hex", HexDigits, "Its identity, as hexadecimal digits: 626172 is the same as id bar."),
            Leaf("secret", Secret, "The key: text, 0x and hexadecimal digits, or 0s and base64. 32 octets of chance are what it takes.", mandatory: true));

    private static ConfigNodeDefinition Pools() =>
        List("pool", Name, "Virtual addresses and attributes for peers that ask (configuration payload). A peer gets its last address again, as long as there are others.",
            LeafList("address", AddressRange, "Addresses to hand out: one, a range, or the hosts of a subnet."),
            LeafList("dns", Address, "DNS servers."),
            LeafList("nbns", Address, "NetBIOS name servers."),
            LeafList("dhcp", Address, "DHCP servers."),
            LeafList("subnet", Subnet, "Subnets behind this gateway."),
            Leaf("netmask", Address, "Netmask of the internal network."));

    private static ConfigNodeDefinition Radius() =>
        Container("radius", "RADIUS servers that peers are authenticated by (remote-auth-method eap-radius, psk-radius).",
            List("server", Name, "A server. The most preferred that answers is asked.",
                Leaf("address", Address, "Its address.", mandatory: true),
                Leaf("secret", Secret, "What both sides know: text, 0x and hexadecimal digits, or 0s and base64.", mandatory: true),
                Leaf("auth-port", Port, "UDP port of authentication.", "1812"),
                Leaf("acct-port", Port, "UDP port of accounting.", "1813"),
                Leaf("preference", Count, "Servers with a higher one are asked first; those with equal ones in the order of their names here.", "0")),
            Leaf("nas-identifier", Text, "What we call ourselves; none = the name of the host."),
            Leaf("retransmit-timeout", new DecimalType(0.1m, 60), "Time before the first retransmission.", "2.0", unit: "s"),
            Leaf("retransmit-base", new DecimalType(1, 10), "Factor from each timeout to the next.", "1.4"),
            Leaf("retransmit-tries", Integer(1, 20), "Transmissions in all before the next server is asked.", "4", unit: "transmissions"),
            Leaf("dead-time", Duration, "How long a server that did not answer is asked last.", "30s", extension: true),
            Container("accounting", "Tell the servers of the sessions of peers that they have authenticated (RFC 2866).",
                Leaf("enabled", TrueOrFalse, "Whether they are told.", "false"),
                Leaf("interim-interval", Duration, "Time between interim updates; 0s = what the server wishes, never where it wishes nothing.", "0s"),
                Leaf("send-class", TrueOrFalse, "Give the server's Class attributes back.", "true")),
            Leaf("class-group", TrueOrFalse, "A Class of up to 43 octets is the name of a group of the peer's.", "false"),
            Leaf("filter-id-group", TrueOrFalse, "Filter-Id is the name of a group of the peer's, where Tunnel-Type is ESP.", "false"),
            Leaf("vendor-id", Integer(1, uint.MaxValue), "Vendor whose attributes carry pairs such as ike:psk-remote=SECRET; psk-radius needs it.", extension: true),
            Leaf("vendor-type", Integer(1, 255), "Type of these attributes.", "1", extension: true),
            Leaf("key-password", Secret, "User-Password of the requests of psk-radius; none = the identity that is asked for.", extension: true),
            Container("dynamic-authorization", "Let servers end sessions and change their Session-Timeout (RFC 5176).",
                Leaf("enabled", TrueOrFalse, "Whether they may.", "false"),
                Leaf("address", Address, "Our address that takes their requests; none = all.", extension: true),
                Leaf("port", Port, "Our UDP port.", "3799"),
                Leaf("secret", Secret, "What both sides know."),
                LeafList("client", Address, "Who may ask; none = the servers.")));

    private static ConfigNodeDefinition[] IkePolicy() =>
    [
        List("ike-proposal", Order, "Algorithms of the IKE SA; lower numbers are preferred. Either enc-alg, auth-alg and dh-group, or aead-alg, prf-alg and dh-group.",
        [
            LeafList("enc-alg", Encryption, "Encryption."),
            LeafList("auth-alg", Integrity, "Integrity; also gives the PRF unless prf-alg is there."),
            LeafList("aead-alg", Aead, "Combined encryption and integrity."),
            LeafList("prf-alg", Prf, "Pseudorandom function."),
            LeafList("dh-group", KeyExchange, "Key exchange method (Diffie-Hellman group)."),
            .. AdditionalKeyExchanges(),
        ]),
        Leaf("local-auth-method", AuthenticationMethod, "How we prove our identity. eap-only: by the EAP method that the peer uses, without another proof (RFC 5998). eap-ttls, eap-peap, eap-radius and psk-radius are for peers only.", "pre-shared-key"),
        Leaf("remote-auth-method", AuthenticationMethod, "How the peer must prove its identity. eap-only: by the EAP method that we use (RFC 5998). eap-radius and psk-radius: a RADIUS server decides.", "pre-shared-key"),
        Leaf("revocation", Words("off", "relaxed", "ifuri", "strict"),
            "The peer's certificate may be revoked: do not ask, refuse when known to be revoked, also when the place that should know does not answer, or unless known to be good.",
            "relaxed", extension: true),
        Leaf("rsa-signature", Words("pkcs1", "pss"), "How we sign with an RSA key for peers that can check either.", "pkcs1", extension: true),
        Leaf("keying-tries", Count, "Attempts that nobody answers before giving up; 0 = for ever. What is refused is tried again by itself when the service was to bring it up, after 10 s at first, 5 minutes at last.", "1", unit: "attempts"),
        Leaf("unique-sa", Words("no", "replace", "keep", "never"),
            "A peer that has an SA authenticates again: keep both, replace the old, refuse the new (keep), or keep both and ignore INITIAL_CONTACT (never).", "no"),
        Leaf("reauth-time", Duration, "Authenticate again after this time; 0s = never.", "0s"),
        Leaf("rekey-time", Duration, "Rekey the IKE SA after this time, less a random part; 0s = never.", "4h"),
        Leaf("over-time", Duration, "The SA ends this long after a rekey that did not happen. Default: 10 % of rekey-time.", extension: true),
        Leaf("rand-time", Duration, "Largest random part taken off rekey-time. Default: over-time.", extension: true),
        Leaf("dpd-delay", Duration, "Ask whether the peer is alive after this long without a sign of it; 0s = never.", "0s"),
        Leaf("aggressive", TrueOrFalse, "Aggressive mode of IKEv1.", "false", noEffect: NotYet.Ikev1),
        Leaf("udp-encap", TrueOrFalse, "Encapsulate ESP in UDP even when there is no NAT.", "false"),
        Leaf("mobike", TrueOrFalse, "Let addresses of the SA change (RFC 4555), where the peer does too.", "false"),
        Leaf("require-ppk", TrueOrFalse, "Fail when no post-quantum preshared key was used; else a peer that does without it is accepted.", "false"),
        Leaf("follow-redirect", TrueOrFalse, "When we initiate, go to another gateway where the peer says so (RFC 5685).", "false", extension: true),
        Leaf("fragmentation", Words("no", "yes", "force"), "IKE fragmentation (RFC 7383): never, when the peer supports it, or whenever a message is large.", "yes", extension: true),
        Leaf("send-cert", Words("ifasked", "always", "never"), "Our certificates go along with a signature: when the peer asks for any, always, or never.", "ifasked", extension: true),
        Leaf("send-certreq", TrueOrFalse, "Ask peers for their certificates, and say which authorities are trusted.", "true", extension: true),
        Leaf("childless", Words("never", "allow", "force"), "IKE SAs without a first child (RFC 6023): refuse, allow, or always start so.", "allow", extension: true),
    ];

    /// <summary>RFC 9370: up to seven, each with a transform type of its own.</summary>
    private static IEnumerable<ConfigNodeDefinition> AdditionalKeyExchanges() => Enumerable.Range(1, ProposalLoader.MostAdditionalKeyExchanges).Select(static number => LeafList(
        $"{ProposalLoader.AdditionalKeyExchange}{number}",
        AdditionalKeyExchange,
        $"Key exchange {number} after that of dh-group (RFC 9370); none among the methods = it may be left out.",
        extension: true));

    private static ConfigNodeDefinition[] IpsecPolicy() =>
    [
        List("esp-proposal", Order, "Algorithms of ESP; lower numbers are preferred. Either enc-alg and auth-alg, or aead-alg.",
        [
            LeafList("enc-alg", Encryption, "Encryption."),
            LeafList("auth-alg", Integrity, "Integrity."),
            LeafList("aead-alg", Aead, "Combined encryption and integrity."),
            LeafList("dh-group", KeyExchange, "Perfect forward secrecy: key exchange method for each child."),
            .. AdditionalKeyExchanges(),
            LeafList("esn", TrueOrFalse, "Extended sequence numbers in order of preference: true = required, true and false = negotiate; none = false."),
        ]),
        List("ah-proposal", Order, "Algorithms of AH; lower numbers are preferred.",
        [
            LeafList("auth-alg", Integrity, "Integrity."),
            LeafList("dh-group", KeyExchange, "Perfect forward secrecy: key exchange method for each child."),
            .. AdditionalKeyExchanges(),
            LeafList("esn", TrueOrFalse, "Extended sequence numbers in order of preference: true = required, true and false = negotiate; none = false."),
        ]),
        Leaf("replay-window", Integer(0, 4096), "Size of the replay window; 0 = no replay protection. A local choice.", "32", unit: "packets"),
        Leaf("start-action", Words("trap", "none", "start"), "When to negotiate: on traffic, never by ourselves, or at once.", "trap"),
        Leaf("close-action", Words("trap", "none", "start"), "The peer closed the child: wait for traffic, do nothing, or negotiate again.", "trap"),
        Leaf("dpd-action", Words("clear", "restart", "trap"), "The peer is dead: close the child, negotiate it again at once, or wait for traffic.", "restart"),
        Leaf("rekey-time", Duration, "Rekey the child after this time, less a random part; 0s = never.", "1h"),
        Leaf("life-time", Duration, "The child ends after this time. Default: rekey-time and 10 %.", extension: true),
        Leaf("rand-time", Duration, "Largest random part taken off rekey-time. Default: life-time less rekey-time.", extension: true),
        Leaf("rekey-bytes", ByteSize, "Rekey the child after this traffic; 0B = never.", "0B"),
        Leaf("rekey-packets", Integer(0, long.MaxValue), "Rekey the child after this many packets; 0 = never.", "0", unit: "packets"),
        Leaf("life-bytes", ByteSize, "The child ends after this traffic; 0B = never. Default: rekey-bytes and 10 %.", extension: true),
        Leaf("life-packets", Integer(0, long.MaxValue), "The child ends after this many packets; 0 = never. Default: rekey-packets and 10 %.", unit: "packets", extension: true),
        Leaf("tfc-padding", new IntegerType(0, 1500, word: "mtu", wordValue: Policy.ChildPolicy.TfcPaddingToMtu),
            "Pad packets in tunnel mode to this length, so that their lengths say nothing; 0 = no padding, mtu = as long as the way to the peer takes.",
            "0", unit: "bytes", extension: true),
        Leaf("encap-copy-dscp", TrueOrFalse, "Copy the inner DSCP to the outer header.", "true"),
        Leaf("decap-copy-dscp", TrueOrFalse, "Copy the outer DSCP to the inner header.", "false"),
        Leaf("encap-copy-df", TrueOrFalse, "Copy the inner DF bit to the outer header.", "true"),
    ];

    private static ConfigNodeDefinition Vpns() =>
        List("vpn", Name, "A peer, or a kind of peers: whom it is for, how to authenticate, what to protect.",
            Leaf("enabled", TrueOrFalse, "Whether this vpn is in use.", "true"),
            Mandatory("ike-policy", "How to negotiate the IKE SA.",
                [Leaf("template", Name, "The template.", mandatory: true, reference: "ike-policy-template"), .. Overrides(IkePolicy())]),
            Mandatory("ipsec-policy", "How to negotiate the Child SAs.",
                [Leaf("template", Name, "The template.", mandatory: true, reference: "ipsec-policy-template"), .. Overrides(IpsecPolicy())]),
            Leaf("version", Integer(1, 2), "IKE version; 1 is not supported.", "2"),
            Leaf("local-address", AddressOrAny, "Our address; none = any."),
            Leaf("remote-address", AddressOrAny, "The peer's address; none = any, and then only the peer can initiate."),
            Leaf("remote-port", Port, "The peer's IKE port.", "500", extension: true),
            Leaf("remote-nat-port", Port, "The peer's NAT traversal port.", "4500", extension: true),
            Leaf("local-id", Identity, "Our identity; none = our address."),
            Leaf("remote-id", IdentityPattern, "The identity that the peer must prove, wildcards allowed; none = any."),
            Leaf("eap-id", Text, "Our EAP identity, as it is sent; none = our IKE identity."),
            Leaf("eap-server-id", Identity, "Identity that the server's certificate must be for when we use eap-tls; none = the peer's IKE identity.", extension: true),
            Leaf("certificate", Name, "Our certificate: the name of its files in the certificate folder. Also of the server and the client in eap-tls, and of the server in eap-ttls and eap-peap."),
            Leaf("remote-ca-certificate", Name, "Trust anchor for the peer's certificate: the name of its file in the certificate folder; none = every authority there that issued itself."),
            Container("second-auth", "A second proof of the side that initiates, after the first (RFC 4739). An extension of this product.",
                Leaf("local-auth-method", AuthenticationMethod, "How we prove ourselves again when we initiate.", extension: true),
                Leaf("remote-auth-method", AuthenticationMethod, "How the peer must prove itself again; it has to initiate.", extension: true),
                Leaf("local-id", Identity, "Our identity then; none = our address, or the subject of our certificate.", extension: true),
                Leaf("remote-id", IdentityPattern, "The identity that the peer must prove then, wildcards allowed; none = any.", extension: true),
                Leaf("certificate", Name, "Our certificate then, and of the server in eap-tls, eap-ttls and eap-peap; none = that of the vpn.", extension: true),
                Leaf("remote-ca-certificate", Name, "Trust anchor for the peer's certificate then; none = that of the vpn.", extension: true)),
            LeafList("vip-request", Address, "Virtual addresses to ask for when we initiate; 0.0.0.0 or :: = any of that family. DNS servers that come with them are shown, the host's resolver is not changed."),
            LeafList("vip-pool", Name, "Pools that give a peer that asks its virtual addresses, the first that can. radius = what the RADIUS server gives it, before the pools.", reference: "pool", keyword: "radius"),
            LeafList("radius-group", Text, "Groups of which the RADIUS server must have put the peer into one; none = whoever it accepts. An extension of this product."),
            Leaf("ppk", Name, "Post-quantum preshared key to use when we initiate, and the only one that a peer may use; none = ask for none, let the peer use any.", reference: "ppk"),
            Leaf("redirect-to", Address, "Send peers that initiate, and follow, to this gateway (RFC 5685); none = none.", extension: true),
            Leaf("redirect-at", Words("auth", "init"), "When: once they have authenticated, or at their first message.", "auth", extension: true),
            List("security-policy", Name, "Traffic to protect.",
                TrafficSelector("local-ts", "Traffic on our side; no subnet = our address or virtual address."),
                TrafficSelector("remote-ts", "Traffic on the peer's side; no subnet = its address or virtual address."),
                Leaf("action", Words("esp", "ah", "pass", "drop"), "What is done with the traffic: protect it, let it pass in the clear, or drop it.", "esp"),
                Leaf("mode", Words("tunnel", "transport"), "IPsec mode.", "tunnel"),
                Leaf("priority", Count, "Order among policies; lower comes first. 0 = after all that have one, the narrowest selectors first.", "0"),
                Leaf("svti-id-out", UnsignedInt, "Outgoing secure virtual tunnel interface.", noEffect: NotYet.Svti),
                Leaf("svti-id-in", UnsignedInt, "Incoming secure virtual tunnel interface.", noEffect: NotYet.Svti),
                Container("inject-routes", "Routes to the peer's side, as long as a Child SA stands.",
                    Leaf("next-hop", NextHop, "Where the routes point to: a neighbour, or an interface.", mandatory: true),
                    Leaf("next-hop-backup", NextHop, "The next hop of a second route, with a worse metric."),
                    Leaf("vrf", Name, "VRF of the routes; none = the VRF of this service."),
                    Leaf("table", Integer(1, uint.MaxValue), "Routing table; none = main (254). Not 255. Not together with l3vrf."),
                    Leaf("l3vrf", Name, "Layer 3 VRF; refused: name its table instead. Not together with table."))));

    private static ConfigNodeDefinition ManualTunnels() =>
        List("manual-tunnel", Name, "A tunnel whose SPIs and keys are configured at both ends: nothing is negotiated, there is no replay protection, and keys never change by themselves. An extension of this product.",
            Leaf("local-address", Address, "Our address.", mandatory: true, extension: true),
            Leaf("remote-address", Address, "The peer's address.", mandatory: true, extension: true),
            Leaf("protocol", Words("esp", "ah"), "How packets are protected.", mandatory: true, extension: true),
            Leaf("mode", Words("tunnel", "transport"), "IPsec mode.", "tunnel", extension: true),
            Leaf("spi-in", Spi, "SPI of packets to us: what the peer sends.", mandatory: true, extension: true),
            Leaf("spi-out", Spi, "SPI of packets to the peer.", mandatory: true, extension: true),
            Leaf("encryption", ManualCipher, "Cipher of ESP. Those in counter mode, AES-GCM, AES-CCM and ChaCha20-Poly1305 among them, are refused: they need fresh keys from IKE.", extension: true),
            Leaf("encryption-key-in", ManualKey, "Key of packets to us.", extension: true),
            Leaf("encryption-key-out", ManualKey, "Key of packets to the peer.", extension: true),
            Leaf("integrity", Integrity, "Integrity algorithm.", mandatory: true, extension: true),
            Leaf("integrity-key-in", ManualKey, "Key of packets to us.", extension: true),
            Leaf("integrity-key-out", ManualKey, "Key of packets to the peer.", extension: true),
            TrafficSelector("local-ts", "Traffic on our side; no subnet = our address."),
            TrafficSelector("remote-ts", "Traffic on the peer's side; no subnet = its address."),
            Leaf("priority", Count, "Order among all policies; lower comes first. 0 = after all that have one, the narrowest selectors first.", "0", extension: true),
            Leaf("activate", Words("start", "none"), "Whether it carries packets as soon as it is configured, or only when an operator activates it; its packets are dropped until then.", "start", extension: true),
            Leaf("vpn-action", Name, "Name of the action that displays of other products show for it.", extension: true));

    private static ConfigNodeDefinition GlobalOptions() =>
        Container("global-options", "Options of the whole service.",
            Leaf("initiator-only", TrueOrFalse, "Refuse every negotiation that a peer starts.", "false"),
            Leaf("snmp", TrueOrFalse, "Show this VRF through SNMP, in the default context and in one of its own; none = true. Whether SNMP is served at all is one of the service's settings."),
            Leaf("install-vip-on", InterfaceName, "Interface that gets the virtual addresses that we asked for; none = the tunnel device."),
            Leaf("retransmit-tries", Integer(0, 100), "Retransmissions before giving up.", "5", unit: "retransmissions"),
            Leaf("retransmit-timeout", new DecimalType(0, 60), "Time before the first retransmission.", "4.0", unit: "s"),
            Leaf("retransmit-base", new DecimalType(0, 10), "Factor from each timeout to the next.", "1.8"),
            Leaf("retransmit-jitter", Integer(0, 20), "Largest random part taken off a timeout.", "0", unit: "%"),
            Leaf("retransmit-limit", Integer(0, 100), "Longest timeout; 0 = no limit.", "0", unit: "s"),
            Leaf("acquire-timeout", UnsignedInt, "How long traffic that needs an SA does not ask for it again, and waits for it at most; 0 is taken as 1.", "30", unit: "s"),
            Container("dos-protection", "Limits against floods of requests.",
                Leaf("cookie-threshold", new IntegerType(0, int.MaxValue, word: "always", wordValue: Policy.EngineLimits.CookieAlways),
                    "Half-open IKE SAs from which cookies are asked for; 0 = never, always = always.", "10", unit: "half-open IKE SAs"),
                Leaf("block-threshold", Count, "Largest number of half-open IKE SAs of one peer address; 0 = no limit.", "5", unit: "half-open IKE SAs"),
                Leaf("init-limit-half-open", Count, "Half-open IKE SAs from which new ones are refused; 0 = no limit.", "0", unit: "half-open IKE SAs"),
                Leaf("init-limit-job-load", Count, "Waiting jobs from which new IKE SAs are refused; 0 = no limit.", "0", unit: "jobs"),
                Leaf("ike-sa-limit", Count, "Established IKE SAs from which new ones are refused; 0 = no limit.", "0", unit: "IKE SAs")),
            Leaf("half-open-timeout", Duration, "A half-open IKE SA ends after this time.", "30s", extension: true),
            Leaf("nat-keepalive", Duration, "Idle time after which a NAT keepalive is sent; 0s = never.", "20s", extension: true),
            Leaf("delete-rekeyed-delay", Duration, "How long a replaced Child SA still takes packets that are on their way.", "5s", extension: true),
            Leaf("fragment-size", Integer(576, 65535), "Largest IP packet of an IKE fragment.", "1280", unit: "bytes", extension: true),
            Leaf("threads", Integer(1, uint.MaxValue), $"Threads for slow cryptography, {Jobs.CryptoJobPool.MostThreads} at most; where it is not set, as many as the service's settings say.", "16", unit: "threads"),
            Leaf("sa-table-size", Integer(1, MostSaBuckets), "IKE SAs that there is room for from the start, over all shards; the tables grow beyond it.", "1", unit: "buckets"),
            Leaf("sa-table-segments", Integer(1, uint.MaxValue), "Locks of the SA hash table.", "1", unit: "segments", noEffect: NotYet.NoLocks),
            PrefixThresholds("sp-hash-ipv4", 32),
            PrefixThresholds("sp-hash-ipv6", 128),
            Leaf("install-routes", TrueOrFalse, "Add a route to the peer's side as long as a child without svti-id-out stands, for routing daemons to see. Packets find the tunnels in any case.", "false"),
            Leaf("routing-table", Integer(1, uint.MaxValue), "Routing table of the routes into the tunnel device. Not 253 to 255.", "220"),
            Leaf("routing-table-prio", UnsignedInt, "Priority of the rule that looks the routing table up, 1 to 32765.", "220"),
            Leaf("make-before-break", TrueOrFalse, "Reauthentication makes the new SAs before it deletes the old.", "false"),
            Leaf("mobike-prefer-best-path", TrueOrFalse, "Move an SA when a cheaper path appears, not only when the path breaks.", "false"));

    private static ConfigNodeDefinition Logging() =>
        Container("logging", "What goes to the system log.", LogFacility("daemon", "0"), LogFacility("authpriv", "disable"));

    private static ConfigNodeDefinition LogFacility(string name, string defaultLevel)
    {
        var level = Words("0", "1", "2", "3", "4", "disable");
        const string Levels = "0 = audit, 1 = control flow and errors, 2 = detail, 3 = with hex dumps, 4 = with keys, disable = nothing.";
        return Container(name, $"Messages to the syslog facility {name}.",
        [
            Leaf("default", level, $"Level of subsystems without a level of their own: {Levels}", defaultLevel),
            .. LogSubsystems.Select(row => Leaf(row.Name, level, $"{row.Help}: {Levels}")),
        ]);
    }

    /// <summary>Subsystems that messages belong to.</summary>
    internal static IReadOnlyList<(string Name, string Help)> LogSubsystems =>
    [
        ("asn1", "Low-level encoding and decoding (ASN.1, X.509)"),
        ("child", "Child SA processing"),
        ("config", "Configuration"),
        ("daemon", "Start, stop, signals"),
        ("encoding", "Packet encoding and decoding, encryption and decryption"),
        ("ike", "IKE SA processing"),
        ("ipsec", "IPsec data path"),
        ("job", "Jobs and threads"),
        ("kernel", "Kernel interface"),
        ("manager", "IKE SA manager"),
        ("network", "IKE network communication"),
    ];

    private static ConfigType AuthenticationMethod =>
        Words("pre-shared-key", "certificate", "eap-mschapv2", "eap-md5", "eap-tls", "eap-ttls", "eap-peap", "eap-only", "eap-radius", "psk-radius");

    private static ConfigNodeDefinition TrafficSelector(string name, string help) =>
        new(ConfigNodeKind.Container, name, null, help,
        [
            LeafList("subnet", Subnet, "Addresses."),
            Leaf("protocol", Integer(0, 255), "IP protocol number; none or 0 = any."),
            Leaf("port", PortRange, "Port or range of ports; needs protocol. None = any."),
        ])
        { IsInline = true };

    private static ConfigNodeDefinition PrefixThresholds(string name, int bits) =>
        new(ConfigNodeKind.Container, name, null, "Shortest prefixes of security policies that are found by hash: both sides must be this long. The others are found by their prefixes.",
        [
            Leaf("local", Integer(0, bits), "Of local addresses.", bits.ToString(), unit: "bits"),
            Leaf("remote", Integer(0, bits), "Of remote addresses.", bits.ToString(), unit: "bits"),
        ])
        { IsInline = true };

    /// <summary>Options of a template as a vpn overrides them: nothing set means "as the template says", so there are no defaults.</summary>
    private static IEnumerable<ConfigNodeDefinition> Overrides(ConfigNodeDefinition[] template) => template.Select(row => row.WithoutDefault());

    private static ConfigNodeDefinition Container(string name, string help, params ConfigNodeDefinition[] children) =>
        new(ConfigNodeKind.Container, name, null, help, children);

    private static ConfigNodeDefinition Mandatory(string name, string help, params ConfigNodeDefinition[] children) =>
        new(ConfigNodeKind.Container, name, null, help, children) { IsMandatory = true };

    private static ConfigNodeDefinition List(string name, ConfigType key, string help, params ConfigNodeDefinition[] children) =>
        new(ConfigNodeKind.List, name, key, help, children);

    private static ConfigNodeDefinition LeafList(
        string name, ConfigType type, string help, string? noEffect = null, string? reference = null, string? keyword = null, bool extension = false) =>
        new(ConfigNodeKind.LeafList, name, type, help) { NoEffect = noEffect, Reference = reference, ReferenceKeyword = keyword, IsExtension = extension };

    private static ConfigNodeDefinition Leaf(
        string name,
        ConfigType type,
        string help,
        string? defaultValue = null,
        string? unit = null,
        bool mandatory = false,
        bool extension = false,
        string? noEffect = null,
        string? reference = null) =>
        new(ConfigNodeKind.Leaf, name, type, help)
        {
            Default = defaultValue,
            Unit = unit,
            IsMandatory = mandatory,
            IsExtension = extension,
            NoEffect = noEffect,
            Reference = reference,
        };

    /// <summary>Why options that are accepted change nothing yet.</summary>
    private static class NotYet
    {
        public const string Ikev1 = "IKEv1 is not supported, and IKEv2 has no such mode";
        public const string Svti = "secure virtual tunnel interfaces are not supported yet";
        public const string NoLocks = "every shard has a table of its own, which needs no locks";
    }
}
