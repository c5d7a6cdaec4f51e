using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Additional key exchanges (RFC 9370): in IKE_INTERMEDIATE (RFC 9242) when an IKE SA comes up, in IKE_FOLLOWUP_KE when one is rekeyed or a Child SA is made.</summary>
public sealed class AdditionalKeyExchangeTests
{
    private const byte Intermediate = (byte)ExchangeType.IkeIntermediate;
    private const byte FollowupKe = (byte)ExchangeType.IkeFollowupKe;

    private static readonly AdditionalKeyExchangeOffer Kem = new(TransformType.AdditionalKeyExchange1, [KeyExchangeId.MlKem768]);
    private static readonly AdditionalKeyExchangeOffer Third = new(TransformType.AdditionalKeyExchange3, [KeyExchangeId.Ecp384, KeyExchangeId.Ecp256]);

    [Fact]
    public void Establish_TwoAdditionalExchanges_AreMadeInOrderBeforeIkeAuth()
    {
        var pair = Connect([Kem, Third]);

        pair.ShouldAgree();
        Assert.Equal(2, Count(pair, Intermediate, fromA: true));
        foreach (var tunnel in new[] { pair.A.Tunnel, pair.B.Tunnel })
        {
            Assert.True(tunnel.Intermediate);
            Assert.Equal([(ushort)KeyExchangeId.MlKem768, (ushort)KeyExchangeId.Ecp384], tunnel.AdditionalKeyExchanges.Select(row => (ushort)row.Id));
            Assert.Single(tunnel.Children);
        }
    }

    [Fact]
    public void Establish_LargeValues_TravelInFragments()
    {
        var pair = Connect([Kem], configure: vpn => vpn.Limits = new EngineLimits { FragmentSize = 600 }, mtu: 600);

        pair.ShouldAgree();
        Assert.True(pair.Network.Sent.Count(static datagram => datagram.Octets[18] == Intermediate) > 4);
        Assert.True(pair.A.Tunnel.Intermediate);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Establish_LossyNetwork_ComesUpAllTheSame(int seed)
    {
        var pair = Connect([Kem, Third], seed: (ulong)seed, network: network => (network.LossPercent, network.DuplicatePercent, network.Jitter) = (20, 20, 50), settle: 90);

        pair.Network.LossPercent = 0;
        pair.ShouldAgree();
        Assert.True(pair.B.Tunnel.Intermediate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyIke_FromEitherSide_GoesOnWithFollowup(bool fromA)
    {
        var pair = Connect([Kem, Third]);

        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal(2, Count(pair, FollowupKe, fromA));
        Assert.Equal((2u, 2u), (pair.A.Tunnel.Generation, pair.B.Tunnel.Generation));
        Assert.Equal(2, pair.B.Tunnel.AdditionalKeyExchanges.Count);

        // The new keys work.
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyChild_FromEitherSide_GoesOnWithFollowup(bool fromA)
    {
        var pair = Connect([], [Kem, Third]);
        var before = pair.A.Tunnel.Children.Single().SpiIn;

        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal(2, Count(pair, FollowupKe, fromA));
        Assert.NotEqual(before, pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Installed).SpiIn);
        pair.Advance(10);
        Assert.Single(pair.A.DataPlane.Inbound);
        Assert.Single(pair.B.DataPlane.Inbound);
    }

    [Fact]
    public void CreateChild_Second_GoesOnWithFollowup()
    {
        var pair = Connect([], [Kem], configure: vpn => vpn.ChildCount = 2);

        pair.Start("child-2");

        pair.ShouldAgree();
        Assert.Equal(2, pair.A.Tunnel.Children.Count);
        Assert.Equal(1, Count(pair, FollowupKe, fromA: true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void RekeyIke_BothSidesAtOnce_OneSaSurvives(int seed)
    {
        var pair = Connect([Kem, Third], seed: (ulong)seed, network: network => network.Jitter = 5 * (seed % 3));

        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.Advance(150);

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.B.Tunnels);
        Assert.Single(pair.A.Tunnel.Children);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void RekeyChild_BothSidesAtOnce_OnePairSurvives(int seed)
    {
        var pair = Connect([], [Kem, Third], seed: (ulong)seed, network: network => network.Jitter = 5 * (seed % 3));

        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.Advance(150);

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Single(pair.A.DataPlane.Outbound);
        Assert.Single(pair.B.DataPlane.Outbound);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rekey_LossyNetwork_BothAgreeAtLast(int seed)
    {
        var pair = Connect([Kem], [Kem], seed: (ulong)seed);
        (pair.Network.LossPercent, pair.Network.DuplicatePercent, pair.Network.Jitter) = (20, 20, 100);

        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Advance(90);
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(90);
        pair.Network.LossPercent = 0;
        pair.Advance(60);

        pair.ShouldAgree();
        Assert.Equal(2u, pair.A.Tunnel.Generation);
    }

    [Fact]
    public void Followup_NeverComes_ResponderForgetsAndInitiatorBeginsAnew()
    {
        var pair = Connect([Kem], configure: static vpn => vpn.Retransmission = new RetransmissionOptions { Tries = 10, Timeout = 20, Base = 1 });
        pair.Network.Filter = static datagram => datagram.Octets[18] != FollowupKe;
        var request = pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(70);
        Assert.Null(pair.B.Shard.Services.Sas.All.Single().Followups!.Deadline);

        pair.Network.Filter = null;
        pair.Advance(15);

        // What the peer asked for late belongs to nothing any more.
        Assert.Equal((CommandStatus.Succeeded, 1), (pair.A.ResultOf(request)!.Status, pair.A.ResultOf(request)!.Affected));
        Assert.Equal(
            "rekeying the IKE SA failed: the peer refused an additional key exchange: STATE_NOT_FOUND",
            Assert.Single(pair.A.Registry.Capture().History.Failures).Text);
        Assert.Equal(1u, pair.A.Tunnel.Generation);

        pair.Advance(20);
        pair.ShouldAgree();
        Assert.Equal((2u, 2u), (pair.A.Tunnel.Generation, pair.B.Tunnel.Generation));
    }

    [Fact]
    public void Close_WhileFollowupsAreMissing_NothingIsLeft()
    {
        var pair = Connect([Kem], [Kem]);
        pair.Network.Filter = static datagram => datagram.Octets[18] != FollowupKe;
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(1);

        pair.Advance(600);

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Establish_OnlyOneSideHasIt_LeavesItOutWhereThatIsAllowed(bool atA)
    {
        var optional = new AdditionalKeyExchangeOffer(TransformType.AdditionalKeyExchange1, [KeyExchangeId.MlKem768, KeyExchangeId.None]);

        var pair = Connect(atA ? [optional] : [], ofB: atA ? [] : [optional]);

        pair.ShouldAgree();
        Assert.Empty(pair.A.Tunnel.AdditionalKeyExchanges);
        Assert.Empty(pair.B.Tunnel.AdditionalKeyExchanges);
        Assert.Equal(0, Count(pair, Intermediate, fromA: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Establish_OneSideInsists_IsRefused(bool atA)
    {
        var pair = Connect(atA ? [Kem] : [], ofB: atA ? [] : [Kem]);

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Equal(1ul, pair.B.Counters.NoProposalFailures);
    }

    [Fact]
    public void Establish_MethodCannotRunHere_IsLeftOutOfTheOffer()
    {
        var pair = new SimPair(seed: 1);
        var vpn = new SimVpn();
        Offer(vpn, [new AdditionalKeyExchangeOffer(TransformType.AdditionalKeyExchange1, [KeyExchangeId.MlKem1024, KeyExchangeId.None])], []);
        pair.Configure(vpn);
        if (SharedCrypto.Best.KeyExchange(KeyExchangeId.MlKem1024) is not null)
        {
            return;
        }

        pair.Start();

        pair.ShouldAgree();
        Assert.Empty(pair.A.Tunnel.AdditionalKeyExchanges);
    }

    [Theory]
    [InlineData(AuthenticationKind.Certificate)]
    [InlineData(AuthenticationKind.EapMschapv2)]
    public void Establish_OtherAuthenticationAndPpk_AuthCoversTheExchanges(AuthenticationKind kind)
    {
        var root = TestPki.Root();
        var pair = Connect([Kem, Third], configure: vpn =>
        {
            if (kind == AuthenticationKind.Certificate)
            {
                vpn.UseCertificates(
                    root.Issue("CN=a", dns: "a.example").Credential("a"), root.Issue("CN=b", dns: "b.example").Credential("b"), new KnownCertificate("root", root.Certificate, IsTrusted: true));
            }
            else
            {
                vpn.Whole = (isA, configuration) => configuration with
                {
                    EapSecrets = [new EapSecret("one", ["carol"], "barracuda"u8.ToArray().ToValueList())],
                    Peers = configuration.Peers.Select(peer => isA
                        ? peer with { LocalAuthentication = kind, EapIdentity = "carol" }
                        : peer with { RemoteAuthentication = kind }).ToValueList(),
                };
            }

            var whole = vpn.Whole;
            vpn.Whole = (isA, configuration) => whole(isA, configuration) with
            {
                PostQuantumKeys = [new PostQuantumKey("k", [1, 2, 3], "secret"u8.ToArray().ToValueList())],
                Peers = whole(isA, configuration).Peers.Select(peer => peer with { Ppk = "k", RequiresPpk = true }).ToValueList(),
            };
        });

        pair.ShouldAgree();
        Assert.True(pair.B.Tunnel is { Intermediate: true, PpkUsed: true });
    }

    [Fact]
    public void IkeAuth_BeforeTheExchangesAreMade_EndsTheSa()
    {
        var pair = HalfOpen();

        Send(pair, ExchangeType.IkeAuth, new IdentificationPayload(IsInitiator: true, IdentificationType.Fqdn, "a.example"u8.ToArray()));

        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("comes before its additional key exchange MlKem768", StringComparison.Ordinal));
        Assert.DoesNotContain(pair.B.Events, line => line is EngineFaulted);
        pair.B.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(KeyExchangeId.Ecp256, 64)]
    [InlineData(KeyExchangeId.MlKem768, 5)]
    public void Intermediate_WrongMethodOrValue_EndsTheSa(KeyExchangeId method, int length)
    {
        var pair = HalfOpen();

        Send(pair, ExchangeType.IkeIntermediate, new KeyExchangePayload(method, new byte[length]));

        Assert.DoesNotContain(pair.B.Events, line => line is EngineFaulted);
        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void Intermediate_OfOtherExtensions_AreAnsweredUpToALimit()
    {
        var pair = HalfOpen();

        for (var i = 0; i < MyIkev2.Engine.Sa.IntermediateExchanges.Most; i++)
        {
            Send(pair, ExchangeType.IkeIntermediate, new NotifyPayload((NotifyType)40_001));
            Assert.Single(pair.B.Shard.Services.Sas.All);
        }

        Send(pair, ExchangeType.IkeIntermediate, new NotifyPayload((NotifyType)40_001));
        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void Followup_OfNothing_IsStateNotFoundAndTheSaStands()
    {
        var pair = Connect([Kem]);
        var sent = pair.Network.Sent.Count;

        Send(pair, ExchangeType.IkeFollowupKe, new KeyExchangePayload(KeyExchangeId.MlKem768, new byte[1184]), new NotifyPayload(NotifyType.AdditionalKeyExchange, new byte[8]));
        Send(pair, ExchangeType.IkeFollowupKe, new KeyExchangePayload(KeyExchangeId.MlKem768, new byte[1184]));

        Assert.Equal(sent + 2, pair.Network.Sent.Count);
        Assert.DoesNotContain(pair.B.Events, line => line is EngineFaulted);
        Assert.Equal(IkeTunnelState.Established, pair.B.Tunnel.State);
    }

    private static SimPair Connect(
        ValueList<AdditionalKeyExchangeOffer> ike,
        ValueList<AdditionalKeyExchangeOffer>? esp = null,
        ValueList<AdditionalKeyExchangeOffer>? ofB = null,
        ulong seed = 1,
        Action<SimVpn>? configure = null,
        Action<SimNetwork>? network = null,
        int mtu = 0,
        int settle = 0)
    {
        var pair = new SimPair(seed, crypto: new ExtendedCryptoProvider(SharedCrypto.Best, (KeyExchangeId.MlKem768, new FakeKem())));
        var (a, b) = (new SimVpn(), new SimVpn());
        Offer(a, ike, esp ?? []);
        Offer(b, ofB ?? ike, esp ?? []);
        configure?.Invoke(a);
        configure?.Invoke(b);
        pair.Network.Mtu = mtu;
        network?.Invoke(pair.Network);
        pair.Configure(a, b);
        pair.Start();
        pair.Advance(settle);
        return pair;
    }

    private static void Offer(SimVpn vpn, ValueList<AdditionalKeyExchangeOffer> ike, ValueList<AdditionalKeyExchangeOffer> esp)
    {
        vpn.IkeProposals = vpn.IkeProposals.Select(offer => offer with { AdditionalKeyExchanges = ike }).ToValueList();
        if (esp.Count > 0)
        {
            vpn.EspProposals = vpn.EspProposals.Select(offer => offer with { KeyExchanges = [KeyExchangeId.Curve25519], AdditionalKeyExchanges = esp }).ToValueList();
        }
    }

    /// <summary>A and B have their first keys; nothing of A comes through after that.</summary>
    private static SimPair HalfOpen() => Connect([Kem], network: static network => network.Filter = static datagram => datagram.Octets[18] == (byte)ExchangeType.IkeSaInit);

    /// <summary>Requests, each counted once, however many datagrams it took.</summary>
    private static int Count(SimPair pair, byte exchange, bool fromA)
    {
        var from = (fromA ? pair.A : pair.B).Address;
        return pair.Network.Sent.Where(datagram => datagram.Source.Address == from && datagram.Octets[18] == exchange && (datagram.Octets[19] & (byte)IkeHeaderFlags.Response) == 0)
            .Select(static datagram => datagram.Octets[23]).Distinct().Count();
    }

    /// <summary>B gets a request under A's keys.</summary>
    private static void Send(SimPair pair, ExchangeType exchange, params Payload[] payloads)
    {
        var sender = pair.A.Shard.Services.Sas.All.Single();
        var receiver = pair.B.Shard.Services.Sas.All.Single();
        var chain = new byte[4000];
        var length = IkeMessageWriter.WriteChain(chain, payloads, out var first);
        var header = IkeHeader.ForSending(receiver.InitiatorSpi, receiver.ResponderSpi, exchange, IkeHeaderFlags.Initiator, receiver.Window.ExpectedRequestId);
        var octets = sender.Codec.Protection!.Seal(header, first, chain.AsSpan(0, length));
        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));
    }
}
