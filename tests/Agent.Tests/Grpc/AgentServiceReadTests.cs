using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>What the native API shows of the registry.</summary>
public sealed class AgentServiceReadTests
{
    [Fact]
    public async Task ListTunnels_NoFilter_GivesEveryGenerationOfOneMoment()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 5));

        List<V1.ListTunnelsResponse> responses = await ListAsync(host.Visitor, new V1.ListTunnelsRequest());

        V1.ListTunnelsResponse response = Assert.Single(responses);
        Assert.Equal(Timestamp.FromDateTimeOffset(CannedRegistry.Now), response.AsOf);
        Assert.Equal(host.Canned.Registry.Capture().Version, response.RegistryVersion);
        Assert.Equal([(1ul, 2u), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], response.Tunnels.Select(tunnel => (tunnel.TunnelId, tunnel.Generation)));
    }

    [Fact]
    public async Task ListTunnels_OneTunnel_EveryFactIsThatOfTheSnapshot()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 4));
        TunnelReading expected = new(CannedRegistry.Tunnel(4), CannedRegistry.Now);
        IkeTunnelSnapshot snapshot = expected.Snapshot;

        V1.IkeTunnel tunnel = (await ListAsync(host.Visitor, Filter(filter => filter.TunnelId = 4)))[0].Tunnels[0];

        Assert.Equal((4u, "vpn-4", "main", "iketemp1"), (tunnel.UniqueId, tunnel.Vpn, tunnel.Vrf, tunnel.PolicyTemplate));
        Assert.Equal((V1.IkeTunnelState.Established, V1.CloseReason.None, true), (tunnel.State, tunnel.CloseReason, tunnel.Initiator));
        Assert.Equal((2u, 0u), (tunnel.MajorVersion, tunnel.MinorVersion));
        Assert.Equal((snapshot.InitiatorSpi, snapshot.ResponderSpi), (tunnel.InitiatorSpi, tunnel.ResponderSpi));
        Assert.Equal(new V1.Endpoint { Address = "192.0.2.1", Port = 4500 }, tunnel.Local);
        Assert.Equal(new V1.Endpoint { Address = "198.51.100.4", Port = 4500 }, tunnel.Remote);
        Assert.Equal((2u, "localgw.example"), (tunnel.LocalIdentity.Type, tunnel.LocalIdentity.Text));
        Assert.Equal([198, 51, 100, 4], tunnel.RemoteIdentity.Data.ToByteArray());
        Assert.Equal((2u, 2u), (tunnel.LocalAuthenticationMethod, tunnel.RemoteAuthenticationMethod));
        Assert.Equal(new V1.Algorithm { TransformId = 20, KeyBits = 256, Name = "aes256-gcm-128", CombinedMode = true }, tunnel.Encryption);
        Assert.Null(tunnel.Integrity);
        Assert.Equal(("hmac-sha512", "ecp256"), (tunnel.Prf.Name, tunnel.KeyExchange.Name));
        Assert.Equal(new V1.NatTraversal { Allowed = true, PeerSupports = true, RemoteNat = true, UdpEncapsulation = true }, tunnel.NatTraversal);
        Assert.Equal((true, false, false, true), (tunnel.CanInitiate, tunnel.Mobike, tunnel.PpkUsed, tunnel.Fragmentation));
        Assert.Equal(snapshot.CreatedAt, tunnel.CreatedAt.ToDateTimeOffset());
        Assert.Equal(snapshot.EstablishedAt, tunnel.EstablishedAt.ToDateTimeOffset());
        Assert.Equal(snapshot.RekeyAt, tunnel.RekeyAt.ToDateTimeOffset());
        Assert.Equal(snapshot.ExpiresAt, tunnel.ExpiresAt.ToDateTimeOffset());
        Assert.Null(tunnel.ReauthenticateAt);
        Assert.Null(tunnel.ClosedAt);
        Assert.Equal((snapshot.Lifetime, snapshot.RekeyTime), (tunnel.Lifetime.ToTimeSpan(), tunnel.RekeyTime.ToTimeSpan()));
        Assert.Null(tunnel.ReauthenticationTime);
        Assert.Equal((30L, 20L), (tunnel.DpdDelay.Seconds, tunnel.NatKeepaliveInterval.Seconds));
        Assert.Equal((40ul, 41ul, 4000ul, 4400ul), (tunnel.Counters.InMessages, tunnel.Counters.OutMessages, tunnel.Counters.InOctets, tunnel.Counters.OutOctets));
        Assert.Equal(CannedRegistry.Now.AddSeconds(-3), tunnel.Counters.LastReceivedAt.ToDateTimeOffset());
        Assert.Null(tunnel.Counters.LastDpdAt);
        Assert.Equal((405_000ul, 806_000ul, 450ul, 860ul), (tunnel.Traffic.InOctets, tunnel.Traffic.OutOctets, tunnel.Traffic.InPackets, tunnel.Traffic.OutPackets));
    }

    [Fact]
    public async Task ListTunnels_OneChild_EveryFactIsThatOfTheSnapshot()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 6));
        IpsecTunnelSnapshot snapshot = CannedRegistry.Tunnel(6).Children[0];

        V1.IpsecTunnel child = Assert.Single((await ListAsync(host.Visitor, Filter(filter => filter.Vpn = "vpn-6")))[0].Tunnels[0].Children);

        Assert.Equal((6ul, 1u, 6u, 1u, 6ul, "trunk"), (child.TunnelId, child.Generation, child.UniqueId, child.RequestId, child.IkeTunnelId, child.SecurityPolicy));
        Assert.Equal((V1.IpsecTunnelState.Installed, V1.IpsecProtocol.Esp, V1.IpsecMode.Tunnel), (child.State, child.Protocol, child.Mode));
        Assert.Equal((false, 0xc000_0006u, 0xd000_0006u), (child.Initiator, child.SpiIn, child.SpiOut));
        Assert.Equal("aes256-gcm-128", child.Encryption.Name);
        Assert.Null(child.Integrity);
        Assert.Null(child.KeyExchange);
        Assert.Equal((true, 32u, false), (child.ExtendedSequenceNumbers, child.ReplayWindow, child.UdpEncapsulation));
        Assert.Equal("198.51.100.6", child.Remote.Address);
        var expectedSelector = new V1.TrafficSelector { EndPort = 65_535, StartAddress = "192.168.0.0", EndAddress = "192.168.0.255", Text = "192.168.0.0/24" };
        Assert.Equal(expectedSelector, Assert.Single(child.LocalSelectors));
        Assert.Equal("192.168.99.0/24", Assert.Single(child.RemoteSelectors).Text);
        Assert.Equal(snapshot.InstalledAt, child.InstalledAt.ToDateTimeOffset());
        Assert.Equal((snapshot.RekeyAt, snapshot.ExpiresAt), (child.RekeyAt.ToDateTimeOffset(), child.ExpiresAt.ToDateTimeOffset()));
        Assert.Equal((snapshot.Lifetime, snapshot.RekeyTime), (child.Lifetime.ToTimeSpan(), child.RekeyTime.ToTimeSpan()));
        Assert.Equal((600_000ul, 1_200_000ul, 600ul, 1_200ul, 2ul), (
            child.Counters.InOctets, child.Counters.OutOctets, child.Counters.InPackets, child.Counters.OutPackets, child.Counters.ReplayDrops));
        Assert.Null(child.Counters.LastInAt);
    }

    [Fact]
    public async Task ListTunnels_FiltersAndPages_CutAtTunnels()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 10));

        Assert.Equal([4ul], await IdsAsync(host, Filter(filter => filter.RemoteAddress = "198.51.100.4")));
        Assert.Equal([4ul], await IdsAsync(host, Filter(filter => filter.RemoteAddress = "::ffff:198.51.100.4")));
        Assert.Equal([7ul], await IdsAsync(host, Filter(filter => filter.State = V1.IkeTunnelState.InitSent)));
        Assert.Equal([2ul], await IdsAsync(host, Filter(filter => filter.RemoteIdentity = "USER2@example.com")));
        Assert.Empty(await IdsAsync(host, Filter(filter => filter.SecurityPolicy = "branch")));
        // A page counts tunnels, and a tunnel's generations stay together.
        Assert.Equal([1ul, 1, 2], await IdsAsync(host, new V1.ListTunnelsRequest { Limit = 2, BatchSize = 1 }));
        Assert.Equal([3ul, 4], await IdsAsync(host, new V1.ListTunnelsRequest { Limit = 2, AfterTunnelId = 2 }));
        Assert.Empty(await IdsAsync(host, new V1.ListTunnelsRequest { AfterTunnelId = ulong.MaxValue }));
    }

    [Fact]
    public async Task ListTunnels_Thousand_ComeInBatches()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 1000));

        List<V1.ListTunnelsResponse> responses = await ListAsync(host.Agent, new V1.ListTunnelsRequest { BatchSize = 1_000_000 });

        Assert.Equal([256, 256, 256, 233], responses.Select(response => response.Tunnels.Count));
        Assert.Equal(Enumerable.Range(1, 1000).Select(id => (ulong)id), responses.SelectMany(response => response.Tunnels).Select(tunnel => tunnel.TunnelId).Distinct());
    }

    [Theory]
    [InlineData("300.1.1.1")]
    [InlineData("")]
    public async Task ListTunnels_FilterWithoutAnAddress_IsInvalid(string address)
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => ListAsync(host.Agent, Filter(filter => filter.LocalAddress = address)));

        Assert.Equal((StatusCode.InvalidArgument, $"filter.local_address: '{address}' is no IPv4 or IPv6 address."), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task ListTunnels_UnknownState_IsInvalid()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            () => ListAsync(host.Agent, Filter(filter => filter.State = (V1.IkeTunnelState)77)));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
    }

    [Fact]
    public async Task ListVpns_CannedConfiguration_GivesThoseThatAreDownToo()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();
        using AsyncServerStreamingCall<V1.ListVpnsResponse> call = host.Visitor.ListVpns(new V1.ListVpnsRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        V1.Vpn last = call.ResponseStream.Current.Vpns[^1];

        Assert.Equal(["vpn-1", "vpn-2", "vpn-3", "vpn-down"], call.ResponseStream.Current.Vpns.Select(vpn => vpn.Name));
        Assert.Equal(("198.51.100.250", "", true), (last.RemoteAddress, last.LocalAddress, last.Enabled));
        Assert.Equal(["branch"], last.SecurityPolicies);
        Assert.Null(last.RemoteIdentity);
    }

    [Fact]
    public async Task Status_CannedRegistry_ShowsTheService()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        V1.StatusResponse status = await host.Visitor.StatusAsync(new V1.StatusRequest());

        Assert.Equal(("0.1.0", "gateway.example", "ike.conf", "canned"), (status.Version, status.HostName, status.ConfigurationName, status.CryptoProvider));
        Assert.Equal(CannedRegistry.Now.AddHours(-5), status.StartedAt.ToDateTimeOffset());
        Assert.Equal([(0u, 1ul, 3ul), (1u, 1ul, 1ul)], status.Shards.Select(shard => (shard.Number, shard.Version, shard.IkeTunnels)));
        Assert.Equal([500u, 4500u], status.Listeners.Select(listener => listener.Port));
        Assert.Equal((4ul, 3ul, 0ul, 3ul, 4ul), (
            status.IkeTunnels, status.IkeTunnelsEstablished, status.IkeTunnelsHalfOpen, status.ChildSasInstalled, status.ConfiguredVpns));
        Assert.Equal((200ul, 180ul, 100ul), (status.Counters.SaInitInRequests, status.Counters.AuthInRequests, status.Counters.IkeSaCreated));
    }

    private static V1.ListTunnelsRequest Filter(Action<V1.TunnelFilter> set)
    {
        var request = new V1.ListTunnelsRequest { Filter = new V1.TunnelFilter() };
        set(request.Filter);
        return request;
    }

    private static async Task<List<V1.ListTunnelsResponse>> ListAsync(V1.Agent.AgentClient client, V1.ListTunnelsRequest request)
    {
        using AsyncServerStreamingCall<V1.ListTunnelsResponse> call = client.ListTunnels(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task<IEnumerable<ulong>> IdsAsync(GrpcHost host, V1.ListTunnelsRequest request) =>
        (await ListAsync(host.Visitor, request)).SelectMany(response => response.Tunnels).Select(tunnel => tunnel.TunnelId);
}
