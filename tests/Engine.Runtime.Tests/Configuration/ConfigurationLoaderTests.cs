using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    [Fact]
    public void Load_Defaults_AreThoseOfTheEngine()
    {
        var loaded = Load(ConfigSamples.Complete);

        var peer = Assert.Single(loaded.Engine.Peers);
        var child = Assert.Single(peer.Children);
        Assert.Equal(new EngineLimits(), loaded.Engine.Limits);
        Assert.Equal(new RetransmissionOptions(), loaded.Engine.Retransmission);
        Assert.Equal(
            new PeerPolicy
            {
                Name = "v",
                Template = "it",
                LocalAddress = IpAddress.Parse("192.0.2.1"),
                RemoteAddress = IpAddress.Parse("192.0.2.2"),
                Proposals =
                [
                    new ProposalOffer
                    {
                        Protocol = ProtocolId.Ike,
                        Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
                        Prfs = [PseudorandomFunctionId.HmacSha384],
                        KeyExchanges = [KeyExchangeId.Ecp256],
                    },
                ],
                Children = [child],
            },
            peer);
        Assert.Equal(
            new ChildPolicy
            {
                Name = "p",
                RequestId = 1,
                Proposals = [new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)] }],
                LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("10.1.0.0"), 16)],
                RemoteSelectors = [new ConfiguredSelector(IpAddress.Parse("10.2.0.0"), 16)],
            },
            child);
        Assert.Empty(loaded.Warnings);
    }

    [Theory]
    [InlineData("", 7, 8)]
    [InlineData("/ vrf main ike global-options routing-table 230", 230, 8)]
    [InlineData("/ vrf main ike global-options routing-table-prio 231", 7, 231)]
    [InlineData("/ vrf main ike global-options routing-table 220\n/ vrf main ike global-options routing-table-prio 220", 220, 220)]
    public void Routing_AsFarAsItIsWritten_ComesBeforeTheSettings(string lines, uint table, int priority)
    {
        var options = new TunnelOptions { RoutingTable = 7, RulePriority = 8 };

        Load(lines).Routing.ApplyTo(options);

        Assert.Equal((table, priority), (options.RoutingTable, options.RulePriority));
    }

    [Fact]
    public void Load_EveryIkeOption_IsUsed()
    {
        var peer = Peer("""
            / vrf main ike ike-policy-template it keying-tries 0
            / vrf main ike ike-policy-template it unique-sa replace
            / vrf main ike ike-policy-template it reauth-time 1d
            / vrf main ike ike-policy-template it rekey-time 2h
            / vrf main ike ike-policy-template it over-time 5m
            / vrf main ike ike-policy-template it rand-time 4m
            / vrf main ike ike-policy-template it dpd-delay 10s
            / vrf main ike ike-policy-template it udp-encap true
            / vrf main ike ike-policy-template it fragmentation force
            / vrf main ike ike-policy-template it childless never
            / vrf main ike ike-policy-template it send-cert always
            / vrf main ike ike-policy-template it send-certreq false
            / vrf main ike vpn v enabled false
            / vrf main ike vpn v remote-port 5000
            / vrf main ike vpn v remote-nat-port 5500
            / vrf main ike vpn v local-id gw@example.com
            / vrf main ike vpn v remote-id *@example.com
            """);

        Assert.Equal(0, peer.KeyingTries);
        Assert.Equal(UniqueSaPolicy.Replace, peer.UniqueSa);
        Assert.Equal(TimeSpan.FromDays(1), peer.ReauthenticationTime);
        Assert.Equal(TimeSpan.FromHours(2), peer.RekeyTime);
        Assert.Equal(TimeSpan.FromMinutes(5), peer.OverTime);
        Assert.Equal(TimeSpan.FromMinutes(4), peer.RandomTime);
        Assert.Equal(TimeSpan.FromSeconds(10), peer.DpdDelay);
        Assert.True(peer.ForceUdpEncapsulation);
        Assert.Equal(FeatureUse.Force, peer.Fragmentation);
        Assert.Equal(FeatureUse.No, peer.Childless);
        Assert.Equal((CertificateSending.Always, false), (peer.SendCertificate, peer.SendCertificateRequest));
        Assert.False(peer.Enabled);
        Assert.Equal((5000, 5500), (peer.RemotePort, peer.RemoteNatTraversalPort));
        Assert.Equal(Identity.Rfc822("gw@example.com"), peer.LocalIdentity);
        Assert.Equal(new IdentityPattern("*@example.com"), peer.RemoteIdentity);
    }

    [Fact]
    public void Load_EveryOptionOfVirtualAddresses_IsUsed()
    {
        var loaded = Load(ConfigSamples.Complete + """
            / vrf main ike pool p address 10.9.0.0/30
            / vrf main ike pool p address 10.9.1.5-10.9.1.7
            / vrf main ike pool p address fd09::9
            / vrf main ike pool p dns 10.9.9.1
            / vrf main ike pool p dns fd09::1
            / vrf main ike pool p nbns 10.9.9.2
            / vrf main ike pool p dhcp 10.9.9.3
            / vrf main ike pool p subnet 10.0.0.0/8
            / vrf main ike pool p netmask 255.255.0.0
            / vrf main ike vpn v vip-pool p
            / vrf main ike vpn v vip-pool radius
            / vrf main ike vpn v vip-request 0.0.0.0
            / vrf main ike vpn v vip-request fd09::7
            / vrf main ike global-options install-vip-on lo
            """).Engine;

        var pool = Assert.Single(loaded.AddressPools);
        Assert.Equal("p: 10.9.0.1-10.9.0.2 10.9.1.5-10.9.1.7 fd09::9", $"{pool.Name}: {string.Join(' ', pool.Ranges)}");
        Assert.Equal("10.9.9.1 fd09::1", string.Join(' ', pool.DnsServers));
        Assert.Equal(("10.9.9.2", "10.9.9.3", "10.0.0.0/8"), (pool.NbnsServers.Single().ToString(), pool.DhcpServers.Single().ToString(), pool.Subnets.Single().ToString()));
        Assert.Equal(IpAddress.Parse("255.255.0.0"), pool.Netmask);
        var peer = loaded.Peers.Single();
        Assert.Equal(["p"], peer.AddressPools);
        Assert.Equal("0.0.0.0 fd09::7", string.Join(' ', peer.VirtualAddressRequests));
        Assert.Equal("lo", loaded.VirtualAddressInterface);
    }

    [Fact]
    public void Load_EveryOptionOfRadius_IsUsed()
    {
        var loaded = Load(ConfigSamples.Complete + """
            / vrf main ike radius server one address 10.0.0.9
            / vrf main ike radius server one secret s1
            / vrf main ike radius server one auth-port 11812
            / vrf main ike radius server one acct-port 11813
            / vrf main ike radius server one preference 5
            / vrf main ike radius server two address fd00::9
            / vrf main ike radius server two secret 0x7332
            / vrf main ike radius nas-identifier gate
            / vrf main ike radius retransmit-timeout 0.5
            / vrf main ike radius retransmit-base 2
            / vrf main ike radius retransmit-tries 3
            / vrf main ike radius dead-time 1m
            / vrf main ike radius accounting enabled true
            / vrf main ike radius accounting interim-interval 10m
            / vrf main ike radius accounting send-class false
            / vrf main ike radius class-group true
            / vrf main ike radius filter-id-group true
            / vrf main ike radius vendor-id 7336
            / vrf main ike radius vendor-type 2
            / vrf main ike radius key-password kp
            / vrf main ike radius dynamic-authorization enabled true
            / vrf main ike radius dynamic-authorization address 10.0.0.1
            / vrf main ike radius dynamic-authorization port 13799
            / vrf main ike radius dynamic-authorization secret ds
            / vrf main ike radius dynamic-authorization client 10.0.0.8
            / vrf main ike vpn v ike-policy remote-auth-method eap-radius
            / vrf main ike vpn v vip-pool radius
            / vrf main ike vpn v radius-group staff
            """).Engine;

        Assert.Equal(
            new RadiusPolicy
            {
                Servers =
                [
                    new RadiusServerPolicy("one", IpAddress.Parse("10.0.0.9"), [.. "s1"u8]) { AuthenticationPort = 11812, AccountingPort = 11813, Preference = 5 },
                    new RadiusServerPolicy("two", IpAddress.Parse("fd00::9"), [.. "s2"u8]),
                ],
                NasIdentifier = "gate",
                RetransmitTimeout = TimeSpan.FromSeconds(0.5),
                RetransmitBase = 2,
                RetransmitTries = 3,
                DeadTime = TimeSpan.FromMinutes(1),
                Accounting = true,
                InterimInterval = TimeSpan.FromMinutes(10),
                SendClass = false,
                ClassGroup = true,
                FilterIdGroup = true,
                VendorId = 7336,
                VendorType = 2,
                KeyPassword = [.. "kp"u8],
                DynamicAuthorization = new DynamicAuthorizationPolicy(IpAddress.Parse("10.0.0.1"), 13799, [.. "ds"u8], [IpAddress.Parse("10.0.0.8")]),
            },
            loaded.Radius);
        var peer = loaded.Peers.Single();
        Assert.Equal((AuthenticationKind.EapRadius, true), (peer.RemoteAuthentication, peer.UsesRadiusAddresses));
        Assert.Equal(["staff"], peer.RadiusGroups);
        Assert.DoesNotContain("s1", loaded.Radius!.ToString() + loaded.Radius.Servers[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EveryIpsecOption_IsUsed()
    {
        var child = Assert.Single(Peer("""
            / vrf main ike ipsec-policy-template et replay-window 4096
            / vrf main ike ipsec-policy-template et start-action start
            / vrf main ike ipsec-policy-template et close-action none
            / vrf main ike ipsec-policy-template et dpd-action clear
            / vrf main ike ipsec-policy-template et rekey-time 10m
            / vrf main ike ipsec-policy-template et life-time 15m
            / vrf main ike ipsec-policy-template et rand-time 1m
            / vrf main ike ipsec-policy-template et rekey-bytes 1GB
            / vrf main ike ipsec-policy-template et rekey-packets 1000
            / vrf main ike ipsec-policy-template et life-bytes 2GB
            / vrf main ike ipsec-policy-template et life-packets 3000
            / vrf main ike ipsec-policy-template et tfc-padding 700
            / vrf main ike ipsec-policy-template et encap-copy-dscp false
            / vrf main ike ipsec-policy-template et decap-copy-dscp true
            / vrf main ike ipsec-policy-template et encap-copy-df false
            / vrf main ike vpn v security-policy p mode transport
            / vrf main ike vpn v security-policy p priority 7
            / vrf main ike vpn v security-policy p local-ts protocol 6 port 80-90
            """).Children);

        Assert.Equal(4096, child.ReplayWindow);
        Assert.Equal((ChildAction.Start, ChildAction.None, ChildAction.None), (child.StartAction, child.CloseAction, child.DpdAction));
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1)), (child.RekeyTime, child.EffectiveLifeTime, child.EffectiveRandomTime));
        Assert.Equal((1_000_000_000UL, 1000UL), (child.RekeyBytes, child.RekeyPackets));
        Assert.Equal((2_000_000_000UL, 3000UL), (child.EffectiveLifeBytes, child.EffectiveLifePackets));
        Assert.Equal(700, child.TfcPadding);
        Assert.Equal((false, true, false), (child.EncapsulationCopiesDscp, child.DecapsulationCopiesDscp, child.EncapsulationCopiesDf));
        Assert.Equal((IpsecMode.Transport, 7), (child.Mode, child.Priority));
        Assert.Equal(new ConfiguredSelector(IpAddress.Parse("10.1.0.0"), 16, 6, 80, 90), Assert.Single(child.LocalSelectors));
    }

    [Fact]
    public void Load_NoHardLimits_AreTenPercentBeyondTheSoftOnes()
    {
        var child = Peer("/ vrf main ike vpn v ipsec-policy rekey-bytes 1GB rekey-packets 1000").Children[0];
        Assert.Equal((1_100_000_000UL, 1100UL, 0), (child.EffectiveLifeBytes, child.EffectiveLifePackets, child.TfcPadding));
        child = Peer("/ vrf main ike vpn v ipsec-policy life-bytes 5KB life-packets 0 tfc-padding mtu").Children[0];
        Assert.Equal((5000UL, 0UL, ChildPolicy.TfcPaddingToMtu), (child.EffectiveLifeBytes, child.EffectiveLifePackets, child.TfcPadding));
    }

    [Theory]
    [InlineData("pass", PolicyAction.Pass)]
    [InlineData("drop", PolicyAction.Drop)]
    public void Load_PassAndDrop_NegotiateNothing(string word, PolicyAction action)
    {
        var child = Peer($"""
            / vrf main ike ipsec-policy-template et start-action start
            / vrf main ike vpn v security-policy p action {word}
            """).Children[0];
        Assert.Equal(action, child.Action);
        Assert.Empty(child.Proposals);
        Assert.Equal((ChildAction.None, ChildAction.None, ChildAction.None), (child.StartAction, child.CloseAction, child.DpdAction));
    }

    [Theory]
    [InlineData("clear", ChildAction.None)]
    [InlineData("restart", ChildAction.Start)]
    [InlineData("trap", ChildAction.Trap)]
    public void Load_DpdAction_IsMapped(string word, ChildAction action) =>
        Assert.Equal(action, Peer($"/ vrf main ike vpn v ipsec-policy dpd-action {word}").Children[0].DpdAction);

    [Fact]
    public void Load_VpnOptions_OverrideTheTemplate()
    {
        var peer = Peer("""
            / vrf main ike ike-policy-template it dpd-delay 10s
            / vrf main ike ike-policy-template it rekey-time 1h
            / vrf main ike vpn v ike-policy dpd-delay 0s
            / vrf main ike vpn v ike-policy ike-proposal 5 enc-alg aes128-cbc auth-alg hmac-sha256 dh-group modp2048
            """);

        Assert.Equal(TimeSpan.Zero, peer.DpdDelay);
        Assert.Equal(TimeSpan.FromHours(1), peer.RekeyTime);
        Assert.Equal([KeyExchangeId.Modp2048], Assert.Single(peer.Proposals).KeyExchanges);
    }

    [Fact]
    public void Load_ClassicProposal_DerivesThePrfFromIntegrity()
    {
        var peer = Peer("""
            / vrf main ike ike-policy-template it ike-proposal 2 enc-alg aes256-cbc enc-alg aes128-cbc
            / vrf main ike ike-policy-template it ike-proposal 2 auth-alg hmac-sha512 auth-alg aes-xcbc dh-group modp2048 dh-group ecp384
            / vrf main ike ike-policy-template it ike-proposal 3 enc-alg aes256-cbc auth-alg hmac-sha512 prf-alg hmac-sha256 dh-group ecp384
            """);

        var derived = peer.Proposals[1];
        Assert.Equal([new EncryptionChoice(EncryptionId.AesCbc, 256), new EncryptionChoice(EncryptionId.AesCbc, 128)], derived.Encryption);
        Assert.Equal([IntegrityId.HmacSha512_256, IntegrityId.AesXcbc96], derived.Integrity);
        Assert.Equal([PseudorandomFunctionId.HmacSha512, PseudorandomFunctionId.AesXcbc128], derived.Prfs);
        Assert.Equal([KeyExchangeId.Modp2048, KeyExchangeId.Ecp384], derived.KeyExchanges);
        Assert.Equal([PseudorandomFunctionId.HmacSha256], peer.Proposals[2].Prfs);
    }

    [Theory]
    [InlineData("", new SequenceNumbersId[0])]
    [InlineData("esn true", new[] { SequenceNumbersId.ExtendedSequenceNumbers })]
    [InlineData("esn false", new[] { SequenceNumbersId.NoExtendedSequenceNumbers })]
    [InlineData("esn true esn false", new[] { SequenceNumbersId.ExtendedSequenceNumbers, SequenceNumbersId.NoExtendedSequenceNumbers })]
    public void Load_Esn_KeepsTheOrderOfPreference(string esn, SequenceNumbersId[] expected) =>
        Assert.Equal(expected, Peer($"/ vrf main ike ipsec-policy-template et esp-proposal 1 dh-group ecp256 {esn}").Children[0].Proposals[0].SequenceNumbers);

    [Fact]
    public void Load_AdditionalKeyExchanges_HaveTheTransformTypesOfTheirNumbers()
    {
        var offers = Peer("/ vrf main ike ike-policy-template it ike-proposal 1 additional-ke-1 curve448 additional-ke-1 none additional-ke-7 modp3072 additional-ke-7 ecp521")
            .Proposals[0].AdditionalKeyExchanges;

        Assert.Equal([TransformType.AdditionalKeyExchange1, TransformType.AdditionalKeyExchange7], offers.Select(offer => offer.Type));
        Assert.Equal([KeyExchangeId.Curve448, KeyExchangeId.None], offers[0].Methods);
        Assert.Equal([KeyExchangeId.Modp3072, KeyExchangeId.Ecp521], offers[1].Methods);
    }

    [Fact]
    public void Load_AhPolicy_OffersAhProposals()
    {
        var child = Peer("""
            / vrf main ike ipsec-policy-template et ah-proposal 1 auth-alg hmac-sha256
            / vrf main ike vpn v security-policy p action ah
            """).Children[0];

        Assert.Equal(PolicyAction.Ah, child.Action);
        Assert.Equal(new ProposalOffer { Protocol = ProtocolId.Ah, Integrity = [IntegrityId.HmacSha256_128] }, Assert.Single(child.Proposals));
    }

    [Fact]
    public void Load_SecondProof_IsOfTheRoundAndOtherwiseOfTheVpn()
    {
        var peer = Peer("""
            / vrf main ike vpn v certificate machine
            / vrf main ike vpn v second-auth remote-auth-method eap-mschapv2
            / vrf main ike vpn v second-auth remote-id *@example.org
            / vrf main ike eap-secret k id carol@example.org secret s
            """);

        var second = peer.Second!.Over(peer);
        Assert.Equal((AuthenticationKind.EapMschapv2, peer.LocalAuthentication, "machine"), (second.RemoteAuthentication, second.LocalAuthentication, second.Certificate));
        Assert.Equal((new IdentityPattern("*@example.org"), peer.LocalIdentity, null), (second.RemoteIdentity, second.LocalIdentity, second.Second));
    }

    [Fact]
    public void Load_KeyExchangeThatTheSystemLacks_IsLeftOut() =>
        Assert.Equal(
            CryptoProviders.HasKeyEncapsulation ? [KeyExchangeId.Ecp256, KeyExchangeId.MlKem768] : [KeyExchangeId.Ecp256],
            Peer("/ vrf main ike ike-policy-template it ike-proposal 1 dh-group ml-kem-768").Proposals[0].KeyExchanges);

    [Fact]
    public void Load_SelectorsWithoutSubnet_AreDynamic()
    {
        var child = Peer("""
            del / vrf main ike vpn v security-policy p remote-ts
            / vrf main ike vpn v security-policy p remote-ts protocol 6
            / vrf main ike vpn v security-policy p local-ts subnet 10.7.0.0/16
            / vrf main ike vpn v security-policy q action drop
            """).Children;

        Assert.Equal([new ConfiguredSelector(IpAddress.Parse("10.1.0.0"), 16), new ConfiguredSelector(IpAddress.Parse("10.7.0.0"), 16)], child[0].LocalSelectors);
        Assert.Equal([new ConfiguredSelector(null, 0, 6)], child[0].RemoteSelectors);
        Assert.Equal([ConfiguredSelector.Dynamic], child[1].LocalSelectors);
        Assert.Equal(PolicyAction.Drop, child[1].Action);
        Assert.Empty(child[1].Proposals);
    }

    [Fact]
    public void Load_GlobalOptions_AreLimitsAndRetransmission()
    {
        var engine = Load(ConfigSamples.Complete + """
            / vrf main ike global-options initiator-only true
            / vrf main ike global-options make-before-break true
            / vrf main ike global-options acquire-timeout 60
            / vrf main ike global-options retransmit-tries 3
            / vrf main ike global-options retransmit-timeout 3.0
            / vrf main ike global-options retransmit-base 1.0
            / vrf main ike global-options retransmit-jitter 20
            / vrf main ike global-options retransmit-limit 12
            / vrf main ike global-options dos-protection cookie-threshold always
            / vrf main ike global-options dos-protection block-threshold 6
            / vrf main ike global-options dos-protection init-limit-half-open 100
            / vrf main ike global-options dos-protection init-limit-job-load 1
            / vrf main ike global-options dos-protection ike-sa-limit 2000
            / vrf main ike global-options half-open-timeout 10s
            / vrf main ike global-options nat-keepalive 0s
            / vrf main ike global-options delete-rekeyed-delay 1s
            / vrf main ike global-options fragment-size 576
            / vrf main ike global-options sp-hash-ipv4 local 16 remote 24
            / vrf main ike global-options sp-hash-ipv6 remote 64
            """).Engine;

        Assert.Equal(new RetransmissionOptions { Tries = 3, Timeout = 3.0, Base = 1.0, Jitter = 20, Limit = 12 }, engine.Retransmission);
        Assert.Equal(
            new EngineLimits
            {
                InitiatorOnly = true,
                MakeBeforeBreak = true,
                AcquireTimeout = TimeSpan.FromSeconds(60),
                CookieThreshold = EngineLimits.CookieAlways,
                BlockThreshold = 6,
                HalfOpenLimit = 100,
                JobLimit = 1,
                IkeSaLimit = 2000,
                HalfOpenTimeout = TimeSpan.FromSeconds(10),
                NatKeepalive = TimeSpan.Zero,
                DeleteRekeyedDelay = TimeSpan.FromSeconds(1),
                FragmentSize = 576,
            },
            engine.Limits);
        Assert.Equal(new SelectorHashThresholds(16, 24, 128, 64), engine.SelectorHash);
    }

    [Fact]
    public void Load_PreSharedKeys_KeepIdentitiesAndOctets()
    {
        var keys = Load(ConfigSamples.Complete + "/ vrf main ike pre-shared-key k secret 0x0102 id a@b id *.example.com").Engine.PreSharedKeys;

        Assert.Equal(
            [new PreSharedKey("any", [], [.. "s3cret"u8]), new PreSharedKey("k", [new IdentityPattern("a@b"), new IdentityPattern("*.example.com")], [1, 2])],
            keys);
    }

    [Fact]
    public void Load_NothingConfigured_IsAnEmptyConfiguration()
    {
        var loaded = Load("# nothing");

        Assert.Equal(EngineConfiguration.Empty, loaded.Engine);
        Assert.Empty(loaded.Vpns);
    }

    [Fact]
    public void Load_Vpns_AreWhatMonitorsMayKnow()
    {
        var vpn = Assert.Single(Load(ConfigSamples.Complete + "/ vrf main ike vpn v remote-id gw.example.com").Vpns);

        Assert.Equal(("v", "main", true), (vpn.Name, vpn.Vrf, vpn.Enabled));
        Assert.Equal("192.0.2.2", vpn.RemoteAddress!.ToString());
        Assert.Equal("gw.example.com", vpn.RemoteIdentity.Text);
        Assert.Equal(["p"], vpn.SecurityPolicies);
    }

    private static PeerPolicy Peer(string lines) => Assert.Single(Load(ConfigSamples.Complete + lines).Engine.Peers);

    private static LoadedConfiguration Load(string text) => ConfigSamples.Load(text);
}
