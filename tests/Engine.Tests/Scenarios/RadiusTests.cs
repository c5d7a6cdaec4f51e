using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>B lets a RADIUS server decide about A: EAP handed through, or A's preshared key asked for.</summary>
public sealed class RadiusTests
{
    private const string User = "carol";
    private const string Password = "swordfish";

    [Theory]
    [InlineData(EapMethodType.MsChapV2, AuthenticationKind.EapMschapv2)]
    [InlineData(EapMethodType.Md5Challenge, AuthenticationKind.EapMd5)]
    public void Establish_ServerAccepts_IsUpWithTheServersKey(EapMethodType method, AuthenticationKind kind)
    {
        var server = new RadiusServerDouble(User, Password) { Method = method };
        var pair = Pair(server, local: kind);
        pair.Start();

        pair.ShouldAgree();
        Assert.All(server.Questions, question => Assert.Equal((User, "vpn"), (Encoding.UTF8.GetString(question.UserName.Span), question.VpnName)));
        Assert.Single(server.Questions.Select(question => question.SessionId).Distinct());
        Assert.Null(server.Questions[0].Conversation);
        Assert.All(server.Questions.Skip(1), question => Assert.NotNull(question.Conversation));
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains($"by RADIUS as '{User}' successful", StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_ServerRejects_BothSidesSaySo()
    {
        var pair = Pair(new RadiusServerDouble(User, "another"));
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(nameof(CloseReason.AuthenticationFailedRemote), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Empty(pair.B.Accounting);
    }

    [Fact]
    public void Establish_NobodyAnswers_IsRefused()
    {
        var pair = Pair(new RadiusServerDouble(User, Password) { Change = _ => new RadiusReply.Silence("no RADIUS server answers") });
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("no RADIUS server answers", StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_AnswerComesAfterTheEnd_ItsSecretsAreCleared()
    {
        var pair = Pair(new RadiusServerDouble(User, Password));
        pair.B.HoldJobs = true;
        pair.Start();
        for (var round = 0; round < 10 && pair.B.Shard.UnfinishedJobs == 0; round++)
        {
            pair.Drive();
        }

        // The peer gives up, and half-open SAs end; only then the server answers.
        pair.Advance(120);
        var key = KeyMaterial.Copy(new byte[64]);
        pair.B.RadiusServer = _ => new RadiusReply.Accept(default, key, null, new RadiusGrant());
        pair.B.RunJobs();

        Assert.True(key.IsDisposed);
        pair.B.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Establish_CodeAndPacketContradict_IsRefused(bool acceptsWithFailure)
    {
        var pair = Pair(new RadiusServerDouble(User, Password)
        {
            Change = reply => acceptsWithFailure
                ? new RadiusReply.Accept(EapPacket.Failure(1), null, null, new RadiusGrant())
                : reply is RadiusReply.Challenge challenge ? challenge with { Eap = default } : reply,
        });
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("staff", true)]
    [InlineData("guests", false)]
    public void Establish_VpnOfAGroup_OnlyItsMembersComeIn(string group, bool comesIn)
    {
        var server = new RadiusServerDouble(User, Password) { Grant = new RadiusGrant { Groups = ["other", group] } };
        var pair = Pair(server, peer: peer => peer with { RadiusGroups = ["staff"] });
        pair.Start();

        Assert.Equal(comesIn ? 1 : 0, pair.A.Registry.Capture().TunnelCount);
        Assert.Equal(comesIn, pair.B.Accounting.Count > 0);
    }

    [Theory]
    [InlineData("swordfish", true)]
    [InlineData("another", false)]
    [InlineData(null, false)]
    public void Establish_KeyOfTheServer_MustBeThePeers(string? key, bool comesIn)
    {
        var server = new RadiusServerDouble(User, Password) { PreSharedKey = key };
        var pair = Pair(server, local: AuthenticationKind.PreSharedKey, remote: AuthenticationKind.PskRadius);
        pair.Start();

        Assert.Equal("a.example", Encoding.UTF8.GetString(Assert.Single(server.Questions).UserName.Span));
        Assert.Equal(comesIn ? 1 : 0, pair.A.Registry.Capture().TunnelCount);
        Assert.Equal(comesIn, pair.B.Accounting.Count > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ike:local-ts has what is no subnet")]
    public void Selectors_OfTheServer_TakeThePlaceOfThePolicys(string? problem)
    {
        var server = new RadiusServerDouble(User, Password)
        {
            PreSharedKey = "swordfish",
            Grant = new RadiusGrant { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("10.2.1.128"), 25)], Problem = problem },
        };
        var pair = Pair(server, local: AuthenticationKind.PreSharedKey, remote: AuthenticationKind.PskRadius);
        pair.Start();

        if (problem is not null)
        {
            pair.A.ShouldBeEmpty();
            Assert.Contains(pair.B.Events, static line => line.ToString()!.Contains("cannot be done: ike:local-ts has what is no subnet", StringComparison.Ordinal));
            return;
        }

        pair.ShouldAgree();
        Assert.Contains("10.2.1.128", Assert.Single(Assert.Single(pair.A.Tunnel.Children, static child => child.State == IpsecTunnelState.Installed).RemoteSelectors).ToString(), StringComparison.Ordinal);

        // Rekeys keep to them.
        pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.Contains("10.2.1.128", Assert.Single(Assert.Single(pair.A.Tunnel.Children, static child => child.State == IpsecTunnelState.Installed).RemoteSelectors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_OfTheServer_ComeFirstAndPoolsGiveTheRest()
    {
        var server = new RadiusServerDouble(User, Password)
        {
            Grant = new RadiusGrant
            {
                Addresses = new AddressPoolPolicy
                {
                    Name = RadiusGrant.PoolName,
                    Ranges = [AddressRange.Between(IpAddress.Parse("10.73.0.77"), IpAddress.Parse("10.73.0.77"))],
                    DnsServers = [IpAddress.Parse("10.72.0.53")],
                },
            },
        };
        var pool = new AddressPoolPolicy { Name = "v6", Ranges = [AddressRange.HostsOf(IpAddress.Parse("fd73::"), 96)] };
        var pair = Pair(server, pools: [pool], peer: peer => peer with { UsesRadiusAddresses = true, AddressPools = ["v6"] }, wishes: ["0.0.0.0", "::"]);
        pair.Start();

        pair.ShouldAgree();
        Assert.Equal(["10.73.0.77", "fd73::1"], pair.A.Tunnel.LocalVirtualAddresses.Select(address => address.ToString()));
        Assert.Equal(["10.72.0.53"], pair.A.Tunnel.VirtualDnsServers.Select(address => address.ToString()));
        Assert.Equal(["10.73.0.77", "fd73::1"], pair.B.Tunnel.RemoteVirtualAddresses.Select(address => address.ToString()));
        Assert.Equal("10.73.0.77 fd73::1", string.Join(' ', pair.B.Accounting[0].Addresses));

        pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();
        Assert.Equal("10.73.0.77 fd73::1", string.Join(' ', pair.B.Accounting[^1].Addresses));
        Assert.Equal(0, pair.B.Registry.Capture().AddressPools.Single().Usage.InUse);
    }

    [Fact]
    public void Addresses_ServerGivesNoneAndThereIsNoPool_ThePeerIsToldSo()
    {
        var pair = Pair(new RadiusServerDouble(User, Password), peer: peer => peer with { UsesRadiusAddresses = true }, wishes: ["0.0.0.0"]);
        var request = pair.Start();

        // B --> { AUTH, N(INTERNAL_ADDRESS_FAILURE) }      A --> INFORMATIONAL { D }
        Assert.Contains("INTERNAL_ADDRESS_FAILURE", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Equal([AccountingStatus.Start, AccountingStatus.Stop], pair.B.Accounting.Select(record => record.Status));
    }

    internal static SimPair Pair(
        RadiusServerDouble server,
        AuthenticationKind local = AuthenticationKind.EapMschapv2,
        AuthenticationKind remote = AuthenticationKind.EapRadius,
        Func<PeerPolicy, PeerPolicy>? peer = null,
        ValueList<AddressPoolPolicy>? pools = null,
        string[]? wishes = null,
        RadiusPolicy? policy = null)
    {
        var pair = new SimPair(seed: 5);
        pair.B.RadiusServer = server.Answer;
        pair.Configure(new SimVpn
        {
            Whole = (isA, configuration) => configuration with
            {
                EapSecrets = isA ? [new EapSecret("own", [User], Encoding.UTF8.GetBytes(Password).ToValueList())] : [],
                Radius = isA ? null : policy ?? new RadiusPolicy { Servers = [new RadiusServerPolicy("one", IpAddress.Parse("10.0.0.9"), [1])], Accounting = true },
                AddressPools = isA ? [] : pools ?? [],
                Peers = configuration.Peers.Select(row => isA
                    ? row with { LocalAuthentication = local, EapIdentity = User, VirtualAddressRequests = (wishes ?? []).Select(IpAddress.Parse).ToValueList() }
                    : (peer ?? (row => row))(row with { RemoteAuthentication = remote })).ToValueList(),
            },
            Child = child => wishes is null ? child : child with { LocalSelectors = [ConfiguredSelector.Dynamic], RemoteSelectors = [ConfiguredSelector.Dynamic] },
        });
        return pair;
    }
}
