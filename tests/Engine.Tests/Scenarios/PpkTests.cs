using System.Text;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Post-quantum preshared keys (RFC 8784): what becomes of a tunnel for what each side has and wants.</summary>
public sealed class PpkTests
{
    private static readonly PostQuantumKey Foo = Key("foo", "foo-at-example", "a secret of the quantum age");
    private static readonly PostQuantumKey Bar = Key("bar", "bar-at-example", "another one");

    public enum Authentication
    {
        PreSharedKey,
        Certificate,
        EapWithMasterSessionKey,
        EapWithoutMasterSessionKey,
    }

    [Theory]
    [InlineData(Authentication.PreSharedKey, false)]
    [InlineData(Authentication.PreSharedKey, true)]
    [InlineData(Authentication.Certificate, false)]
    [InlineData(Authentication.Certificate, true)]
    [InlineData(Authentication.EapWithMasterSessionKey, false)]
    [InlineData(Authentication.EapWithMasterSessionKey, true)]
    [InlineData(Authentication.EapWithoutMasterSessionKey, false)]
    public void Establish_BothHaveTheKey_ItIsUsed(Authentication authentication, bool required)
    {
        var pair = Connect(new Side([Foo, Bar], "foo", required), new Side([Bar, Foo], Required: required), authentication);

        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.PpkUsed);
        Assert.True(pair.B.Tunnel.PpkUsed);
        Assert.Single(pair.A.Tunnel.Children);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RekeyIke_KeyWasUsed_SuccessorHasItToo(bool fromA)
    {
        var pair = Connect(new Side([Foo], "foo"), new Side([Foo]));

        (fromA ? pair.A : pair.B).Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal((2u, true), (pair.A.Tunnel.Generation, pair.A.Tunnel.PpkUsed));
        Assert.Equal((2u, true), (pair.B.Tunnel.Generation, pair.B.Tunnel.PpkUsed));
    }

    [Theory]
    [InlineData(Authentication.PreSharedKey)]
    [InlineData(Authentication.Certificate)]
    [InlineData(Authentication.EapWithMasterSessionKey)]
    [InlineData(Authentication.EapWithoutMasterSessionKey)]
    public void Establish_ResponderHasAnotherKeyOnly_BothGoOnWithout(Authentication authentication)
    {
        var pair = Connect(new Side([Foo], "foo"), new Side([Bar]), authentication);

        pair.ShouldAgree();
        Assert.False(pair.A.Tunnel.PpkUsed);
        Assert.False(pair.B.Tunnel.PpkUsed);

        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.False(pair.B.Tunnel.PpkUsed);
    }

    [Fact]
    public void Establish_VpnOfResponderNamesAnotherKey_BothGoOnWithout()
    {
        var pair = Connect(new Side([Foo], "foo"), new Side([Foo, Bar], "bar"));

        pair.ShouldAgree();
        Assert.False(pair.B.Tunnel.PpkUsed);
    }

    [Fact]
    public void Establish_ResponderHasNoKeys_IsAsEver()
    {
        var pair = Connect(new Side([Foo], "foo"), new Side([]));

        pair.ShouldAgree();
        Assert.False(pair.A.Tunnel.PpkUsed);
    }

    [Fact]
    public void Establish_InitiatorNamesNoKey_IsAsEver()
    {
        var pair = Connect(new Side([Foo]), new Side([Foo]));

        pair.ShouldAgree();
        Assert.False(pair.B.Tunnel.PpkUsed);
    }

    [Theory]
    [InlineData(Authentication.PreSharedKey)]
    [InlineData(Authentication.EapWithMasterSessionKey)]
    public void Establish_InitiatorInsistsOnAKeyThatTheResponderHasNot_IsRefused(Authentication authentication) =>
        ShouldFail(Connect(new Side([Foo], "foo", Required: true), new Side([Bar]), authentication), "the peer insists on it", ofB: true);

    [Fact]
    public void Establish_InitiatorInsistsAndResponderHasNoKeys_InitiatorGivesUp() =>
        ShouldFail(Connect(new Side([Foo], "foo", Required: true), new Side([])), "the peer does not support PPKs", ofB: false);

    [Fact]
    public void Establish_InitiatorInsistsAndNamesNoKey_NothingIsSent()
    {
        var pair = Connect(new Side([Foo], Required: true), new Side([Foo]));

        Assert.Empty(pair.Network.Sent);
        Assert.Contains(pair.A.Events, line => line.ToString()!.Contains("names none", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Authentication.PreSharedKey)]
    [InlineData(Authentication.EapWithMasterSessionKey)]
    public void Establish_ResponderInsistsOnAnotherKey_IsRefused(Authentication authentication) =>
        ShouldFail(Connect(new Side([Foo], "foo"), new Side([Bar], Required: true), authentication), "which requires one", ofB: true);

    [Theory]
    [InlineData(Authentication.PreSharedKey)]
    [InlineData(Authentication.EapWithMasterSessionKey)]
    public void Establish_ResponderInsistsAndInitiatorAsksForNone_IsRefused(Authentication authentication) =>
        ShouldFail(Connect(new Side([Foo]), new Side([Foo], Required: true), authentication), "the peer asked for none", ofB: true);

    [Fact]
    public void Establish_SameNameOtherSecret_IsRefusedThoughItCouldDoWithout() => ShouldFail(
        Connect(new Side([Foo], "foo"), new Side([Key("foo", "foo-at-example", "guessed")])), "with pre-shared key failed", ofB: true);

    [Fact]
    public void Establish_KeyIsUsed_SkEAreThoseOfIkeSaInitAndChildKeysAreNot()
    {
        // The same seed gives the same nonces, SPIs and key exchanges: only the key makes a difference.
        var with = Connect(new Side([Foo], "foo"), new Side([Foo]));
        var without = Connect(new Side([Foo], "foo"), new Side([Bar]));

        Assert.Equal(KeysOf(without), KeysOf(with));
        Assert.NotEqual(without.A.DataPlane.Outbound.Values.Single().EncryptionOut.ToArray(), with.A.DataPlane.Outbound.Values.Single().EncryptionOut.ToArray());

        static string KeysOf(SimPair pair) => Convert.ToHexString(pair.A.Events.OfType<KeysDerived>().First().Entry.SkEi);
    }

    [Fact]
    public void Close_WhileTheKeyIsMixed_AllKeysAreCleared()
    {
        var pair = new SimPair(seed: 5);
        Configure(pair, new Side([Foo], "foo"), new Side([Foo]), Authentication.PreSharedKey);
        pair.Network.Filter = datagram => datagram.Source.Address != pair.A.Address || datagram.Octets[18] != (byte)ExchangeType.IkeAuth;
        pair.Start();
        var sa = pair.A.Shard.Services.Sas.All.Single();
        var used = sa.Keys!;
        sa.Ppk!.Use(false);
        var other = sa.Keys!;
        Assert.NotSame(used, other);

        pair.Advance(400);

        pair.A.ShouldBeEmpty();
        Assert.All([used.SkD, used.SkPi, used.SkPr, other.SkD, other.SkPi, other.SkPr, other.SkEi], key => Assert.True(key.IsDisposed));
    }

    private static SimPair Connect(Side a, Side b, Authentication authentication = Authentication.PreSharedKey)
    {
        var pair = new SimPair(seed: 11);
        Configure(pair, a, b, authentication);
        pair.Start();
        return pair;
    }

    private static void Configure(SimPair pair, Side a, Side b, Authentication authentication)
    {
        var vpn = new SimVpn();
        switch (authentication)
        {
            case Authentication.Certificate:
                var root = TestPki.Root();
                vpn.UseCertificates(
                    root.Issue("CN=a", dns: "a.example").Credential("a"),
                    root.Issue("CN=b", dns: "b.example").Credential("b"),
                    new KnownCertificate("root", root.Certificate, IsTrusted: true));
                break;
            case Authentication.EapWithMasterSessionKey or Authentication.EapWithoutMasterSessionKey:
                var kind = authentication == Authentication.EapWithMasterSessionKey ? AuthenticationKind.EapMschapv2 : AuthenticationKind.EapMd5;
                vpn.Whole = (isA, configuration) => configuration with
                {
                    EapSecrets = [new EapSecret("one", ["carol"], "barracuda"u8.ToArray().ToValueList())],
                    Peers = configuration.Peers.Select(peer => isA
                        ? peer with { LocalAuthentication = kind, EapIdentity = "carol" }
                        : peer with { RemoteAuthentication = kind }).ToValueList(),
                };
                break;
        }

        var whole = vpn.Whole;
        vpn.Whole = (isA, configuration) =>
        {
            var side = isA ? a : b;
            var built = whole(isA, configuration);
            return built with
            {
                PostQuantumKeys = side.Keys.ToValueList(),
                Peers = built.Peers.Select(peer => peer with { Ppk = side.Named, RequiresPpk = side.Required }).ToValueList(),
            };
        };
        pair.Configure(vpn);
    }

    private static void ShouldFail(SimPair pair, string text, bool ofB)
    {
        pair.Advance(60);
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.DoesNotContain(pair.A.Events.Concat(pair.B.Events), line => line is EngineFaulted);
        Assert.Contains((ofB ? pair.B : pair.A).Events, line => line.ToString()!.Contains(text, StringComparison.Ordinal));
    }

    private static PostQuantumKey Key(string name, string identity, string secret) =>
        new(name, Encoding.UTF8.GetBytes(identity).ToValueList(), Encoding.UTF8.GetBytes(secret).ToValueList());

    private sealed record Side(PostQuantumKey[] Keys, string Named = "", bool Required = false);
}
