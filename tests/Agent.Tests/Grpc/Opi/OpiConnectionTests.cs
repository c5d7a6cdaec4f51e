using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using Xunit;
using A = MyIkev2.Agent.Grpc.Opi.DialectA;
using C = MyIkev2.Agent.Grpc.Opi.DialectC;

namespace MyIkev2.Agent.Tests.Grpc.Opi;

/// <summary>Loading, listing and unloading connections.</summary>
public sealed class OpiConnectionTests
{
    private const string VectorKey = "/ vrf main ike pre-shared-key k secret swordfish123";

    [Fact]
    public async Task LoadConn_TheProjectsOwnClient_BecomesAVpn()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);

        A.IPsecLoadConnResp answer = await host.Client.IPsecLoadConnAsync(A.IPsecLoadConnReq.Parser.ParseFrom(OpiVectors.LoadConn));

        Assert.Equal("Yes", answer.Success);
        A.ListConnResp connection = await ConnectionAsync(host, "opi-test");
        Assert.Equal(("IKEv2", "UNIQUE_NO", 14400u, 0u), (connection.Version, connection.Unique, connection.RekeyTime, connection.ReauthTime));
        Assert.Equal("192.168.200.200", Assert.Single(connection.LocalAddrs).Addr);
        Assert.Equal("192.168.200.210", Assert.Single(connection.RemoteAddrs).Addr);
        Assert.Equal(("pre-shared key", "hacker@strongswan.org"), (connection.LocalAuth.Single().Class, connection.LocalAuth.Single().Id));
        Assert.Equal("server.strongswan.org", connection.RemoteAuth.Single().Id);
        A.ListChild child = Assert.Single(connection.Children);
        Assert.Equal(("opi-child", "TUNNEL", 3600u, "none", "none"), (child.Name, child.Mode, child.RekeyTime, child.DpdAction, child.CloseAction));
        Assert.Equal("dynamic", Assert.Single(child.LocalTs.Ts).Cidr);
        Assert.Equal("10.1.0.0/16", Assert.Single(child.RemoteTs.Ts).Cidr);
        IReadOnlyList<string> esp = host.Show("/ vrf main ike vpn opi-test ipsec-policy");
        Assert.Contains("aead-alg aes256-gcm-128", esp);
        Assert.Contains("dh-group curve25519", esp);
        Assert.DoesNotContain(esp, static line => line.StartsWith("auth-alg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LoadConn_InBothDialects_IsTheSame()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);

        C.IPsecLoadConnResponse answer = await host.ClientOfToday.IPsecLoadConnAsync(C.IPsecLoadConnRequest.Parser.ParseFrom(OpiVectors.LoadConnOfToday));
        IReadOnlyList<string> ofToday = host.Show("/ vrf main ike vpn opi-test");
        await host.Client.IPsecLoadConnAsync(A.IPsecLoadConnReq.Parser.ParseFrom(OpiVectors.LoadConn));

        Assert.Equal("Yes", answer.Success);
        Assert.NotEmpty(ofToday);
        Assert.Equal(ofToday, host.Show("/ vrf main ike vpn opi-test"));
    }

    [Fact]
    public async Task LoadConn_WithAKey_NeedsNoOtherAndNeverShowsIt()
    {
        await using OpiHost host = await OpiHost.StartAsync();
        A.Connection connection = OpiVectors.Connection();
        connection.PreSharedKey = ByteString.CopyFromUtf8("correct horse");

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        IReadOnlyList<string> key = host.Show("/ vrf main ike pre-shared-key opi-hq");
        Assert.Contains("id a.test", key);
        Assert.Contains("id b.test", key);
        Assert.DoesNotContain(key, static line => line.Contains("636f7272656374", StringComparison.Ordinal) || line.Contains("correct", StringComparison.Ordinal));
        string revealed = string.Join('\n', host.Configuration.Show("/ vrf main ike pre-shared-key opi-hq", withDefaults: false, revealSecrets: true).Lines);
        Assert.Contains("0x" + Convert.ToHexStringLower("correct horse"u8), revealed, StringComparison.Ordinal);

        await host.Client.IPsecUnloadConnAsync(new A.IPsecUnloadConnReq { Name = "hq" });
        Assert.False(host.Configuration.Show("/ vrf main ike pre-shared-key opi-hq", false, false).IsSuccess);
        Assert.Empty((await host.Client.IPsecListConnsAsync(new A.IPsecListConnsReq())).Connection);
    }

    [Fact]
    public async Task LoadConn_ThreeChildrenWithTwoSelectorsEach_AllAreListedInOrder()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection connection = OpiVectors.Connection();
        connection.Children.Clear();
        for (var i = 0; i < 3; i++)
        {
            A.Child child = OpiVectors.Child($"c{i}");
            child.LocalTs = OpiVectors.Selectors($"10.{i}.0.0/16", $"2001:db8:a{i}::/48");
            child.RemoteTs = OpiVectors.Selectors($"10.1{i}.0.0/16", $"2001:db8:1{i}::/48");
            connection.Children.Add(child);
        }

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        A.ListConnResp listed = await ConnectionAsync(host, "hq");
        Assert.Equal(["c0", "c1", "c2"], listed.Children.Select(child => child.Name));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([$"10.{i}.0.0/16", $"2001:db8:a{i}::/48"], listed.Children[i].LocalTs.Ts.Select(ts => ts.Cidr));
            Assert.Equal([$"10.1{i}.0.0/16", $"2001:db8:1{i}::/48"], listed.Children[i].RemoteTs.Ts.Select(ts => ts.Cidr));
        }
    }

    [Fact]
    public async Task LoadConn_ProtocolAndPort_ComeBack()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection connection = OpiVectors.Connection();
        connection.Children[0].RemoteTs.Ts[0].Proto = "tcp";
        connection.Children[0].RemoteTs.Ts[0].Port = "8000-8080";

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        A.TrafficSelectors.Types.TrafficSelector selector = (await ConnectionAsync(host, "hq")).Children[0].RemoteTs.Ts[0];
        Assert.Equal(("10.2.0.0/16", "6", "8000-8080"), (selector.Cidr, selector.Proto, selector.Port));
    }

    [Fact]
    public async Task LoadConn_AhProposals_MakeAnAhChild()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection connection = OpiVectors.Connection();
        connection.Children[0].EspProposals = null;
        connection.Children[0].AgProposals = OpiVectors.Proposal(A.IntegAlgorithm.Sha256);

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        Assert.Contains("action ah", host.Show("/ vrf main ike vpn hq security-policy lan"));
    }

    [Fact]
    public async Task LoadConn_Certificates_AreNamesOfTheFolder()
    {
        await using OpiHost host = await OpiHost.StartAsync();
        A.Connection connection = OpiVectors.Connection();
        connection.LocalAuth = new A.LocalAuth { Auth = A.AuthType.Pubkey, Id = "a.test", Certs = new A.Certs { Cert = { "own" } } };
        connection.RemoteAuth = new A.RemoteAuth { Auth = A.AuthType.Pubkey, Id = "b.test", CaCerts = new A.CaCerts { Cacert = { "root" } } };

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        Assert.Superset(new HashSet<string> { "certificate own", "remote-ca-certificate root" }, host.Show("/ vrf main ike vpn hq").ToHashSet());
        Assert.Superset(new HashSet<string> { "local-auth-method certificate", "remote-auth-method certificate" }, host.Show("/ vrf main ike vpn hq ike-policy").ToHashSet());
        A.ListConnResp listed = await ConnectionAsync(host, "hq");
        Assert.Equal(("public key", "own"), (listed.LocalAuth.Single().Class, listed.LocalAuth.Single().Certs.Cert.Single()));
        Assert.Equal(("public key", "root"), (listed.RemoteAuth.Single().Class, listed.RemoteAuth.Single().Cacerts.Cacert.Single()));
    }

    [Fact]
    public async Task LoadConn_Eap_IsMschapv2WithTheConfigurationsPasswords()
    {
        await using OpiHost host = await OpiHost.StartAsync("/ vrf main ike eap-secret c id carol\n/ vrf main ike eap-secret c secret swordfish123\n" + VectorKey);
        A.Connection connection = OpiVectors.Connection();
        connection.LocalAuth = new A.LocalAuth { Auth = A.AuthType.Eap, Id = "a.test", EapId = "carol" };

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        Assert.Contains("eap-id carol", host.Show("/ vrf main ike vpn hq"));
        Assert.Contains("local-auth-method eap-mschapv2", host.Show("/ vrf main ike vpn hq ike-policy"));
        A.ListConnAuth listed = (await ConnectionAsync(host, "hq")).LocalAuth.Single();
        Assert.Equal(("EAP", "carol"), (listed.Class, listed.EapId));
    }

    [Fact]
    public async Task LoadConn_SameNameAgain_ReplacesTheWholeConnection()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection first = OpiVectors.Connection();
        first.DpdDelay = 30;
        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = first });
        A.Connection second = OpiVectors.Connection();
        second.Children[0].Name = "other";
        second.ReauthTime = 7200;

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = second });

        A.ListConnResp listed = await ConnectionAsync(host, "hq");
        Assert.Equal(["other"], listed.Children.Select(child => child.Name));
        Assert.Equal((0u, 7200u), (listed.DpdDelay, listed.ReauthTime));
    }

    public static TheoryData<string, StatusCode, Action<A.Connection>> Mistakes => new()
    {
        { "name", StatusCode.InvalidArgument, c => c.Name = "" },
        { "a b", StatusCode.InvalidArgument, c => c.Name = "a b" },
        { "version", StatusCode.InvalidArgument, c => c.Version = "1" },
        { "version", StatusCode.InvalidArgument, c => c.Version = "two" },
        { "local_addrs", StatusCode.InvalidArgument, c => c.LocalAddrs.Add(new A.Addrs { Addr = "192.0.2.7" }) },
        { "remote_addrs", StatusCode.InvalidArgument, c => c.RemoteAddrs[0].Addr = "gw.example.net" },
        { "local_port", StatusCode.InvalidArgument, c => c.LocalPort = 5000 },
        { "remote_port", StatusCode.InvalidArgument, c => c.RemotePort = 70000 },
        { "dscp", StatusCode.InvalidArgument, c => c.Dscp = 64 },
        { "dscp", StatusCode.Unimplemented, c => c.Dscp = 46 },
        { "encap", StatusCode.InvalidArgument, c => c.Encap = "maybe" },
        { "local_auth.auth", StatusCode.InvalidArgument, c => c.LocalAuth.Auth = A.AuthType.Xauth },
        { "local_auth.certs", StatusCode.InvalidArgument, c => c.LocalAuth.Auth = A.AuthType.Pubkey },
        { "local_auth.certs", StatusCode.InvalidArgument, c => c.LocalAuth = null },
        { "local_auth.certs", StatusCode.InvalidArgument, c => c.LocalAuth.Certs = new A.Certs { Cert = { "own" } } },
        { "local_auth.certs", StatusCode.InvalidArgument, c => c.LocalAuth = new A.LocalAuth { Certs = new A.Certs { Cert = { "own", "other" } } } },
        { "local_auth.eap_id", StatusCode.InvalidArgument, c => c.LocalAuth.EapId = "carol" },
        { "local_auth.aaa_id", StatusCode.Unimplemented, c => c.LocalAuth.AaaId = "x" },
        { "local_auth.xauth_id", StatusCode.Unimplemented, c => c.LocalAuth.XauthId = "x" },
        { "local_auth.pubkeys", StatusCode.Unimplemented, c => c.LocalAuth.Pubkeys = new A.PubKeys { Pubkey = { "x" } } },
        { "remote_auth.ca_certs", StatusCode.InvalidArgument, c => c.RemoteAuth.CaCerts = new A.CaCerts { Cacert = { "root" } } },
        { "remote_auth.certs", StatusCode.InvalidArgument, c => c.RemoteAuth = new A.RemoteAuth { CaCerts = new A.CaCerts { Cacert = { "root" } }, Certs = new A.Certs { Cert = { "peer" } } } },
        { "remote_auth.groups", StatusCode.Unimplemented, c => c.RemoteAuth.Groups = new A.Groups { Group = { "x" } } },
        { "remote_auth.cert_policy", StatusCode.Unimplemented, c => c.RemoteAuth.CertPolicy = new A.CertPolicy { CertPolicy_ = { "x" } } },
        { "remote_auth.pubkeys", StatusCode.Unimplemented, c => c.RemoteAuth.Pubkeys = new A.PubKeys { Pubkey = { "x" } } },
        { "remote_auth.auth", StatusCode.InvalidArgument, c => c.RemoteAuth.Auth = A.AuthType.Xauth },
        { "remote_auth.auth", StatusCode.InvalidArgument, c => c.RemoteAuth.Auth = (A.AuthType)99 },
        { "remote_auth.eap_id", StatusCode.Unimplemented, c => c.RemoteAuth.EapId = "x" },
        { "proposals.crypto_alg", StatusCode.InvalidArgument, c => c.Proposals.CryptoAlg.Clear() },
        { "proposals.crypto_alg", StatusCode.InvalidArgument, c => c.Proposals.CryptoAlg.Add(A.CryptoAlgorithm.Aes256Gcm128) },
        { "proposals.crypto_alg", StatusCode.InvalidArgument, c => c.Proposals.CryptoAlg.Add((A.CryptoAlgorithm)99) },
        { "proposals.integ_alg", StatusCode.InvalidArgument, c => c.Proposals.IntegAlg.Clear() },
        { "LegacyCrypto", StatusCode.InvalidArgument, c => c.Proposals.IntegAlg.Add(A.IntegAlgorithm.Md5) },
        { "LegacyCrypto", StatusCode.InvalidArgument, c => c.Proposals.Dhgroups.Add(A.DiffieHellmanGroups.Modp768) },
        { "proposals.dhgroups", StatusCode.InvalidArgument, c => c.Proposals.Dhgroups.Clear() },
        { "children[0].name", StatusCode.InvalidArgument, c => c.Children[0].Name = "" },
        { "children[1].name", StatusCode.InvalidArgument, c => c.Children.Add(OpiVectors.Child("lan")) },
        { "esp_proposals", StatusCode.InvalidArgument, c => c.Children.Add(new A.Child(OpiVectors.Child("other")) { EspProposals = OpiVectors.Proposal(A.CryptoAlgorithm.Aes128Gcm128) }) },
        { "ag_proposals", StatusCode.InvalidArgument, c => c.Children[0].AgProposals = OpiVectors.Proposal(A.IntegAlgorithm.Sha256) },
        { "updown", StatusCode.Unimplemented, c => c.Children[0].Updown = "/bin/sh" },
        { "mark_in", StatusCode.Unimplemented, c => c.Children[0].MarkIn = 7 },
        { "mark_in_sa", StatusCode.InvalidArgument, c => c.Children[0].MarkInSa = "perhaps" },
        { "hw_offload", StatusCode.Unimplemented, c => c.Children[0].HwOffload = "packet" },
        { "inactivity", StatusCode.Unimplemented, c => c.Children[0].Inactivity = 60 },
        { "life_time", StatusCode.InvalidArgument, c => (c.Children[0].RekeyTime, c.Children[0].LifeTime) = (600, 300) },
        { "10.1.0.0/99", StatusCode.InvalidArgument, c => c.Children[0].LocalTs = OpiVectors.Selectors("10.1.0.0/99") },
        { "local_ts.proto", StatusCode.InvalidArgument, c => c.Children[0].LocalTs.Ts[0].Proto = "no-such" },
        { "port", StatusCode.InvalidArgument, c => (c.Children[0].LocalTs.Ts[0].Proto, c.Children[0].LocalTs.Ts[0].Port) = ("udp", "99999") },
        { "control character", StatusCode.InvalidArgument, c => c.LocalAuth.Id = "x\n/ vrf main ike vpn evil" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task LoadConn_WrongOrUnsupported_IsRefusedByNameAndChangesNothing(string named, StatusCode code, Action<A.Connection> spoil)
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection connection = OpiVectors.Connection();
        spoil(connection);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection }));

        Assert.Equal((code, true), (exception.StatusCode, exception.Status.Detail.Contains(named, StringComparison.Ordinal)));
        Assert.Empty((await host.Client.IPsecListConnsAsync(new A.IPsecListConnsReq())).Connection);
    }

    [Theory]
    [InlineData("x\" / vrf main ike vpn evil \"")]
    [InlineData("C=CH, O=\"quoted\", CN=a b")]
    [InlineData("#comment")]
    public async Task LoadConn_IdentityWithSigns_IsAWordAndNoMore(string identity)
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey);
        A.Connection connection = OpiVectors.Connection();
        connection.LocalAuth.Id = identity;

        try
        {
            await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.InvalidArgument)
        {
            // No identity: refused as one.
        }

        Assert.DoesNotContain(host.Configuration.Current.Vpns, vpn => vpn.Name == "evil");
    }

    [Fact]
    public async Task LegacyCrypto_WhenAllowed_IsConfigured()
    {
        await using OpiHost host = await OpiHost.StartAsync(VectorKey, configure: options => options.Opi.LegacyCrypto = true);
        A.Connection connection = OpiVectors.Connection();
        connection.Proposals.IntegAlg.Add(A.IntegAlgorithm.Md5);

        await host.Client.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = connection });

        Assert.Contains("auth-alg hmac-md5", host.Show("/ vrf main ike vpn hq ike-policy"));
    }

    [Fact]
    public async Task Unload_UnknownName_IsNotFound()
    {
        await using OpiHost host = await OpiHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.IPsecUnloadConnAsync(new A.IPsecUnloadConnReq { Name = "nobody" }));

        Assert.Equal((StatusCode.NotFound, "unload: connection 'nobody' not found"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task ReferenceErrors_WhenAsked_LookLikeTheReference()
    {
        await using OpiHost host = await OpiHost.StartAsync(configure: options => options.Opi.ReferenceErrors = true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.IPsecUnloadConnAsync(new A.IPsecUnloadConnReq { Name = "nobody" }));

        Assert.Equal((StatusCode.Unknown, "vici: command failed: unload: connection 'nobody' not found"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task Visitor_MayListAndNotLoad()
    {
        await using OpiHost host = await OpiHost.StartAsync();

        await host.Visitor.IPsecListConnsAsync(new A.IPsecListConnsReq());
        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Visitor.IPsecLoadConnAsync(new A.IPsecLoadConnReq { Connection = OpiVectors.Connection() }));

        Assert.Equal(StatusCode.PermissionDenied, exception.StatusCode);
    }

    private static async Task<A.ListConnResp> ConnectionAsync(OpiHost host, string name) =>
        Assert.Single((await host.Client.IPsecListConnsAsync(new A.IPsecListConnsReq { Ike = name })).Connection);
}
